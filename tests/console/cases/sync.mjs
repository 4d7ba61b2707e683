// Sync Data: asked about, watched to its end, paused over a reload, refused a second time, cancelled, with a receipt.
import assert from 'node:assert/strict';

const everyone = 5000;
const place = '#/applications/calendar/sync';
const webhook = '/v1/applications/calendar/endpoints/default';

export const cases = {
  async 'a sync of 5 000 persons is watched to its end'({house, browser}) {
    await house.ask('POST', `${webhook}/pause`);
    await house.persons('calendar', 60_001, everyone - 40);
    await house.ask('POST', '/v1/replays', {application: 'calendar', state: 'delivered', dryRun: true});
    const page = await browser.at(place);
    await page.getByText('No sync yet').waitFor();
    await house.ask('POST', `${webhook}/resume`);
    await page.getByRole('button', {name: 'Sync Data'}).click();
    await page.getByText('5\u202f000 persons').waitFor();
    await page.getByText('as fast as the receiver takes them').waitFor();
    await browser.accessible(page, 'the question before a sync');
    await page.getByRole('button', {name: 'Go back'}).click();
    // As fast as that, it might have ended before a browser can pause it.
    await house.ask('PATCH', webhook, {requestIntervalMs: 4});
    await page.getByRole('button', {name: 'Sync Data'}).click();
    await page.getByText('At the request interval of 4 ms').waitFor();
    await page.getByRole('button', {name: 'Start'}).click();
    const running = page.getByRole('region', {name: 'Running sync'});
    await running.waitFor();
    // Paused, it keeps its place over a reload.
    await running.getByRole('button', {name: 'Pause'}).click();
    await running.getByRole('button', {name: 'Resume'}).waitFor();
    await page.reload();
    await running.getByRole('heading', {name: 'Paused sync'}).waitFor();
    await browser.accessible(page, 'a paused sync');
    const {data: [paused]} = await house.ask('GET', `${webhook}/syncs`);
    assert.ok(paused.done < everyone, 'it was done before it could be paused');
    // The bar stands where the sync does, and goes nowhere but on; how often it is seen to move is the machine's matter.
    const at = async () => Number(await page.getByRole('progressbar').getAttribute('aria-valuenow'));
    assert.equal(await at(), paused.done);
    await page.evaluate(() => {
      window.barSeen = [];
      new MutationObserver((changes) => window.barSeen.push(...changes.map((one) => Number(one.target.ariaValueNow))))
        .observe(document.body, {subtree: true, attributes: true, attributeFilter: ['aria-valuenow']});
    });
    await running.getByRole('button', {name: 'Resume'}).click();
    await page.getByRole('rowheader').getByRole('link').waitFor({timeout: 80_000});
    const seen = await page.evaluate(() => window.barSeen);
    assert.ok([paused.done, ...seen].every((one, i, all) => i === 0 || one >= all[i - 1]), `it went back: ${seen}`);
    await page.getByRole('cell', {name: '5\u202f000 of 5\u202f000'}).waitFor();
    await page.getByRole('rowheader').getByRole('link').click();
    await page.getByText('Everyone was taken').waitFor();
    assert.match(await page.innerText('main'), /Completed/);
    await browser.accessible(page, 'the receipt of a sync');
    await house.ask('PATCH', webhook, {requestIntervalMs: 0});
  },

  async 'one that fails lists who was not taken; a second start leads to it; it is cancelled'({house, browser}) {
    const page = await browser.at('#/applications/newsletter/sync');
    await page.getByRole('button', {name: 'Sync Data'}).click();
    await page.getByText('3 persons').first().waitFor();
    // Somebody else is faster.
    await house.ask('POST', '/v1/applications/newsletter/endpoints/default/syncs', {});
    await page.getByRole('button', {name: 'Start'}).click();
    await page.getByText('One is under way already').waitFor();
    await page.getByRole('link', {name: 'see the running sync'}).click();
    await page.getByRole('heading', {name: 'Sync', level: 1}).waitFor();
    await page.locator('.pill', {hasText: 'Trying again'}).first().waitFor();
    await page.goBack();
    await page.getByRole('region', {name: 'Running sync'}).getByRole('button', {name: 'Cancel'}).click();
    await page.getByRole('button', {name: 'Cancel the sync'}).click();
    await page.locator('.pill', {hasText: 'Cancelled'}).waitFor();
    const {data: [ended]} = await house.ask('GET', '/v1/applications/newsletter/endpoints/default/syncs');
    assert.equal(ended.state, 'cancelled');
    // What it left is taken up by another one; the receipt stays.
    await house.ask('PATCH', '/v1/applications/newsletter/endpoints/default', {url: house.receivers.good.url});
    await page.getByRole('rowheader').getByRole('link').click();
    await page.getByText('Another sync, of').waitFor();
    assert.equal(await page.locator('.pill', {hasText: 'Trying again'}).count(), 0, 'it has ended');
    await browser.accessible(page, 'the receipt of a sync that left some');
    await page.getByRole('button', {name: 'Retry failed'}).click();
    await page.getByText('Of those alone whom').waitFor();
    await page.locator('.pill', {hasText: 'Completed'}).waitFor();
    await page.getByText('Everyone was taken').waitFor();
    assert.equal(await page.getByRole('button', {name: 'Retry failed'}).count(), 0);
    const {data: [again, before]} = await house.ask('GET', '/v1/applications/newsletter/endpoints/default/syncs');
    assert.equal(again.retryOf, ended.id);
    assert.equal(again.acknowledged, ended.failed + ended.waiting);
    assert.deepEqual(before, ended);
  },
};
