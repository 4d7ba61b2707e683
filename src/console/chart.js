// Charts as SVG, each with its numbers as a table for whoever cannot or would not see it.
import {html} from './html.js';
import {absoluteTime, countText} from './time.js';

/** @typedef {{hour: string, acknowledged: number, failed: number}} Hour */

/** @param {Hour[]} hours */
const highest = (hours) => Math.max(1, ...hours.map((one) => one.acknowledged + one.failed));

/** The next 1, 2 or 5 with zeros. @param {number} value */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((one) => one * power).find((one) => one >= value) ?? value;
}

/** @param {{hours: Hour[], name: string}} props */
export function Sparkline({hours, name}) {
  const top = highest(hours);
  const width = 120 / Math.max(1, hours.length);
  const sum = (which) => hours.reduce((all, one) => all + one[which], 0);
  return html`<span class="chart"><svg class="spark" viewBox="0 0 120 26" preserveAspectRatio="none" role="img"
    aria-label=${`${name}, last 24 hours: ${sum('acknowledged')} acknowledged, ${sum('failed')} failed`}>
    ${hours.map((one, at) => {
      const good = (one.acknowledged / top) * 24;
      const bad = (one.failed / top) * 24;
      return html`<rect class="rest" x=${at * width} y="25" width=${width - 1} height="1" />
        <rect class="good" x=${at * width} y=${26 - good} width=${width - 1} height=${good} />
        <rect class="bad" x=${at * width} y=${26 - good - bad} width=${width - 1} height=${bad} />`;
    })}</svg></span>`;
}

/** @param {{hours: Hour[], title: string}} props */
export function HourlyChart({hours, title}) {
  const top = roundUp(highest(hours));
  const [left, width, height] = [44, 720, 170];
  const step = (width - left) / Math.max(1, hours.length);
  const y = (value) => 12 + (1 - value / top) * (height - 36);
  const clock = (iso) => absoluteTime(iso).slice(11, 16);
  return html`<figure class="chart stack tight">
    <figcaption class="section-head"><h2>${title}</h2>
      <span class="legend"><span><i class="good"></i>acknowledged</span><span><i class="bad"></i>failed</span></span>
        </figcaption>
    <svg viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${`${title}. The numbers are in the table below.`}>
      ${[0, 0.5, 1].map((share) => html`<line x1=${left} x2=${width} y1=${y(top * share)} y2=${y(top * share)} />
        <text x=${left - 8} y=${y(top * share) + 4} text-anchor="end">${countText(top * share)}</text>`)}
      ${hours.map((one, at) => html`<g key=${one.hour}>
        <title>${`${clock(one.hour)}: ${one.acknowledged} acknowledged, ${one.failed} failed`}</title>
        <rect class="good" x=${left + at * step + 1} width=${Math.max(1, step - 3)} y=${y(one.acknowledged)}
          height=${y(0) - y(one.acknowledged)} />
        <rect class="bad" x=${left + at * step + 1} width=${Math.max(1, step - 3)}
          y=${y(one.acknowledged + one.failed)} height=${y(0) - y(one.failed)} />
        ${at % 4 === 0 && html`<text x=${left + at * step} y=${height - 6}>${clock(one.hour)}</text>`}</g>`)}
    </svg>
    <details><summary class="small">As a table</summary><div class="table-wrap"><table>
      <caption class="unseen">${title}</caption>
      <thead><tr><th scope="col">Hour from</th><th scope="col" class="right">Acknowledged</th>
        <th scope="col" class="right">Failed</th></tr></thead>
      <tbody>${hours.map((one) => html`<tr key=${one.hour}><th scope="row">${absoluteTime(one.hour).slice(0, 16)}</th>
        <td class="right">${countText(one.acknowledged)}</td><td class="right">${countText(one.failed)}</td>
          </tr>`)}</tbody>
    </table></div></details></figure>`;
}
