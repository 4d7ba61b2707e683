// An OpenID Connect issuer as small as it can be: discovery, a page where somebody signs in, keys and tokens. It is on
// another address than the server, so that for a browser it is another site.
import {createHash, generateKeyPairSync, randomUUID, sign} from 'node:crypto';
import {createServer} from 'node:http';

const encoded = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export class Issuer {
  static client = {id: 'console', secret: 'known to two'};

  static async open() {
    const issuer = new Issuer();
    issuer.keys = generateKeyPairSync('ec', {namedCurve: 'P-256'});
    issuer.grants = new Map();
    issuer.server = createServer((request, response) => issuer.answer(request, response));
    await new Promise((done) => issuer.server.listen(0, '127.0.0.2', done));
    issuer.url = `http://127.0.0.2:${issuer.server.address().port}`;
    return issuer;
  }

  async answer(request, response) {
    const {pathname, searchParams} = new URL(request.url, this.url);
    const json = (body, status = 200) => response.writeHead(status,
      {'Content-Type': 'application/json'}).end(JSON.stringify(body));
    switch (pathname) {
      case '/.well-known/openid-configuration':
        return json({issuer: this.url, authorization_endpoint: `${this.url}/sign-in`,
          token_endpoint: `${this.url}/token`, jwks_uri: `${this.url}/keys`});
      case '/keys':
        return json({keys: [{...this.keys.publicKey.export({format: 'jwk'}), kid: 'one', use: 'sig'}]});
      case '/sign-in': return this.askWho(searchParams, response);
      case '/admitted': return this.admit(searchParams, response);
      case '/token': {
        const token = await this.redeem(request);
        return token ? json({token_type: 'Bearer', id_token: token}) : json({error: 'invalid_grant'}, 400);
      }
      default: return json({}, 404);
    }
  }

  /** The page on which somebody says who they are. */
  askWho(asked, response) {
    const kept = ['redirect_uri', 'state', 'nonce', 'code_challenge', 'client_id'].map((name) => `<input type="hidden"
      name="${name}" value="${asked.get(name)}">`).join('');
    response.writeHead(200, {'Content-Type': 'text/html'}).end(`<!doctype html><title>Issuer</title>
      <form action="/admitted">${kept}<label>E-mail <input name="email"></label><button>Go on</button></form>`);
  }

  /** Back to where they came from, with a code that stands for them. */
  admit(told, response) {
    const code = randomUUID();
    this.grants.set(code, Object.fromEntries(told));
    const back = new URL(told.get('redirect_uri'));
    back.searchParams.set('code', code);
    back.searchParams.set('state', told.get('state'));
    response.writeHead(302, {Location: back.href}).end();
  }

  /** A token for a code, to whoever knows the client's secret and what the challenge was made of. */
  async redeem(request) {
    let body = '';
    for await (const piece of request) body += piece;
    const form = new URLSearchParams(body);
    const granted = this.grants.get(form.get('code'));
    this.grants.delete(form.get('code'));
    const {id, secret} = Issuer.client;
    const known = request.headers.authorization === `Basic ${Buffer.from(`${id}:${encodeURIComponent(secret)}`)
      .toString('base64')}`;
    const proven = granted && createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url')
      === granted.code_challenge && form.get('redirect_uri') === granted.redirect_uri;
    return known && proven ? this.token(granted) : null;
  }

  token({email, nonce, client_id: audience}) {
    const now = Math.floor(Date.now() / 1000);
    const covered = `${encoded({alg: 'ES256', kid: 'one'})}.${encoded({iss: this.url, aud: audience, nonce, iat: now,
      exp: now + 300, sub: `subject of ${email}`, email, email_verified: true})}`;
    const signature = sign('sha256', Buffer.from(covered), {key: this.keys.privateKey, dsaEncoding: 'ieee-p1363'});
    return `${covered}.${signature.toString('base64url')}`;
  }

  async close() {
    this.server.close();
    this.server.closeAllConnections();
  }
}
