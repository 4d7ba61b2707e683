// A server with its store, two TLS receivers (one that takes everything, one that refuses), and the API beside the
// browser: what a test prepares and what it looks up, it does here, and what it is about, in the browser.
import {spawn} from 'node:child_process';
import {appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export const key = 'whsec_a2V5IG9mIHRoZSBjb25zb2xlJ3Mgb3duIHRlc3RzIQ==';
export const administrator = {login: 'ingrid@example.org', password: 'seven quiet boats at dawn', personID: 54501};

/** A process of the binary, its last words, and the first line of stderr that matches. */
class Program {
  constructor(binary, args, folder) {
    // Nothing of the caller's configuration reaches it.
    const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('COHOOK_')));
    this.words = '';
    this.waiting = [];
    this.process = spawn(binary, args, {cwd: folder, env: {...environment, HOME: folder, XDG_CONFIG_HOME: folder},
      stdio: ['ignore', 'pipe', 'pipe']});
    this.ended = new Promise((done) => this.process.on('exit', done));
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.on('data', (data) => {
        this.words += data;
        this.waiting = this.waiting.filter((look) => !look());
      });
    }
  }

  /** @param {RegExp} pattern */
  async says(pattern) {
    const heard = new Promise((done) => {
      const look = () => {
        const found = pattern.exec(this.words);
        if (found) done(found);
        return Boolean(found);
      };
      if (!look()) this.waiting.push(look);
    });
    const gone = this.ended.then(() => { throw new Error(`it ended before it said ${pattern}:\n${this.words}`); });
    return Promise.race([heard, gone]);
  }

  async stop(signal = 'SIGTERM') {
    this.process.kill(signal);
    await this.ended;
  }
}

export class House {
  /** @param {string} binary @param {{secrets?: Record<string, string>, flags?: string[]}} [more] files by name, and what
   *   else the server is told */
  static async open(binary, {secrets = {}, flags = []} = {}) {
    const house = new House();
    house.binary = binary;
    house.flags = flags;
    house.folder = mkdtempSync(join(tmpdir(), 'cohook-console-'));
    for (const [name, text] of Object.entries({'hook.key': key, ...secrets})) {
      writeFileSync(join(house.folder, name), text, {mode: 0o600});
    }
    house.receivers = {};
    const authorities = await Promise.all([house.receive('good'), house.receive('bad', '--status', '500')]);
    writeFileSync(join(house.folder, 'authorities.pem'), authorities.join('\n'));
    house.listen = '127.0.0.1:0';
    await house.start();
    return house;
  }

  /** A receiver of this name. @returns {Promise<string>} who vouches for it */
  async receive(name, ...args) {
    const ca = join(this.folder, `${name}.pem`);
    const program = new Program(this.binary, ['listen', '--listen', '127.0.0.1:0', '--key-file', 'hook.key', '--dev-ca',
      ca, ...args], this.folder);
    const [, port] = await program.says(/https:\/\/127\.0\.0\.1:(\d+)/);
    this.receivers[name] = {program, url: `https://127.0.0.1:${port}/hook`};
    return readFileSync(ca, 'utf8');
  }

  async start() {
    this.server = new Program(this.binary, ['serve', '--store', 'sqlite:cohook.db', '--listen', this.listen,
      '--admin-key-file', 'admin.key', '--allow-address', '127.0.0.0/8',
      '--ca-file', 'authorities.pem', '--setup-token-file', 'setup.token', '--log-level', 'warning',
        '--drain-deadline', '2s', ...this.flags], this.folder);
    const [, url] = await this.server.says(/is ready on (http:\S+?),/);
    this.url = url;
    // After a restart it is found where it was.
    this.listen = url.replace('http://', '');
  }

  get setupToken() { return readFileSync(join(this.folder, 'setup.token'), 'utf8').trim(); }
  get adminKey() { return readFileSync(join(this.folder, 'admin.key'), 'utf8').trim(); }

  /** As a program that holds the administrator's key. Throws what the server refuses. */
  async ask(method, path, body, {type = 'application/json', headers = {}} = {}) {
    const response = await fetch(this.url + path, {method, headers: {Authorization: `Bearer ${this.adminKey}`,
      ...(body === undefined ? {} : {'Content-Type': type}), ...headers},
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)});
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  /** Signs in beside the browser. @returns {Promise<string>} the cookie */
  async signIn({login, password} = administrator) {
    const response = await fetch(`${this.url}/v1/session`, {method: 'POST',
      headers: {'Content-Type': 'application/json', 'X-Cohook-Console': '1'}, body: JSON.stringify({login, password})});
    if (!response.ok) throw new Error(`cannot sign in: ${response.status} ${await response.text()}`);
    return (response.headers.get('set-cookie') ?? '').split(';')[0];
  }

  /** A session that the pages of a test share. */
  async session() {
    this.shared ??= await this.signIn();
    return this.shared;
  }

  /** One authority more that the server trusts; it starts again with it. */
  async trust(authority) {
    appendFileSync(join(this.folder, 'authorities.pem'), `\n${authority}`);
    await this.server.stop();
    await this.start();
  }

  /** The first account and the register that the cases of the door would have made. */
  async setUp() {
    const {login, password, personID} = administrator;
    await this.fill();
    const response = await fetch(`${this.url}/v1/setup`, {method: 'POST',
      headers: {'Content-Type': 'application/json', 'X-Cohook-Console': '1'},
      body: JSON.stringify({token: this.setupToken, login, password, personID})});
    if (!response.ok) throw new Error(`cannot set up: ${response.status} ${await response.text()}`);
  }

  /** What the cases of the door and of the webhook would have made, where they have not. */
  async furnish() {
    if ((await this.ask('GET', '/v1/accounts')).data.length === 0) await this.setUp();
    for (const [application, receiver] of [['calendar', 'good'], ['newsletter', 'bad']]) {
      const {data} = await this.ask('GET', `/v1/applications/${application}/endpoints`);
      if (data.length === 0) await this.webhook(application, receiver);
    }
  }

  /** Organizations, two applications, and persons of whom `people` are seen by the application `calendar`. */
  async fill(people = 40) {
    await this.ask('POST', '/v1/organizations', {id: 'org_101', name: 'Fjellvik menighet', orgID: 101,
      type: 'church', status: 'active', visitingAddress: {address1: 'Fjellveien 12', city: 'Oslo',
        postalCode: '0450'}});
    await this.ask('POST', '/v1/organizations', {id: 'org_203', name: 'Ungdomslaget Gry', orgID: 203, type: 'youth',
      status: 'active'});
    await this.ask('POST', '/v1/applications', {id: 'calendar', name: 'Kirkekalenderen', organization: 'org_101',
      scopes: ['email', 'members.read_name']});
    await this.ask('POST', '/v1/applications', {id: 'newsletter', name: 'Nyhetsbrevet', organization: 'org_203',
      scopes: ['email', 'members.read_name']});
    await this.persons('calendar', 54501, people);
    await this.persons('newsletter', 56001, 3);
  }

  /** So many persons, from an id on, seen by an application, or by none where it is null. */
  async persons(application, from, count) {
    const first = ['Ada', 'Bo', 'Cecilie', 'Dag', 'Eli', 'Finn', 'Guro', 'Hans', 'Ingrid', 'Jon'];
    const last = ['Aas', 'Berg', 'Dahl', 'Eide', 'Foss', 'Haugen', 'Lie', 'Moen', 'Nes', 'Vik'];
    const lines = Array.from({length: count}, (_, at) => {
      const [firstName, lastName] = [first[at % 10], last[Math.floor(at / 10) % 10]];
      const person = {personID: from + at, firstName, lastName, displayName: `${firstName} ${lastName}`,
        birthDate: '1980-05-17', email: `${firstName}.${lastName}.${at}@example.org`.toLowerCase()};
      return JSON.stringify({person, consents: application ? [{application, scopes: ['email', 'members.read_name']}] : []});
    });
    const report = await this.ask('POST', '/v1/persons:import', lines.join('\n'), {type: 'application/x-ndjson'});
    if (report.refused) throw new Error(`persons were refused: ${JSON.stringify(report.errors[0])}`);
  }

  /** A webhook that is there for a test. @param {'good'|'bad'} receiver */
  async webhook(application, receiver = 'good', settings = {}) {
    return this.ask('POST', `/v1/applications/${application}/endpoints`, {id: 'default',
      url: this.receivers[receiver].url, signingKey: key, ...settings});
  }

  /** Asks until `enough` says so: for what the server does by itself. Gives up after a minute, with what it last said. */
  async until(path, enough) {
    const end = Date.now() + 60_000;
    for (;;) {
      const found = await this.ask('GET', path);
      if (enough(found)) return found;
      if (Date.now() > end) throw new Error(`${path} stays at ${JSON.stringify(found).slice(0, 500)}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  async close() {
    await this.server?.stop('SIGKILL');
    for (const {program} of Object.values(this.receivers)) await program.stop('SIGKILL');
    rmSync(this.folder, {recursive: true, force: true});
  }
}
