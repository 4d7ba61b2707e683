// The register: persons, their consents, import, organizations.
import assert from 'node:assert/strict';

export const cases = {
  async 'a person is found by id and edited, and the edit goes out'({house, browser}) {
    await house.persons(null, 55_001, 60);
    const page = await browser.at('#/persons');
    await page.getByRole('rowheader', {name: '54501'}).waitFor();
    await page.getByRole('button', {name: 'Show more'}).click();
    await page.getByRole('rowheader', {name: '55030'}).waitFor();
    await page.getByLabel('Name or personID').fill('54512');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', {name: 'Bo Berg'}).waitFor();
    await page.getByLabel('E-mail').fill('bo.berg.new@example.org');
    await page.getByRole('button', {name: 'Save the change'}).click();
    await page.getByText('1 message went out.').waitFor();
    await page.getByLabel('Birth date').fill('no date');
    await page.getByRole('button', {name: 'Save the change'}).click();
    await page.locator('.fault').waitFor();
    await page.getByLabel('Birth date').fill('1981-05-17');
    await page.getByRole('button', {name: 'Save the change'}).click();
    await page.getByText('No application may see what changed').waitFor();
    const now = await house.ask('GET', '/v1/persons/54512');
    assert.equal(now.email, 'bo.berg.new@example.org');
    assert.equal(now.birthDate, '1981-05-17');
    await page.getByText('The whole document').click();
    await page.getByLabel('Person as JSON').fill('{broken');
    await page.getByRole('button', {name: 'Save the document'}).click();
    await page.getByText('This is not JSON').waitFor();
  },

  async 'what is typed the moment the form of a person appears is kept'({house, browser}) {
    const page = await browser.at('#/persons');
    await page.evaluate(() => new MutationObserver((_, observer) => {
      const box = document.querySelector('input[type=email]');
      if (!box) return;
      observer.disconnect();
      box.value = 'at.once@example.org';
      box.dispatchEvent(new Event('input', {bubbles: true}));
    }).observe(document.body, {childList: true, subtree: true}));
    await page.evaluate(() => { location.hash = '#/persons/54515'; });
    await page.getByRole('button', {name: 'Save the change'}).click();
    await page.getByText(/^Saved\./).waitFor();
    assert.equal((await house.ask('GET', '/v1/persons/54515')).email, 'at.once@example.org');
  },

  async 'a person is found by name, and the search lives in the address'({house, browser}) {
    await house.ask('PUT', '/v1/persons/55901', {firstName: 'Håkon', lastName: 'Østby-Dahl'});
    const page = await browser.at('#/persons');
    await page.getByRole('rowheader', {name: '54501'}).waitFor();
    const box = page.getByLabel('Name or personID');
    await box.fill('dahl haak');
    await page.getByRole('rowheader', {name: '54501'}).waitFor({state: 'detached'});
    await page.getByRole('rowheader', {name: '55901'}).waitFor();
    assert.equal(await page.getByRole('rowheader').count(), 1);
    assert.match(page.url(), /search=dahl\+haak/);
    await browser.accessible(page, 'a search by name');
    await page.reload();
    await page.getByRole('rowheader', {name: '55901'}).waitFor();
    assert.equal(await box.inputValue(), 'dahl haak');
    assert.equal(await page.getByRole('rowheader').count(), 1);
    await box.fill('nobody has this');
    await page.getByText('No persons match').waitFor();
    await page.getByRole('button', {name: 'Clear the filters'}).click();
    await page.getByRole('rowheader', {name: '54501'}).waitFor();
    assert.doesNotMatch(page.url(), /search/);
    await box.fill('--');
    await page.locator('.fault', {hasText: 'there is nothing to look for'}).waitFor();
  },

  async 'consent is granted, changed and withdrawn'({house, browser}) {
    const page = await browser.at('#/persons/54513');
    await page.getByRole('button', {name: 'Grant consent'}).click();
    await page.getByLabel('Application').selectOption('newsletter');
    await page.getByLabel(/^email/).check();
    await browser.accessible(page, 'granting');
    await page.getByRole('dialog').getByRole('button', {name: 'Save'}).click();
    await page.getByRole('rowheader', {name: 'newsletter'}).waitFor();
    assert.deepEqual((await house.ask('GET', '/v1/persons/54513/consents/newsletter')).scopes, ['email']);
    await page.getByRole('button', {name: 'Withdraw the consent to newsletter'}).click();
    await page.getByRole('button', {name: 'Withdraw it'}).click();
    await page.getByRole('rowheader', {name: 'newsletter'}).waitFor({state: 'detached'});
  },

  async 'a person is deleted'({house, browser}) {
    const page = await browser.at('#/persons/54539');
    await page.getByRole('button', {name: 'Delete', exact: true}).click();
    await page.getByRole('button', {name: 'Delete the person'}).click();
    await page.getByRole('heading', {name: 'Persons', level: 1}).waitFor();
    await assert.rejects(house.ask('GET', '/v1/persons/54539'), /404/);
    await browser.go(page, '#/persons/54539');
    await page.getByText('There is no such thing').waitFor();
  },

  async 'persons are imported, and refused lines are named'({browser}) {
    const page = await browser.at('#/persons/import');
    const lines = ['{"personID":70001,"firstName":"New","displayName":"New Person"}', '{"personID":"not a number"}',
      '{"person":{"personID":70002,"displayName":"Another"},"consents":[]}'];
    await page.getByLabel('File').setInputFiles({name: 'persons.ndjson', mimeType: 'application/x-ndjson',
      buffer: Buffer.from(lines.join('\n'))});
    await page.getByRole('button', {name: 'Import'}).click();
    const report = page.getByRole('region', {name: 'What became of the lines'});
    await report.waitFor();
    assert.match((await report.innerText()).replaceAll('\n', ' '), /Created 2 .*Refused 1/);
    await page.getByRole('cell', {name: '2', exact: true}).waitFor();
    await browser.accessible(page, 'a report of an import');
  },

  async 'an organization is made, changed and deleted'({house, browser}) {
    const page = await browser.at('#/organizations');
    await page.getByRole('button', {name: 'New organization'}).click();
    await page.getByLabel('Name').waitFor();
    await page.getByRole('dialog').getByRole('button', {name: 'Save'}).click();
    await page.locator('.fault').waitFor();
    await page.getByLabel('Id', {exact: false}).first().fill('org_900');
    await page.getByLabel('Name').fill('Sjøbrinken menighet');
    await page.getByLabel(/^City/).fill('Sandefjord');
    await browser.accessible(page, 'editing an organization');
    await page.getByRole('dialog').getByRole('button', {name: 'Save'}).click();
    await page.getByRole('button', {name: 'Edit Sjøbrinken menighet'}).click();
    await page.getByLabel(/^Website/).fill('https://sjobrinken.example.org/');
    await page.getByRole('dialog').getByRole('button', {name: 'Save'}).click();
    await page.getByRole('dialog').waitFor({state: 'detached'});
    const now = await house.ask('GET', '/v1/organizations/org_900');
    assert.equal(now.website, 'https://sjobrinken.example.org/');
    assert.equal(now.visitingAddress.city, 'Sandefjord');
    await page.getByLabel('Search').fill('nothing of this name');
    await page.getByText('No organizations match').waitFor();
    await page.getByLabel('Search').fill('brinken');
    await page.getByRole('button', {name: 'Delete Sjøbrinken menighet'}).click();
    await page.getByRole('button', {name: 'Delete it'}).click();
    await page.getByRole('rowheader', {name: /Sjøbrinken/}).waitFor({state: 'detached'});
  },
};
