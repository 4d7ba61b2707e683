// Run Test: how far it is, what came of it, in words and in numbers, and whether the receiver looks at signatures.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {withHeldReceiver} from '../held_receiver.mjs';

export const cases = {
  async 'the signed-in person is sent, and everything about it is shown'({browser}) {
    const page = await browser.at('#/applications/calendar/test');
    await page.getByText('Left empty, it is you: Ada Aas').waitFor();
    await page.getByRole('button', {name: 'Run Test'}).click();
    const report = page.getByRole('region', {name: 'What came of it'});
    await report.waitFor();
    const words = await report.innerText();
    assert.match(words, /Acknowledged/);
    assert.match(words, /HTTP 200/);
    assert.match(words, /TLSv1\.3/);
    for (const phase of ['Name', 'Connection', 'TLS', 'Sent', 'First byte', 'Done']) assert.ok(words.includes(phase),
      `${phase} is missing`);
    assert.match(await page.getByRole('region', {name: 'Persons in the body, decoded'}).innerText(),
      /"personID": 54501/);
    assert.match(await page.getByRole('region', {name: 'Request head'}).innerText(), /webhook-signature: v1,/);
    await browser.accessible(page, 'a test report');
  },

  async 'each phase is shown while it lasts, and a slow receiver is seen in its own'({house, browser}) {
    await withHeldReceiver(house, async (relay) => {
      const page = await browser.at('#/applications/choir/test');
      await page.getByRole('button', {name: 'Run Test'}).click();
      const panel = page.getByRole('region', {name: 'Under way'});
      const current = panel.locator('[aria-current=step]');
      await current.filter({hasText: 'TLS'}).waitFor();
      relay.letGo();
      await panel.getByText('Waiting for the first byte of the answer.').waitFor();
      assert.match(await current.innerText(), /^First byte\s+\d+ s$/);
      assert.match(await panel.getByRole('listitem').nth(1).innerText(), /^Connection\s+[\d.]+ ms$/);
      assert.match(await panel.getByRole('listitem').nth(2).innerText(), /^TLS\s+[\d.]+ m?s$/);
      assert.equal(await page.getByRole('region', {name: 'What came of it'}).count(), 0);
      await browser.accessible(page, 'a test under way');
      relay.letGo();
      await page.getByRole('region', {name: 'What came of it'}).getByText('Acknowledged: 200').waitFor();
      assert.equal(await panel.count(), 0);
    });
  },

  async 'a test whose events do not come shows what came of it all the same'({house, browser}) {
    await withHeldReceiver(house, async (relay) => {
      const page = await browser.visitor();
      await page.route('**/v1/stream', (route) => route.abort());
      const [name, value] = (await house.session()).split('=');
      await page.context().addCookies([{name, value, url: house.url, httpOnly: true, sameSite: 'Strict'}]);
      await browser.go(page, '#/applications/choir/test');
      await page.getByRole('button', {name: 'Run Test'}).click();
      await page.getByText('The live view is interrupted').waitFor();
      relay.letAllGo();
      await page.getByRole('region', {name: 'What came of it'}).getByText('Acknowledged: 200').waitFor();
    });
  },

  async 'the request is copied as a command that the receiver takes for genuine'({house, browser}) {
    const page = await browser.at('#/applications/calendar/test');
    await page.getByRole('button', {name: 'Run Test'}).click();
    await page.getByText('As a curl command').click();
    const command = await page.getByRole('region', {name: 'curl command'}).innerText();
    const {stdout} = await promisify(execFile)('sh', ['-c', command.replace('curl', 'curl --silent --insecure')]);
    assert.match(stdout, /HTTP\/1\.1 200/);
    assert.ok(house.receivers.good.program.words.includes('hash ok, signature ok'));
  },

  async 'a receiver that checks signatures is told from one that does not'({house, browser}) {
    const page = await browser.at('#/applications/calendar/test');
    await page.getByLabel('Then send it once more, wrongly signed').check();
    await page.getByRole('button', {name: 'Run Test'}).click();
    await page.getByText('The receiver checks signatures').waitFor();
    assert.match(house.receivers.good.program.words, /54501/);
  },

  async 'a refusal is put into words, and nothing follows it'({house, browser}) {
    const before = (await house.ask('GET', '/v1/applications/newsletter/endpoints/default')).failingSince;
    const page = await browser.at('#/applications/newsletter/test');
    await page.getByLabel('personID').fill('56001');
    await page.getByRole('button', {name: 'Run Test'}).click();
    await page.getByText(/500 is not one of 102, 200, 201, 202, 204/).waitFor();
    assert.equal((await house.ask('GET', '/v1/applications/newsletter/endpoints/default')).failingSince, before);
  },

  async 'a person whom the application does not see is named as the problem'({browser}) {
    const page = await browser.at('#/applications/calendar/test');
    await page.getByLabel('personID').fill('99999999');
    await page.getByRole('button', {name: 'Run Test'}).click();
    await page.locator('.fault, .note.bad').first().waitFor();
  },
};
