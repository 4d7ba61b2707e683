// Whatever people and receivers send is shown as text: the same few attempts in every field that is shown anywhere.
import assert from 'node:assert/strict';

const attempts = [
  '<img src=x onerror=alert(1)>', '"><script>alert(2)</script>', '<svg/onload=alert(3)>', "'-alert(4)-'",
    '${alert(5)}{{alert(5)}}',
  'javascript:alert(6)', '<iframe srcdoc="<script>alert(7)</script>">',
    '</title></textarea><details open ontoggle=alert(8)>', '\u202e<b>\u0000'.replace('\u0000', '\u2028'),
];
const all = attempts.join(' ');
const places = (delivery) => ['#/', '#/applications', '#/applications/hostile/webhook',
  '#/applications/hostile/scopes', '#/applications/hostile/keys', '#/applications/hostile/settings',
    '#/applications/hostile/deliveries',
  `#/deliveries/${delivery}`, '#/applications/hostile/sync', '#/persons', '#/persons/80001', '#/organizations',
    '#/audit', '#/accounts', `#/organizations?q=${encodeURIComponent(all)}`,
  `#/deliveries?key=${encodeURIComponent(all)}`, `#/${encodeURIComponent(all)}`,
    `#/applications/${encodeURIComponent(all)}`];

/** Elements that only an attempt that worked would have made. */
const made = () => {
  const signs = ['#console img', '#console iframe', '#console script', '[onerror]', '[onload]', '[ontoggle]', '[srcdoc]',
    'a[href^="javascript:" i]'];
  return [...document.querySelectorAll(signs.join(','))].map((one) => one.outerHTML);
};

export const cases = {
  async 'no field becomes markup or script'({house, browser}) {
    await house.ask('POST', '/v1/organizations', {id: 'org_666', name: all, type: attempts[0], status: attempts[1],
      website: 'https://example.org/', visitingAddress: {city: attempts[2], address1: attempts[7]}});
    await house.ask('POST', '/v1/applications', {id: 'hostile', name: all.slice(0, 190), organization: 'org_666',
      scopes: ['email', 'members.read_name', 'address']});
    await house.ask('POST', '/v1/api-keys', {application: 'hostile', label: attempts.slice(0, 3).join(' '),
      rights: 'read'});
    await house.webhook('hostile', 'bad', {url: `${house.receivers.bad.url}?q=%3Cimg%20src=x%20onerror=alert(1)%3E`,
      headers: [{name: 'X-Own', value: attempts[0]}]});
    await house.ask('PUT', '/v1/persons/80001', {personID: 80001, firstName: attempts[0], lastName: attempts[1],
      displayName: all, currentAddress: {address1: attempts[7], city: attempts[2]}});
    await house.ask('PUT', '/v1/persons/80001/consents/hostile', {scopes: ['email', 'members.read_name', 'address']});
    const {data: [delivery]} = await house.until('/v1/deliveries?application=hostile',
      (found) => found.data.some((one) => one.attempts > 0));
    const page = await browser.at('#/');
    let shown = 0;
    for (const place of places(delivery.id)) {
      await browser.go(page, place);
      await page.getByRole('heading', {level: 1}).waitFor();
      for (const summary of await page.locator('summary').all()) await summary.click();
      assert.deepEqual(await page.evaluate(made), [], place);
      if ((await page.innerText('body')).includes('<img src=x onerror=alert(1)>')) shown += 1;
      browser.mustBeClean();
    }
    assert.ok(shown >= 8, `the attempts were seen as text on ${shown} pages only: the rest proves nothing`);
  },

  async 'what a receiver answers is text, too'({house, browser}) {
    const {createServer} = await import('node:https');
    const {execFileSync} = await import('node:child_process');
    const {readFileSync} = await import('node:fs');
    const {join} = await import('node:path');
    const [cert, secret] = ['hostile.crt', 'hostile.key'].map((name) => join(house.folder, name));
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
      '-days', '2', '-subj', '/CN=hostile', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', secret, '-out',
        cert], {stdio: 'ignore'});
    const server = createServer({cert: readFileSync(cert), key: readFileSync(secret)}, (request, response) => {
      request.resume();
      response.writeHead(400, {'Content-Type': 'text/html', 'X-Told': attempts[0], 'Set-Cookie': attempts[3]});
      response.end(all);
    });
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    try {
      // A certificate of its own is known to the server from its next start on.
      await house.trust(readFileSync(cert, 'utf8'));
      await house.ask('PATCH', '/v1/applications/hostile/endpoints/default',
        {url: `https://127.0.0.1:${server.address().port}/`});
      const page = await browser.at('#/applications/hostile/test');
      await page.getByLabel('personID').fill('80001');
      await page.getByRole('button', {name: 'Run Test'}).click();
      const body = page.getByRole('region', {name: 'Response body'});
      await body.waitFor();
      assert.ok((await body.innerText()).includes(attempts[1]));
      assert.ok((await page.getByRole('region', {name: 'Response head'}).innerText()).includes(attempts[0]));
      assert.deepEqual(await page.evaluate(made), []);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  },

  async 'every answer of the console forbids what it does not need'({house}) {
    for (const path of ['/console', '/console/', '/console/any/deeper/path', '/console/main.js',
      '/console/tokens.css']) {
      const {headers} = await fetch(house.url + path);
      const policy = headers.get('content-security-policy') ?? '';
      for (const rule of ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'",
        "require-trusted-types-for 'script'", "style-src 'self'"]) assert.ok(policy.includes(rule),
          `${path}: ${rule} is not in ${policy}`);
      assert.ok(!policy.includes('unsafe'), policy);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
    }
  },

  async 'a request without the header of the console is refused'({house}) {
    const cookie = await house.signIn();
    const answer = await fetch(`${house.url}/v1/applications`, {method: 'POST', headers: {Cookie: cookie,
      'Content-Type': 'application/json'}, body: '{"name":"forged"}'});
    assert.equal(answer.status, 403);
  },
};
