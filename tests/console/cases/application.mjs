// Applications: the list, a new one, what it may see, its keys, its end.
import assert from 'node:assert/strict';

export const cases = {
  async 'the list shows health, is searched, and a new one is made'({house, browser}) {
    const page = await browser.at('#/applications');
    await page.getByRole('img', {name: /Kirkekalenderen, last 24 hours: \d+ acknowledged/}).waitFor();
    await page.getByRole('row', {name: /Kirkekalenderen/}).locator('.pill', {hasText: 'Active'}).waitFor();
    await page.getByLabel('Search').fill('nyhets');
    await page.getByRole('rowheader', {name: /Kirkekalenderen/}).waitFor({state: 'detached'});
    await page.getByLabel('Search').fill('zzz');
    await page.getByText('No applications match').waitFor();
    await page.getByRole('button', {name: 'Clear the filters'}).click();
    await page.getByRole('button', {name: 'New application'}).click();
    await page.getByRole('button', {name: 'Create it'}).click();
    await page.locator('.fault').waitFor();
    await browser.accessible(page, 'a new application');
    await page.getByLabel('Name').fill('Adresseboka');
    await page.getByLabel(/^Id/).fill('directory');
    await page.getByLabel('Organization').selectOption('org_101');
    await page.getByRole('button', {name: 'Create it'}).click();
    await page.getByRole('heading', {name: 'Adresseboka'}).waitFor();
    assert.equal((await house.ask('GET', '/v1/applications/directory')).organization, 'org_101');
  },

  async 'scopes are approved, and a person previewed as the application gets them'({house, browser}) {
    await house.ask('PUT', '/v1/persons/54501/consents/directory', {scopes: ['email', 'phone']});
    const page = await browser.at('#/applications/directory/scopes');
    await page.getByRole('button', {name: 'Preview'}).click();
    const sent = page.getByRole('region', {name: 'What is sent'});
    await sent.waitFor();
    assert.ok(!(await sent.innerText()).includes('email'));
    await page.getByRole('rowheader', {name: 'email'}).waitFor();
    await page.getByText('its scope is not approved').first().waitFor();
    await browser.accessible(page, 'a preview');
    await page.getByLabel(/^email/).check();
    await page.getByRole('button', {name: 'Save the scopes'}).click();
    await page.getByText('The scopes are saved').waitFor();
    await page.getByRole('button', {name: 'Preview'}).click();
    await page.getByRole('region', {name: 'What is sent'}).filter({hasText: 'ada.aas.0@example.org'}).waitFor();
  },

  async 'a key is shown once, works, and is revoked'({house, browser}) {
    const page = await browser.at('#/applications/directory/keys');
    await page.getByText('No key yet').waitFor();
    await page.getByRole('button', {name: 'New key'}).first().click();
    await page.getByLabel('Label').fill('nightly import');
    await browser.accessible(page, 'a new key');
    await page.getByRole('button', {name: 'Make the key'}).click();
    const key = await page.getByLabel('The new API key').inputValue();
    const use = () => fetch(`${house.url}/v1/applications/directory`, {headers: {'x-access-token': key}});
    assert.equal((await use()).status, 200);
    await page.getByRole('button', {name: 'Done'}).click();
    await page.getByRole('rowheader', {name: /nightly import/}).waitFor();
    assert.ok(!(await page.content()).includes(key), 'the key is still on the page');
    await page.getByRole('button', {name: 'Revoke nightly import'}).click();
    await page.getByRole('button', {name: 'Revoke it'}).click();
    await page.locator('.pill', {hasText: 'Revoked'}).waitFor();
    assert.equal((await use()).status, 401);
  },

  async 'it is renamed, and deleted only by whoever types its id'({house, browser}) {
    const page = await browser.at('#/applications/directory/settings');
    await page.getByLabel('Name').fill('Adresseboka for alle');
    await page.getByRole('button', {name: 'Save', exact: true}).click();
    await page.getByRole('heading', {name: 'Adresseboka for alle'}).waitFor();
    await page.getByRole('button', {name: 'Delete it'}).click();
    const last = page.getByRole('button', {name: 'Delete it for good'});
    assert.equal(await last.isDisabled(), true);
    await page.getByLabel(/^Type/).fill('directory');
    await browser.accessible(page, 'deleting an application');
    await last.click();
    await page.getByRole('heading', {name: 'Applications', level: 1}).waitFor();
    await assert.rejects(house.ask('GET', '/v1/applications/directory'), /404/);
  },
};
