// Operation: overview, accounts and what each may see, the audit trail, the server itself, the keyboard.
import assert from 'node:assert/strict';

export const cases = {
  async 'the overview counts what happened, with the numbers as a table'({browser}) {
    const page = await browser.at('#/');
    await page.getByRole('heading', {name: 'Recent failures'}).waitFor();
    await page.getByText('As a table').click();
    assert.ok(await page.getByRole('rowheader').count() >= 24);
    await browser.accessible(page, 'the overview');
  },

  async 'an account is invited, sets its password, and sees its own organization alone'({house, browser}) {
    const page = await browser.at('#/accounts');
    await page.getByRole('button', {name: 'New account'}).click();
    await page.getByLabel('Name').fill('bo@example.org');
    await page.getByLabel('Ungdomslaget Gry').check();
    await browser.accessible(page, 'a new account');
    await page.getByRole('button', {name: 'Create and invite'}).click();
    const link = await page.getByLabel('Invitation link').inputValue();
    await page.getByRole('button', {name: 'Done'}).click();
    await page.locator('.pill', {hasText: 'Never signed in'}).waitFor();
    const guest = await browser.visitor();
    await guest.goto(link);
    await guest.getByRole('heading', {name: 'Choose a password'}).waitFor();
    await guest.getByLabel('Password').fill('a boat of my own, blue');
    await guest.getByRole('button', {name: 'Set the password'}).click();
    await guest.getByRole('heading', {name: 'Overview'}).waitFor();
    assert.equal(await guest.getByRole('link', {name: 'Accounts'}).count(), 0);
    await browser.go(guest, '#/applications');
    await guest.getByRole('rowheader', {name: /Nyhetsbrevet/}).waitFor();
    assert.equal(await guest.getByRole('rowheader', {name: /Kirkekalenderen/}).count(), 0);
    await browser.go(guest, '#/applications/calendar/webhook');
    await guest.getByText('There is no such thing').waitFor();
    const {data} = await house.ask('GET', '/v1/accounts');
    const own = data.find((one) => one.login === 'bo@example.org');
    await page.getByRole('button', {name: 'Edit bo@example.org'}).click();
    await page.getByLabel('Disabled').check();
    await page.getByRole('dialog').getByRole('button', {name: 'Save'}).click();
    await page.locator('.pill', {hasText: 'Disabled'}).waitFor();
    await browser.go(guest, '#/organizations');
    await guest.getByText('Your session has ended').waitFor();
    await page.getByRole('button', {name: 'Delete bo@example.org'}).click();
    await page.getByRole('button', {name: 'Delete the account'}).click();
    await page.getByRole('rowheader', {name: 'bo@example.org'}).waitFor({state: 'detached'});
    assert.ok(!(await house.ask('GET', '/v1/accounts')).data.some((one) => one.accountId === own.accountId));
  },

  async 'the audit trail names the account and the deed'({browser}) {
    const page = await browser.at('#/applications/calendar/webhook');
    await page.getByRole('button', {name: 'Reveal'}).click();
    await page.getByRole('button', {name: 'Hide'}).waitFor();
    await browser.go(page, '#/audit?application=calendar');
    await page.getByRole('row', {name: /ingrid@example\.org.*Reveal signing key/}).first().waitFor();
    await browser.accessible(page, 'the audit trail');
  },

  async 'the level of the log is changed'({house, browser}) {
    const page = await browser.at('#/system');
    await page.getByLabel('Least level').selectOption('error');
    await page.getByText('The log holds error and above').waitFor();
    assert.equal((await house.ask('GET', '/v1/system')).logLevel, 'error');
    await page.getByLabel('Least level').selectOption('warning');
    await page.getByText('The log holds warning and above').waitFor();
  },

  async 'what the server was told is shown with where it comes from'({browser}) {
    const page = await browser.at('#/system');
    await page.getByRole('row', {name: 'store sqlite:cohook.db flag --store'}).waitFor();
    await page.getByRole('row', {name: 'shards 0 default'}).waitFor();
    await browser.accessible(page, 'the system');
  },

  async 'everything is reached by the keyboard'({browser}) {
    const page = await browser.at('#/');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to the content');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'MAIN');
    await page.keyboard.press('?');
    await page.getByRole('heading', {name: 'Keys'}).waitFor();
    await browser.accessible(page, 'the keys');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({state: 'detached'});
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.getByRole('heading', {name: 'Applications', level: 1}).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1',
      'the title of the new page has no focus');
    await page.keyboard.press('/');
    await page.keyboard.type('kirke');
    await page.waitForURL(/q=kirke/);
  },
};
