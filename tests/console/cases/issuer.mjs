// Signing in by an OpenID Connect issuer: the button, the issuer's page, and back; and whoever has no account here.
import {Browser} from '../browser.mjs';
import {administrator, House} from '../house.mjs';
import {Issuer} from '../issuer.mjs';

/** A server that trusts an issuer, and a browser that may go to both. */
async function trusting({binary, chromium}, run) {
  const issuer = await Issuer.open();
  const house = await House.open(binary, {secrets: {'client.secret': Issuer.client.secret}, flags: ['--allow-http',
    '--oidc-issuer', issuer.url, '--oidc-client-id', Issuer.client.id, '--oidc-client-secret-file', 'client.secret',
    '--oidc-name', 'Fjellvik']});
  const browser = new Browser(chromium, house, [issuer.url]);
  try {
    await house.setUp();
    await run({house, browser});
    browser.mustBeClean();
  } catch (thrown) {
    throw new Error(`${thrown.stack ?? thrown}\n${await browser.lastSeen()}`);
  } finally {
    await browser.leaveAll();
    await house.close();
    await issuer.close();
  }
}

/** From the door to the issuer's page, as somebody, and back. */
async function signIn(page, house, email) {
  await page.goto(`${house.url}/console`);
  await page.getByRole('link', {name: 'Sign in with Fjellvik'}).click();
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', {name: 'Go on'}).click();
}

export const cases = {
  async 'whoever has an account is let in, and is somebody until they sign out'(world) {
    await trusting(world, async ({house, browser}) => {
      const page = await browser.visitor();
      await page.goto(`${house.url}/console`);
      await page.getByRole('link', {name: 'Sign in with Fjellvik'}).waitFor();
      await browser.accessible(page, 'the door with an issuer');
      await signIn(page, house, administrator.login);
      await page.getByRole('heading', {name: 'Overview'}).waitFor();
      await page.locator('.side').getByText('System administrator').waitFor();
      await page.reload();
      await page.getByRole('heading', {name: 'Overview'}).waitFor();
      await browser.go(page, '#/audit');
      await page.getByRole('row', {name: /ingrid@example\.org.*Sign in by issuer/}).first().waitFor();
      await page.getByRole('button', {name: 'Sign out'}).click();
      await page.getByRole('heading', {name: 'Sign in'}).waitFor();
    });
  },

  async 'whoever has none is told so at the door'(world) {
    await trusting(world, async ({house, browser}) => {
      const page = await browser.visitor();
      await signIn(page, house, 'a.stranger@example.org');
      await page.getByRole('alert').getByText('There is no account here for whoever you signed in as.').waitFor();
      await page.getByRole('link', {name: 'Sign in with Fjellvik'}).waitFor();
      await browser.accessible(page, 'the door after a refusal');
    });
  },
};
