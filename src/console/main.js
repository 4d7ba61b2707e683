// The console's start: who is there, what is shown to them, and what happens when the session or the connection ends.
import {html, render, useCallback, useEffect, useState} from './html.js';
import {Announcements} from './announce.js';
import {events, get, remove} from './api.js';
import {live, useConnection} from './live.js';
import {Navigation} from './navigation.js';
import {Page} from './page.js';
import {go, usePlace} from './router.js';
import {asProblem} from './resource.js';
import {SessionContext} from './session.js';
import {Shortcuts} from './shortcuts.js';
import {Failed, Loading} from './states.js';
import {Door} from './screens/sign_in.js';
import {screenOf} from './screens.js';

/** @param {{place: import('./router.js').Place}} props */
function Screen({place}) {
  const [shown, setShown] = useState(/** @type {{key: string, screen: any, problem: any}} */ ({key: '', screen: null,
    problem: null}));
  const wanted = screenOf(place);
  const load = useCallback(async () => {
    try {
      const screen = wanted ? await wanted.load() : null;
      setShown({key: wanted?.key ?? '', screen, problem: null});
    } catch (thrown) {
      setShown({key: wanted?.key ?? '', screen: null, problem: asProblem(thrown)});
    }
  }, [wanted?.key]);
  useEffect(() => { load(); }, [load]);
  if (!wanted) {
    return html`<${Page} title="There is no such page"><p>The address may be mistyped, or of another version.${' '}
      <a href="#/">To the overview</a></p></${Page}>`;
  }
  if (shown.key !== wanted.key) return html`<${Loading} what="Loading the page" />`;
  if (shown.problem) return html`<${Failed} problem=${shown.problem} retry=${load}
    title="This page could not be loaded" />`;
  return html`<${shown.screen} key=${wanted.key + place.parts.join('/')} place=${place} />`;
}

function Connection() {
  const state = useConnection();
  return html`<div role="status">${state === 'lost' && html`<p
    class="banner">The connection to the server is lost. Trying again; what you see may be out of date.</p>`}</div>`;
}

function Console() {
  const place = usePlace();
  const [session, setSession] = useState(/** @type {import('./session.js').Session|null} */ (null));
  const [known, setKnown] = useState(false);
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [expired, setExpired] = useState(false);

  const look = useCallback(async () => {
    try {
      const {body} = await get('/v1/session');
      setSession(body);
      setProblem(null);
      setKnown(true);
    } catch (thrown) {
      const why = asProblem(thrown);
      if (why.status === 401) {
        setSession((old) => { if (old) setExpired(true); return null; });
        setKnown(true);
        setProblem(null);
      } else {
        setProblem(why);
      }
    }
  }, []);

  useEffect(() => { look(); }, [look]);
  useEffect(() => {
    events.addEventListener('signed-out', look);
    return () => events.removeEventListener('signed-out', look);
  }, [look]);
  useEffect(() => {
    if (session) live.open();
    else live.close();
    return () => live.close();
  }, [session?.account.accountId]);
  // A stream that breaks off may be a session that has ended: the server's word decides.
  const connection = useConnection();
  useEffect(() => { if (connection === 'lost' && session) look(); }, [connection]);

  const enter = (fresh) => {
    setExpired(false);
    setSession(fresh);
    if (['sign-in', 'set-up', 'invitation'].includes(place.parts[0])) go('#/', {replace: true});
  };
  const leave = async () => {
    await remove('/v1/session');
    setExpired(false);
    setSession(null);
    go('#/', {replace: true});
  };

  if (problem && !session) return html`<main class="alone"><div class="door">
    <${Failed} problem=${problem} retry=${look} /></div></main>`;
  if (!known) return html`<main class="alone"><${Loading} what="Looking who is signed in" /></main>`;
  // An invitation is for whoever opens it, whoever else is signed in here.
  if (!session || place.parts[0] === 'invitation') {
    return html`<${Door} place=${place} expired=${expired} onEnter=${enter} />`;
  }
  return html`<${SessionContext.Provider} value=${session}>
    <a class="skip button" href="#main" onClick=${(event) => {
      event.preventDefault();
      document.querySelector('main')?.focus();
    }}>Skip to the content</a>
    <div class="frame">
      <${Navigation} place=${place} onLeave=${leave} />
      <div><${Connection} /><main id="main" tabIndex="-1"><${Screen} place=${place} /></main></div>
    </div>
    <${Shortcuts} /></${SessionContext.Provider}>`;
}

const root = document.getElementById('console');
if (root) render(html`<${Console} /><${Announcements} />`, root);
