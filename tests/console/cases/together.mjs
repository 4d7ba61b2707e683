// Two administrators at once: nobody overwrites what they have not seen.
import assert from 'node:assert/strict';

const place = '#/applications/calendar/webhook';
const endpoint = '/v1/applications/calendar/endpoints/default';

/** Two people with the same form open, and edits to different settings of it. */
async function both(browser) {
  const [first, second] = [await browser.at(place), await browser.at(place)];
  await first.getByLabel(/Request interval/).fill('111');
  await second.getByLabel(/Request interval/).fill('222');
  await second.getByLabel('Format').selectOption('standard');
  await first.getByRole('button', {name: 'Save', exact: true}).click();
  await first.getByText('Saved; in force').waitFor();
  await second.getByRole('button', {name: 'Save', exact: true}).click();
  const conflict = second.getByRole('alert', {name: 'Somebody else changed this webhook'});
  await conflict.waitFor();
  return {second, conflict};
}

export const cases = {
  async 'the second to save sees both versions, and may put theirs on top'({house, browser}) {
    const {second, conflict} = await both(browser);
    const words = await conflict.innerText();
    assert.match(words, /Request interval/);
    assert.match(words, /111 ms/);
    assert.match(words, /222 ms/);
    await browser.accessible(second, 'a conflict');
    assert.equal((await house.ask('GET', endpoint)).requestIntervalMs, 111);
    await conflict.getByRole('button', {name: 'Save mine on top of theirs'}).click();
    await second.getByText('Saved; in force').waitFor();
    const now = await house.ask('GET', endpoint);
    assert.equal(now.requestIntervalMs, 222);
    assert.equal(now.format, 'standard');
  },

  async 'or take what is there'({house, browser}) {
    await house.ask('PATCH', endpoint, {format: 'members'});
    const {second, conflict} = await both(browser);
    await conflict.getByRole('button', {name: 'Take theirs, drop mine'}).click();
    assert.equal(await second.getByLabel(/Request interval/).inputValue(), '111');
    await second.getByText('Nothing to save.').waitFor();
    assert.equal((await house.ask('GET', endpoint)).format, 'members');
    await house.ask('PATCH', endpoint, {requestIntervalMs: 0});
  },
};
