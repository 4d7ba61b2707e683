// Every screen, in light and dark, wide and narrow: axe finds nothing, nothing runs over the edge. With a folder for
// images, what is seen is what the documentation shows.
import assert from 'node:assert/strict';
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {withHeldReceiver} from '../held_receiver.mjs';

const widths = [1280, 390];
const schemes = ['light', 'dark'];

const screens = {
  overview: '#/', applications: '#/applications', webhook: '#/applications/calendar/webhook',
    'run-test': '#/applications/calendar/test', 'sync-data': '#/applications/calendar/sync',
  'application-deliveries': '#/applications/calendar/deliveries', scopes: '#/applications/calendar/scopes',
    'api-keys': '#/applications/calendar/keys', settings: '#/applications/calendar/settings',
  deliveries: '#/deliveries', replay: '#/replay', persons: '#/persons', person: '#/persons/54501',
    import: '#/persons/import', organizations: '#/organizations',
  accounts: '#/accounts', audit: '#/audit', system: '#/system', me: '#/me', missing: '#/no/such/page',
};

/** How far the page runs over its right edge. */
const overrun = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

/** The page in each of its looks. */
async function inEveryLook(page, look) {
  for (const width of widths) {
    await page.setViewportSize({width, height: width < 600 ? 844 : 900});
    for (const scheme of schemes) {
      await page.emulateMedia({colorScheme: scheme, reducedMotion: 'reduce'});
      await look(width, scheme);
    }
  }
}

const looked = Object.fromEntries(Object.entries(screens).map(([name, place]) => [`${name}, in every look`,
  async ({browser, images}) => {
  const page = await browser.at(place);
  await inEveryLook(page, async (width, scheme) => {
    assert.ok(await page.evaluate(overrun) <= 0, `${name} runs over the edge at ${width}`);
    await browser.accessible(page, `${name}, ${scheme}, ${width}`, scheme !== schemes[0]);
    if (images) await picture(page, images, name, width, scheme);
  });
}]));

/** A picture for the documentation: the wide one under the screen's name, the narrow one marked so. */
async function picture(page, images, name, width, scheme) {
  mkdirSync(images, {recursive: true});
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({path: join(images, `${name}${width < 600 ? '-narrow' : ''}-${scheme}.png`),
    animations: 'disabled', caret: 'hide'});
}

export const cases = {
  async 'there is something to be seen'({house}) {
    const edited = [54502, 54503, 54509, 54511, 54514, 54518, 54523, 56002];
    for (const person of edited) await house.ask('PATCH', `/v1/persons/${person}`,
      {email: `to.be.seen.${person}@example.org`});
    await house.until('/v1/deliveries', ({data}) => edited.every((person) => data.some((one) => one.key
      === String(person) && (one.state === 'delivered' || one.failures > 0))));
  },

  // First, while what fails has not failed for long.
  async 'what happens is pictured, too'({house, browser, images}) {
    if (!images) return;
    const page = await browser.at('#/applications/calendar/test');
    await page.getByLabel('Then send it once more, wrongly signed').check();
    await page.getByRole('button', {name: 'Run Test'}).click();
    await page.getByRole('region', {name: 'What came of it'}).waitFor();
    await inEveryLook(page, async (width, scheme) => {
      await page.getByRole('region', {name: 'What came of it'}).scrollIntoViewIfNeeded();
      await picture(page, images, 'run-test-report', width, scheme);
    });
    await withHeldReceiver(house, async (relay) => {
      await browser.go(page, '#/applications/choir/test');
      await page.getByRole('button', {name: 'Run Test'}).click();
      const current = page.getByRole('region', {name: 'Under way'}).locator('[aria-current=step]');
      await current.filter({hasText: 'TLS'}).waitFor();
      relay.letGo();
      await current.filter({hasText: 'First byte'}).waitFor();
      await inEveryLook(page, (width, scheme) => picture(page, images, 'run-test-under-way', width, scheme));
      relay.letAllGo();
      await page.getByRole('region', {name: 'What came of it'}).waitFor();
    });
    await browser.go(page, '#/applications/calendar/webhook');
    await page.getByRole('button', {name: 'Rotate'}).click();
    await page.getByLabel('Overlap').waitFor();
    await inEveryLook(page, (width, scheme) => picture(page, images, 'rotate-key', width, scheme));
    await page.getByRole('button', {name: 'Go back'}).click();
    await house.ask('PATCH', '/v1/applications/calendar/endpoints/default', {requestIntervalMs: 250});
    const sync = await house.ask('POST', '/v1/applications/calendar/endpoints/default/syncs', {});
    await browser.go(page, '#/applications/calendar/sync');
    await house.until(`/v1/syncs/${sync.id}`, (now) => now.done > 10);
    await inEveryLook(page, (width, scheme) => picture(page, images, 'sync-running', width, scheme));
    await house.ask('DELETE', `/v1/syncs/${sync.id}`);
    await house.ask('PATCH', '/v1/applications/calendar/endpoints/default', {requestIntervalMs: 0});
    const {data: [failing]} = await house.ask('GET', '/v1/deliveries?application=newsletter&key=56002');
    await browser.go(page, `#/deliveries/${failing.id}`);
    await inEveryLook(page, (width, scheme) => picture(page, images, 'delivery', width, scheme));
    const door = await browser.visitor();
    await door.goto(`${house.url}/console`);
    await door.getByRole('heading', {name: 'Sign in'}).waitFor();
    await inEveryLook(door, (width, scheme) => picture(door, images, 'sign-in', width, scheme));
  },

  ...looked,
};
