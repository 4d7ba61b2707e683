// Debian's Chromium: pages as a person has them, watched for what must never happen on any of them.
import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';

const patience = 60_000;
/** Characters of a page that a failure tells. */
const mostSeen = 4000;

/** The program that all cases share. @param {string} modules where its driver is */
export async function startChromium(modules) {
  const require = createRequire(`${modules}/`);
  const program = await require('playwright-core').chromium.launch({executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--lang=en-GB']});
  return {program, axe: readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')};
}

export class Browser {
  /** @param {Awaited<ReturnType<typeof startChromium>>} chromium @param {import('./house.mjs').House} house
   * @param {string[]} others where its pages may go besides */
  constructor(chromium, house, others = []) {
    this.chromium = chromium;
    this.house = house;
    this.others = others;
    this.contexts = [];
    this.faults = [];
  }

  /** A browser of its own, nobody signed in. @returns {Promise<import('playwright-core').Page>} */
  async visitor({scheme = 'light', width = 1280} = {}) {
    const context = await this.chromium.program.newContext({colorScheme: scheme, viewport: {width, height: width < 600 ? 844
      : 900}, locale: 'en-GB', timezoneId: 'Europe/Oslo', reducedMotion: 'reduce'});
    context.setDefaultTimeout(patience);
    this.contexts.push(context);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.faults.push(`an error nobody caught: ${error.stack}`));
    page.on('dialog', (dialog) => { this.faults.push(`a script ran: ${dialog.message()}`); dialog.dismiss(); });
    page.on('console', (message) => {
      const forbidden = /Content Security Policy|TrustedHTML|TrustedScript|TypeError/;
      if (forbidden.test(message.text())) this.faults.push(message.text());
    });
    page.on('request', (request) => {
      const own = [this.house.url, ...this.others, 'data:'].some((begin) => request.url().startsWith(begin));
      if (!own) this.faults.push(`a request to a third party: ${request.url()}`);
    });
    return page;
  }

  /** Somebody who is signed in already, at a place. */
  async at(hash, {account, ...looks} = {}) {
    const page = await this.visitor(looks);
    const [name, value] = (account ? await this.house.signIn(account) : await this.house.session()).split('=');
    await page.context().addCookies([{name, value, url: this.house.url, httpOnly: true, sameSite: 'Strict'}]);
    await this.go(page, hash);
    return page;
  }

  /** To another place, waiting until what it shows is there. */
  async go(page, hash) {
    const address = `${this.house.url}/console${hash}`;
    if (page.url().startsWith(this.house.url)) await page.evaluate((where) => { location.hash = where; }, hash);
    else await page.goto(address);
    await this.settled(page);
  }

  async settled(page) {
    await page.locator('h1').first().waitFor();
    await page.waitForFunction(() => !document.querySelector('.skeleton'));
  }

  /** What axe finds in the page as it is; it must find nothing. With `colours`, only what another theme can change. */
  async accessible(page, where, colours = false) {
    if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(this.chromium.axe);
    const found = await page.evaluate(async (only) => {
      const all = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      const {violations} = await axe.run(document, {runOnly: only ? {type: 'rule', values: ['color-contrast']} : all,
        resultTypes: ['violations']});
      return violations.map((one) => `${one.id}: ${one.help}\n${one.nodes.slice(0,
        3).map((node) => `    ${node.html.slice(0, 160)}\n    ${node.failureSummary}`).join('\n')}`);
    }, colours);
    if (found.length) throw new Error(`${where}\n  ${found.join('\n  ')}`);
  }

  mustBeClean() {
    const faults = this.faults;
    this.faults = [];
    if (faults.length) throw new Error(faults.join('\n'));
  }

  /** The text of every page that is open, for who looks into a failure. */
  async lastSeen() {
    const texts = [];
    for (const context of this.contexts) {
      for (const page of context.pages()) {
        const text = await page.innerText('body').catch(() => '');
        const cut = text.length > mostSeen ? `\n(and ${text.length - mostSeen} characters more)` : '';
        texts.push(`---- ${page.url()}\n${text.slice(0, mostSeen)}${cut}`);
      }
    }
    this.faults = [];
    return texts.join('\n');
  }

  async leaveAll() {
    for (const context of this.contexts) await context.close();
    this.contexts = [];
  }
}
