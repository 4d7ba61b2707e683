// Deliveries: seen live, filtered by the address, looked into, sent again, ended, replayed.
import assert from 'node:assert/strict';

export const cases = {
  async 'a change appears by itself, and its page tells what happened'({house, browser}) {
    const page = await browser.at('#/applications/calendar/deliveries?key=54510');
    await page.getByText('No deliveries match').waitFor();
    await page.getByText('Live: new attempts appear by themselves.').waitFor();
    await house.ask('PATCH', '/v1/persons/54510', {email: 'changed.while.watched@example.org'});
    await page.locator('.pill', {hasText: 'Delivered'}).waitFor();
    await page.getByRole('rowheader').getByRole('link').click();
    await page.getByRole('heading', {name: /^Message \d+/}).waitFor();
    await page.getByText('Attempt 1', {exact: true}).waitFor();
    await page.getByText('HTTP 200').waitFor();
    assert.match(await page.getByRole('region', {name: 'Persons in the body, decoded'}).innerText(),
      /changed\.while\.watched/);
    await browser.accessible(page, 'a delivery that arrived');
  },

  async 'one that fails shows why, and the attempts to come'({house, browser}) {
    // Soon enough that a coming attempt can be watched becoming one that was made.
    await house.ask('PATCH', '/v1/applications/newsletter/endpoints/default', {policy: {resend: {firstMs: 1000}}});
    await house.ask('PATCH', '/v1/persons/56002', {email: 'refused@example.org'});
    const {data} = await house.until('/v1/deliveries?application=newsletter&key=56002',
      (found) => found.data.some((one) => one.failures > 0));
    const page = await browser.at(`#/deliveries/${data[0].id}`);
    // However many attempts there have been by now, and however many the policy still allows.
    await page.getByText('Answered with status 500').first().waitFor();
    await page.getByText(/^Attempt \d+, if it fails again/).first().waitFor();
    const made = page.getByRole('listitem').filter({hasText: 'HTTP 500'});
    await made.nth(await made.count()).waitFor();
    await page.getByText('Attempt 2', {exact: true}).waitFor();
    await page.getByText(/^Attempt \d+, if it fails again/).first().waitFor();
    await page.getByText('Gives up').waitFor();
    await browser.accessible(page, 'a delivery that fails');
    await page.getByRole('button', {name: 'Cancel', exact: true}).click();
    await page.getByRole('button', {name: 'Cancel the delivery'}).click();
    await page.getByText('It was cancelled: no further attempt is made.').waitFor();
    await page.getByRole('button', {name: 'Redeliver'}).click();
    await page.getByText('Sent again, as a new delivery.').waitFor();
    await page.getByRole('link', {name: data[0].id}).waitFor();
    const [again] = (await house.ask('GET', '/v1/deliveries?application=newsletter&kind=replay')).data;
    assert.equal(again.messageId, data[0].messageId);
  },

  async 'filters live in the address, and going back goes back'({browser}) {
    const page = await browser.at('#/deliveries');
    await page.getByLabel('State').selectOption('delivered');
    await page.waitForURL(/state=delivered/);
    await page.getByLabel('Kind').selectOption('change');
    await page.waitForURL(/kind=change/);
    const address = page.url();
    await page.getByRole('rowheader').getByRole('link').first().click();
    await page.getByRole('heading', {name: /^Message \d/}).waitFor();
    await page.goBack();
    await page.getByRole('heading', {name: 'Deliveries', level: 1}).waitFor();
    assert.equal(page.url(), address);
    assert.equal(await page.getByLabel('State').inputValue(), 'delivered');
    await page.getByLabel('State').selectOption('expired');
    await page.getByText('No deliveries match').waitFor();
    await page.getByRole('button', {name: 'Clear the filters'}).click();
    await page.getByRole('table').waitFor();
  },

  async 'many are chosen, counted, and sent again'({house, browser}) {
    const page = await browser.at('#/applications/newsletter/deliveries');
    await page.getByRole('checkbox', {name: /^Choose dlv_/}).first().check();
    await page.getByRole('button', {name: /^Choose all/}).click();
    const bar = page.getByRole('region', {name: 'Chosen deliveries'});
    await browser.accessible(page, 'chosen deliveries');
    await bar.getByRole('button', {name: /^Cancel \d/}).click();
    await page.getByRole('button', {name: 'Cancel them'}).click();
    await page.getByText(/deliver(y|ies) cancelled/).waitFor();
    const left = await house.ask('GET', '/v1/deliveries?application=newsletter&state=pending');
    assert.equal(left.data.length, 0);
  },

  async 'a replay is counted first, then sent'({house, browser}) {
    const before = (await house.ask('GET', '/v1/deliveries?application=calendar&kind=replay')).data.length;
    const page = await browser.at('#/replay');
    await page.getByLabel('Application').selectOption('calendar');
    await page.getByLabel('State').selectOption('delivered');
    await page.getByLabel('personID').fill('54510');
    await page.getByRole('button', {name: 'Count them'}).click();
    await page.getByText('1 delivery would be sent again').waitFor();
    await browser.accessible(page, 'a counted replay');
    assert.equal((await house.ask('GET', '/v1/deliveries?application=calendar&kind=replay')).data.length, before,
      'counting sent something');
    await page.getByRole('button', {name: 'Send 1 again'}).click();
    await page.waitForURL(/kind=replay/);
    await page.locator('.pill', {hasText: 'Delivered'}).first().waitFor();
  },
};
