// One application: its name, its tabs, and whichever of them is open.
import {html, useCallback, useEffect, useRef, useState} from '../html.js';
import {part} from '../api.js';
import {useReloadOnNews} from '../live.js';
import {Page} from '../page.js';
import {WebhookState} from '../pill.js';
import {useResource} from '../resource.js';
import {linkTo} from '../router.js';
import {Empty, Failed, Loaded, Loading} from '../states.js';

const tabs = [['webhook', 'Webhook'], ['test', 'Run Test'], ['sync', 'Sync Data'], ['deliveries', 'Deliveries'],
  ['scopes', 'Scopes'],
  ['keys', 'API keys'], ['settings', 'Settings']];

/** @type {Record<string, () => Promise<any>>} */
const modules = {
  webhook: async () => (await import('./webhook.js')).Webhook,
  test: async () => (await import('./run_test.js')).RunTest,
  sync: async () => (await import('./sync.js')).Sync,
  deliveries: async () => (await import('./deliveries.js')).DeliveryList,
  scopes: async () => (await import('./scopes.js')).Scopes,
  keys: async () => (await import('./api_keys.js')).ApiKeys,
  settings: async () => (await import('./application_settings.js')).ApplicationSettings,
};

/**
 * What every tab is given.
 * @typedef {{application: any, applicationEtag: string|null, reloadApplication: () => void, webhook: any,
 *   webhookResource: import('../resource.js').Resource<any>, address: string,
 *   place: import('../router.js').Place}} TabProps
 */

/** @param {{place: import('../router.js').Place}} props */
export function Application({place}) {
  const [id, tab = 'webhook'] = place.parts.slice(1);
  const address = `/v1/applications/${part(id)}`;
  const application = useResource(address);
  const webhook = useResource(`${address}/endpoints/default`);
  useReloadOnNews(webhook.reload, (event) => event.name !== 'sync' && event.data.applicationId === id
    && event.name !== 'test');
  const [shown, setShown] = useState({tab: '', component: /** @type {any} */ (null)});
  useEffect(() => { modules[tab]().then((component) => setShown({tab, component})); }, [tab]);
  const bar = useRef(/** @type {HTMLElement|null} */ (null));
  useEffect(() => {
    bar.current?.querySelector('[aria-current]')?.scrollIntoView({block: 'nearest', inline: 'center'});
  }, [tab]);
  const reloadApplication = useCallback(application.reload, [application.reload]);

  const missing = webhook.problem?.status === 404;
  const ready = webhook.value !== null || missing;
  const title = application.value?.name ?? id;
  return html`<${Page} title=${title} crumbs=${html`<a href="#/applications">Applications</a> / <span class="mono">
    ${id}</span>`}
    actions=${ready && tab !== 'webhook' && html`<${WebhookState} webhook=${webhook.value} />`}>
    <nav class="tabs" ref=${bar} aria-label="Of this application">
      ${tabs.map(([name, text]) => html`<a key=${name} href=${linkTo(['applications', id, name])}
        aria-current=${tab === name ? 'page' : undefined}>${text}</a>`)}</nav>
    <${Loaded} of=${application} what="Loading the application">${(value) => {
      if (!ready) return webhook.problem ? html`<${Failed} problem=${webhook.problem} retry=${webhook.reload} />`
        : html`<${Loading} />`;
      if (shown.tab !== tab) return html`<${Loading} />`;
      return html`<${shown.component} key=${tab} application=${value} applicationEtag=${application.etag}
        reloadApplication=${reloadApplication}
        webhook=${webhook.value} webhookResource=${webhook} address=${address} place=${place} />`;
    }}</${Loaded}>
  </${Page}>`;
}

/** What stands where a webhook is needed and none is there. @param {{application: any, what: string}} props */
export const WebhookMissing = ({application, what}) => html`<${Empty} title="There is no webhook yet"><p class="soft">
  ${what}</p>
  <a class="button primary" href=${linkTo(['applications', application.id, 'webhook'])}>Register the webhook</a>
    </${Empty}>`;
