// An application for a test that is to be looked at while it lasts.
import {key} from './house.mjs';
import {Relay} from './relay.mjs';

/** An application whose receiver's words come when the test says so. */
export async function withHeldReceiver(house, run) {
  const relay = await Relay.before(house.receivers.good.url);
  await house.ask('POST', '/v1/applications', {id: 'choir', name: 'Koret', organization: 'org_203',
    scopes: ['email', 'members.read_name']});
  try {
    // The consent first: it has nobody to be told of it.
    await house.ask('PUT', '/v1/persons/54501/consents/choir', {scopes: ['members.read_name']});
    const patience = 600_000;  // the test ends each phase, and no deadline does
    await house.ask('POST', '/v1/applications/choir/endpoints', {id: 'default', url: relay.url, signingKey: key,
      policy: {deadlines: {wholeMs: patience, tlsMs: patience, firstByteMs: patience}}});
    await run(relay);
  } finally {
    await relay.close();
    await house.ask('DELETE', '/v1/applications/choir');
  }
}
