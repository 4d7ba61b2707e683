// The server goes away and comes back: the page says so, keeps what it has, and catches up.
import assert from 'node:assert/strict';

export const cases = {
  async 'a lost connection is told, and mended by itself'({house, browser}) {
    await house.ask('PATCH', '/v1/persons/54510', {email: 'before.the.restart@example.org'});
    await house.until('/v1/deliveries?key=54510', ({data}) => data[0]?.state === 'delivered');
    const page = await browser.at('#/deliveries');
    await page.getByText('Live: new attempts appear by themselves.').waitFor();
    await page.getByRole('table').waitFor();
    const before = await page.getByRole('row').count();
    await house.server.stop();
    await page.getByText('The connection to the server is lost').waitFor();
    assert.equal(await page.getByRole('row').count(), before, 'what was shown is gone');
    await browser.accessible(page, 'a lost connection');
    await page.getByLabel('State').selectOption('pending');
    await page.getByText('The server does not answer').waitFor();
    await house.start();
    await page.getByText('The connection to the server is lost').waitFor({state: 'detached'});
    await page.getByText('Live: new attempts appear by themselves.').waitFor();
    await page.getByLabel('State').selectOption('');
    await page.getByRole('table').waitFor();
    await house.ask('PATCH', '/v1/persons/54511', {email: 'after.the.restart@example.org'});
    await page.getByRole('button', {name: '54511', exact: true}).first().waitFor();
  },
};
