// The webhook: registered, judged while it is typed, changed, its key shown and rotated, removed.
import assert from 'node:assert/strict';
import {key} from '../house.mjs';

const place = '#/applications/calendar/webhook';
const endpoint = '/v1/applications/calendar/endpoints/default';

export const cases = {
  async 'an application without one invites to register it'({house, browser}) {
    const page = await browser.at('#/applications');
    await page.getByRole('link', {name: 'Kirkekalenderen'}).click();
    await page.getByRole('button', {name: 'Register the webhook'}).waitFor();
    // The server's own verdict on what is typed.
    await page.getByLabel('URL').fill('http://example.org/hook');
    const refused = await page.locator('.fault').first().innerText();
    assert.match(refused, /https/);
    await page.getByLabel('URL').fill('https://10.0.0.1/hook');
    await page.locator('.fault', {hasText: /address/}).waitFor();
    await page.getByLabel('URL').fill(house.receivers.good.url);
    await page.getByText('Allowed. The request target is /hook').waitFor();
    await page.getByRole('button', {name: 'Register the webhook'}).click();
    await page.locator('.fault', {hasText: /signing key/}).waitFor();
    await page.getByLabel('Signing key').fill('short');
    await page.getByText('Short keys can be guessed').waitFor();
    await page.getByRole('button', {name: 'Generate'}).click();
    assert.match(await page.getByLabel('Signing key').inputValue(), /^whsec_[A-Za-z0-9+/]{43}=$/);
    await page.getByLabel('Signing key').fill(key);
    await page.getByRole('button', {name: 'Register the webhook'}).click();
    await page.getByText('The webhook is registered.').waitFor();
    const made = await house.ask('GET', endpoint);
    assert.equal(made.url, house.receivers.good.url);
    assert.equal(made.signingKeySet, true);
  },

  async 'settings are saved, and a refusal stands beside its field'({house, browser}) {
    const page = await browser.at(place);
    const interval = page.getByLabel(/Request interval/);
    await interval.fill('-3');
    await page.getByRole('button', {name: 'Save', exact: true}).click();
    await page.locator('.fault', {hasText: /86400000/}).waitFor();
    assert.equal(await interval.evaluate((input) => input === document.activeElement), true);
    await interval.fill('250');
    await page.getByText('40 persons at 250 ms take about').waitFor();
    await page.getByRole('button', {name: 'Add a header'}).click();
    await page.getByLabel('Name of header 1').fill('X-Tenant');
    await page.getByLabel('Value of header 1').fill('fjellvik');
    await page.getByText('Delivery in detail').click();
    await page.getByLabel('First wait').fill('20 s');
    await page.getByLabel('Gives up after').fill('3 d');
    await page.getByRole('button', {name: 'Save', exact: true}).click();
    await page.getByText('Saved; in force').waitFor();
    const now = await house.ask('GET', endpoint);
    assert.equal(now.requestIntervalMs, 250);
    assert.deepEqual(now.headers, [{name: 'X-Tenant', valueSet: true}]);
    assert.equal(now.policy.resend.firstMs, 20_000);
    assert.equal(now.policy.lifeMs, 3 * 86_400_000);
    assert.equal(now.policy.resend.capMs, 600_000);
    // A header that is left alone keeps its value, which nobody can see.
    await page.getByLabel(/Request interval/).fill('0');
    await page.getByLabel('Name of header 1').fill('X-Tenant-Id');
    await page.getByLabel('Value of header 1').fill('x');
    await page.getByRole('button', {name: 'Save', exact: true}).click();
    await page.getByText('Nothing to save.').waitFor();
    assert.deepEqual((await house.ask('GET', endpoint)).headers, [{name: 'X-Tenant-Id', valueSet: true}]);
  },

  async 'the key is revealed on record, and rotated with an overlap'({house, browser}) {
    const page = await browser.at(place);
    assert.ok(!(await page.innerText('main')).includes(key), 'the key is shown unasked');
    await page.getByRole('button', {name: 'Reveal'}).click();
    await page.getByText(key).waitFor();
    await page.getByRole('button', {name: 'Hide'}).click();
    assert.ok(!(await page.innerText('main')).includes(key), 'the key is still shown');
    const trail = await house.ask('GET', '/v1/audit?application=calendar&limit=5');
    assert.ok(trail.data.some((one) => one.action === 'revealSigningKey' && one.actor.includes('ingrid')),
      JSON.stringify(trail.data[0]));
    await page.getByRole('button', {name: 'Rotate'}).click();
    await browser.accessible(page, 'rotation');
    await page.getByLabel('Overlap').selectOption('3600');
    await page.getByRole('dialog').getByRole('button', {name: 'Rotate'}).click();
    const fresh = await page.getByLabel('The new signing key').inputValue();
    assert.match(fresh, /^whsec_/);
    await page.getByRole('button', {name: 'Done'}).click();
    await page.getByText('Signing beside it').waitFor();
    // A private key signs so that its public half verifies, which is no secret.
    await page.getByRole('button', {name: 'Replace at once'}).click();
    await page.getByLabel('New key').fill(`whsk_${'A'.repeat(42)}E=`);
    await page.getByRole('button', {name: 'Replace it'}).click();
    await page.getByText(/^whpk_/).waitFor();
    // Back to the receiver's key, at once.
    await page.getByRole('button', {name: 'Replace at once'}).click();
    await page.getByLabel('New key').fill(key);
    await page.getByRole('button', {name: 'Replace it'}).click();
    await page.getByText('The new key signs from the next attempt on.').waitFor();
    assert.equal((await house.ask('GET', `${endpoint}/signing-key`)).signingKey, key);
  },

  async 'it is paused, resumed and looked into'({house, browser}) {
    const page = await browser.at(place);
    await page.getByRole('button', {name: 'Pause'}).click();
    await page.locator('.pill', {hasText: 'Paused'}).first().waitFor();
    assert.equal((await house.ask('GET', endpoint)).enabled, false);
    await page.getByRole('button', {name: 'Resume'}).click();
    await page.locator('.pill', {hasText: 'Active'}).first().waitFor();
    await page.getByRole('button', {name: 'Check endpoint'}).click();
    for (const line of ['URL: well formed; the request target is /hook', 'Connection: connected to 127.0.0.1:',
      'TLS: TLSv1.3, chain and host name verified', 'Answer: Acknowledged: 200', 'No attempt has failed',
      'Signature: it refuses a wrong signature (4']) {
      await page.locator('.findings').getByText(line).waitFor();
    }
    await browser.accessible(page, 'what was found');
  },

  async 'looking into one that refuses says what to do'({house, browser}) {
    await house.webhook('newsletter', 'bad');
    const page = await browser.at('#/applications/newsletter/webhook');
    await page.getByRole('button', {name: 'Check endpoint'}).click();
    const answer = page.locator('.findings li', {hasText: 'Answer: 500 is not one of'});
    await answer.getByText('answer 200 once the message is stored or handled').waitFor();
    await house.ask('DELETE', '/v1/applications/newsletter/endpoints/default');
  },

  async 'removing it says what waits'({house, browser}) {
    await house.webhook('newsletter', 'bad', {enabled: false});
    await house.ask('PATCH', '/v1/persons/56001', {email: 'somebody.new@example.org'});
    const page = await browser.at('#/applications/newsletter/webhook');
    // An emptied URL asks the same question.
    await page.getByLabel('URL').fill('');
    await page.getByRole('button', {name: 'Save', exact: true}).click();
    await page.getByText('1 delivery still waits').waitFor();
    await page.getByRole('button', {name: 'Go back'}).click();
    await page.getByRole('button', {name: 'Remove the webhook'}).click();
    await page.getByText('1 delivery still waits').waitFor();
    await browser.accessible(page, 'removal');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({state: 'detached'});
    assert.equal(await page.getByRole('button',
      {name: 'Remove the webhook'}).evaluate((one) => one === document.activeElement), true, 'the focus is lost');
    await page.keyboard.press('Enter');
    await page.getByRole('button', {name: 'Remove it'}).click();
    await page.getByRole('button', {name: 'Register the webhook'}).waitFor();
    assert.deepEqual((await house.ask('GET', '/v1/applications/newsletter/endpoints')).data, []);
  },
};
