// One delivery: what happened to it, what is still to come and when, and every byte of it.
import {html, useState} from '../html.js';
import {part, post} from '../api.js';
import {announce} from '../announce.js';
import {Confirm} from '../dialog.js';
import {AnswerAsRead, RequestAsSent, WhatToDo} from '../exchange.js';
import {useAction} from '../form.js';
import {useReloadOnNews} from '../live.js';
import {Page} from '../page.js';
import {Phases} from '../phases.js';
import {DeliveryState, kindText, Verdict} from '../pill.js';
import {useResource} from '../resource.js';
import {go, linkTo} from '../router.js';
import {comingAttempts} from '../schedule.js';
import {Failed, Loaded, Loading} from '../states.js';
import {bytesOf} from '../text.js';
import {counted, Due, Moment, spanText} from '../time.js';

/** @param {{place: import('../router.js').Place}} props */
export function Delivery({place}) {
  const id = place.parts[1] ?? '';
  const path = `/v1/deliveries/${part(id)}`;
  const delivery = useResource(path, {include: 'request'});
  const attempts = useResource(`${path}/attempts`, {include: 'request,response'});
  const value = delivery.value;
  const webhook = useResource(value
    ? `/v1/applications/${part(value.applicationId)}/endpoints/${part(value.endpointId)}` : null);
  useReloadOnNews(() => { delivery.reload(); attempts.reload(); }, (event) => event.data.deliveryId === id);
  const [cancelling, setCancelling] = useState(false);
  const again = useAction(async () => {
    const {body} = await post(`${path}/redeliver`);
    announce('Sent again, as a new delivery.');
    go(linkTo(['deliveries', body.id]));
  });
  const actions = value && html`${value.kind !== 'test' && html`<button aria-busy=${again.busy ? 'true' : undefined}
    onClick=${again.run}>Redeliver</button>`}
    ${value.state === 'pending' && html`<button class="danger" onClick=${() => setCancelling(true)}>Cancel</button>`}`;
  return html`<${Page} title=${value ? `Message ${value.messageId}` : 'Delivery'} actions=${actions}
    crumbs=${html`<a href="#/deliveries">Deliveries</a> / ${value
      && html`<a href=${linkTo(['applications', value.applicationId, 'deliveries'])}>${value.applicationId}</a> / `}
        <span class="mono">${id}</span>`}>
    ${again.problem && html`<${Failed} problem=${again.problem} />`}
    <${Loaded} of=${delivery} what="Loading the delivery">${(row) => html`<div class="split">
      <div class="stack"><section class="section"><h2>Attempts</h2>
        ${attempts.value ? html`<${TimeLine} delivery=${row} attempts=${attempts.value.data}
          webhook=${webhook.value} />`
          : attempts.problem ? html`<${Failed} problem=${attempts.problem} retry=${attempts.reload} />`
            : html`<${Loading} />`}</section>
        <section class="section"><h2>Message</h2><${RequestAsSent} body=${bytesOf(row, 'requestBody')} />
          </section></div>
      <aside><${About} row=${row} url=${webhook.value?.url} /></aside></div>`}</${Loaded}>
    ${cancelling && html`<${Confirm} title="Cancel the delivery?" confirm="Cancel the delivery" danger
      onClose=${() => setCancelling(false)} act=${async () => {
      await post(`${path}/cancel`);
      await delivery.reload();
      announce('Cancelled.');
    }}><p>No further attempt is made. It can be redelivered later.</p></${Confirm}>`}
  </${Page}>`;
}

/** @param {{row: any, url: string|undefined}} props */
const About = ({row, url}) => html`<section class="card stack" aria-label="About this delivery"><div class="row">
  <${DeliveryState} delivery=${row} /></div>
  <dl class="facts">
    <dt>Kind</dt><dd>${kindText(row.kind)}</dd><dt>Type</dt><dd>${row.type}</dd>
    ${row.key && html`<dt>Person</dt><dd><a href=${linkTo(['persons', row.key])}>${row.key}</a></dd>`}
    <dt>Application</dt><dd><a href=${linkTo(['applications', row.applicationId])}>${row.applicationId}</a></dd>
    ${url && html`<dt>URL</dt><dd class="mono">${url}</dd>`}
    <dt>Accepted</dt><dd><${Moment} at=${row.acceptedAt} both /></dd>
    ${row.settledAt && html`<dt>Settled</dt><dd><${Moment} at=${row.settledAt} both /></dd>`}
    ${row.coalesced > 0 && html`<dt>Replaced</dt><dd>${counted(row.coalesced, 'older state')} of the same person</dd>`}
    ${row.replayOf && html`<dt>Again of</dt><dd><a class="mono" href=${linkTo(['deliveries', row.replayOf])}>
      ${row.replayOf}</a></dd>`}</dl></section>`;

/** Why this is so. @param {any} delivery */
function ending(delivery) {
  switch (delivery.state) {
    case 'exhausted': return 'The policy allows no further attempt. Mend the receiver, then redeliver.';
    case 'expired': return 'Its life ended before it was acknowledged. Mend the receiver, then redeliver.';
    case 'cancelled': return 'It was cancelled: no further attempt is made.';
    case 'endpoint_gone': return 'The webhook was removed, and with it the way to go.';
    default: return '';
  }
}

/** Why the next attempt is when it is. @param {any} delivery @param {any} webhook */
function reasonOfTime(delivery, webhook) {
  if (webhook && !webhook.enabled) return 'The webhook is paused or disabled: this waits until it is resumed.';
  if (webhook?.breakerOpen) {
    return 'So many attempts to this webhook failed that only one delivery at a time probes it; this one waits for that.';
  }
  return delivery.failures > 0 ? `Because ${counted(delivery.failures,
    'attempt')} failed: the wait is that of the policy, give or take a fifth.` : '';
}

/** @param {{delivery: any, attempts: any[], webhook: any}} props newest last */
function TimeLine({delivery, attempts, webhook}) {
  const policy = webhook?.policy;
  const reason = reasonOfTime(delivery, webhook);
  const open = delivery.state === 'pending' && delivery.nextAttemptAt && policy;
  const coming = open ? comingAttempts(delivery, policy, 3) : [];
  const end = ending(delivery);
  return html`<ol class="timeline">
    <li class="good"><strong>Accepted</strong><span class="soft"><${Moment} at=${delivery.acceptedAt} both />
      </span></li>
    ${attempts.map((one, at) => html`<${Attempt} key=${one.id} attempt=${one} open=${at === attempts.length - 1} />`)}
    ${delivery.state === 'pending' && html`<li class="coming"><strong>
      ${attempts.length ? `Attempt ${attempts.length + 1}` : 'First attempt'}</strong>
      <span><${Due} at=${delivery.nextAttemptAt} /></span>
      ${reason && html`<span class="small">${reason}</span>`}</li>`}
    ${coming.map((one, at) => html`<li class="coming" key=${one.at}>
      <strong>Attempt ${attempts.length + 2 + at}, if it fails again</strong><span>
        ${spanText(one.waitMs)} later, that is <${Moment} at=${one.at} both /> or so</span></li>`)}
    ${delivery.state === 'pending' && delivery.expiresAt && html`<li class="coming"><strong>Gives up</strong><span>
      <${Moment} at=${delivery.expiresAt} both /></span></li>`}
    ${end && html`<li class=${delivery.state === 'exhausted' || delivery.state === 'expired' ? 'bad' : ''}>
      <strong>Ended</strong><span>${end}</span></li>`}
  </ol>`;
}

/** @param {{attempt: any, open: boolean}} props */
function Attempt({attempt, open}) {
  return html`<li class=${attempt.verdict === 'acknowledged' ? 'good' : 'bad'}>
    <div class="row"><strong>Attempt ${attempt.number}</strong><${Verdict} verdict=${attempt.verdict} />
      ${attempt.status !== null && html`<span class="number">HTTP ${attempt.status}</span>`}
      <span class="soft number">${spanText(attempt.timingsMs.total)}</span></div>
    <span class="soft"><${Moment} at=${attempt.startedAt} both /></span>
    <p>${attempt.explanation} ${attempt.error && html`<${WhatToDo} explanation=${attempt.explanation} />`}</p>
    <details open=${open && attempt.verdict !== 'acknowledged'}><summary>What went over the wire</summary>
      <div class="stack">
      <${Phases} attempt=${attempt} />
      <div class="pair"><div class="section"><h3>Request</h3>
        <${RequestAsSent} head=${bytesOf(attempt, 'requestHead')} /></div>
        <div class="section"><h3>Answer</h3><${AnswerAsRead} attempt=${attempt} /></div></div>
      <dl class="facts">${attempt.peer && html`<dt>Address</dt><dd class="mono">${attempt.peer}</dd>`}
        ${attempt.tlsVersion && html`<dt>TLS</dt><dd>${attempt.tlsVersion}</dd>`}
        ${attempt.error && html`<dt>Error</dt><dd class="mono">${attempt.error}</dd>`}
          ${attempt.detail && html`<dt>Detail</dt><dd>${attempt.detail}</dd>`}<dt>Id</dt><dd class="mono">
            ${attempt.id}</dd></dl></div></details></li>`;
}
