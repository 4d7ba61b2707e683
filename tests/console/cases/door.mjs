// The way in: set-up with the server's token, sign in, what is refused, and a session that ends.
import assert from 'node:assert/strict';
import {administrator} from '../house.mjs';

const paintBudget = 100 * 1024;

export const cases = {
  async 'the first account is made with the token that the server printed'({house, browser}) {
    await house.fill();
    const page = await browser.visitor();
    await page.goto(`${house.url}/console`);
    await page.getByRole('heading', {name: 'Set up cohook'}).waitFor();
    await browser.accessible(page, 'set-up');
    await page.getByLabel('Set-up token').fill('not the token');
    await page.getByLabel('Name').fill(administrator.login);
    await page.getByLabel('Password').fill(administrator.password);
    await page.getByLabel('Your personID').fill(String(administrator.personID));
    await page.getByRole('button', {name: 'Create the account'}).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Set-up token').fill(house.setupToken);
    await page.getByRole('button', {name: 'Create the account'}).click();
    await page.getByRole('heading', {name: 'Overview'}).waitFor();
    assert.match(await page.innerText('.side'), /System administrator/);
  },

  async 'a wrong password is refused in the same words as an unknown name'({house, browser}) {
    const page = await browser.visitor();
    await page.goto(`${house.url}/console`);
    await page.getByRole('heading', {name: 'Sign in'}).waitFor();
    await browser.accessible(page, 'sign in');
    const words = [];
    for (const login of ['nobody@example.org', 'nobody.else@example.org']) {
      await page.getByLabel('Name').fill(login);
      await page.getByLabel('Password').fill('wrong wrong wrong');
      const answered = page.waitForResponse((response) => response.url().endsWith('/v1/session')
        && response.request().method() === 'POST');
      await page.getByRole('button', {name: 'Sign in'}).click();
      await answered;
      words.push(await page.getByRole('alert').innerText());
    }
    assert.match(words[0], /the name or the password is wrong/);
    assert.equal(words[0], words[1]);
  },

  async 'sign in, and out again'({house, browser}) {
    const page = await browser.visitor();
    await page.goto(`${house.url}/console#/applications`);
    await page.getByLabel('Name').fill(administrator.login);
    await page.getByLabel('Password').fill(administrator.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', {name: 'Applications', level: 1}).waitFor();
    await page.getByRole('button', {name: 'Sign out'}).click();
    await page.getByRole('heading', {name: 'Sign in'}).waitFor();
    await page.reload();
    await page.getByRole('heading', {name: 'Sign in'}).waitFor();
  },

  async 'a session that has ended leads to the door and back to the same place'({house, browser}) {
    const page = await browser.at('#/organizations?q=Gry', {account: administrator});
    const cookie = (await page.context().cookies()).map((one) => `${one.name}=${one.value}`).join('; ');
    await fetch(`${house.url}/v1/session`, {method: 'DELETE', headers: {Cookie: cookie, 'X-Cohook-Console': '1'}});
    await page.getByRole('button', {name: 'Edit Ungdomslaget Gry'}).click();
    await page.getByText('Your session has ended').waitFor();
    await page.getByLabel('Name').fill(administrator.login);
    await page.getByLabel('Password').fill(administrator.password);
    await page.getByRole('button', {name: 'Sign in'}).click();
    await page.getByRole('heading', {name: 'Organizations', level: 1}).waitFor();
    assert.equal(await page.getByLabel('Search').inputValue(), 'Gry');
  },

  async 'the first page costs less than 100 KB'({house, browser}) {
    const page = await browser.visitor();
    const [name, value] = (await house.signIn()).split('=');
    await page.context().addCookies([{name, value, url: house.url}]);
    const wire = await page.context().newCDPSession(page);
    await wire.send('Network.enable');
    let bytes = 0;
    wire.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });
    await page.goto(`${house.url}/console`);
    await browser.settled(page);
    assert.ok(bytes > 10_000, `only ${bytes} bytes were counted`);
    assert.ok(bytes < paintBudget, `${bytes} bytes`);
  },

  async 'the password is changed, and the other sessions end'({house, browser}) {
    const made = await house.ask('POST', '/v1/accounts', {login: 'changing@example.org',
      role: 'system-administrator', organizations: []});
    const first = {login: 'changing@example.org', password: 'one password for a while'};
    await fetch(`${house.url}/v1/invitations`, {method: 'POST', headers: {'Content-Type': 'application/json',
      'X-Cohook-Console': '1'}, body: JSON.stringify({invitation: made.invitation, password: first.password})});
    const other = await house.signIn(first);
    const page = await browser.at('#/me', {account: first});
    await page.getByLabel('Current password').fill(first.password);
    await page.getByLabel('New password').fill('another password entirely');
    await page.getByRole('button', {name: 'Change it'}).click();
    await page.getByText('The password is changed').waitFor();
    const asked = await fetch(`${house.url}/v1/session`, {headers: {Cookie: other}});
    assert.equal(asked.status, 401);
  },
};
