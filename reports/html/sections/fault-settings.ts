// Gates under faults, how the faults were injected, and what the words mean.

import type { FaultGateResult, FaultsDocument } from '../../document/faults.ts';
import { formatSpan } from '../../figures/faults.ts';
import { gateSigns, orderGates } from '../../figures/gates.ts';
import { formatNumber, formatShare } from '../../figures/quantity.ts';
import type { Localized } from '../../language/catalogue.ts';
import { english } from '../../language/catalogue.ts';
import { tell, titleFault } from '../../language/tell.ts';
import { both } from '../bilingual.ts';
import type { FaultsContext } from '../faults-context.ts';
import { renderScrollBox } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import { renderTable, textColumn } from '../table.ts';

/** Rules times variants times faults may be thousands; the file has them. */
const rowLimit = 120;

const tones: Readonly<Record<FaultGateResult['outcome'], string>> = {
  ...{ pass: 'ok', fail: 'bad', inconclusive: 'wn', error: 'bad' },
};

/** Those that did not pass first; nothing where there are none. */
export function renderFaultGates({ document, labelOf }: FaultsContext): Markup {
  const { gates, faults } = document.faults;
  if (gates.length === 0) return html``;
  const sorted = orderGates(gates.map((gate) => ({ ...gate, status: gate.outcome })));
  const shown = sorted.slice(0, rowLimit);
  const rows = shown.map(({ name, outcome, variantId, faultId, reason }) => {
    const fault = faults.find(({ id }) => id === faultId);
    return html`<tr><th scope="row" class="wrap"><bdi>${name}</bdi></th><td class="${tones[outcome]}"><b aria-hidden="true">${gateSigns[outcome]}</b> ${both((m) => m.faults.gateOutcome[outcome])}</td><td class="wrap"><bdi>${labelOf(variantId)}</bdi></td><td class="wrap">${fault === undefined ? html`<code>${faultId}</code>` : both(titleFault(fault))}</td><td class="wrap">${both(tell(reason))}</td></tr>`;
  });
  const table = renderTable({
    caption: (m) => m.faults.gatesTitle,
    className: 'gates',
    columns: [
      textColumn((m) => m.gates.gate),
      textColumn((m) => m.gates.outcomeColumn),
      textColumn((m) => m.faults.variantCorner),
      textColumn((m) => m.faults.gateFault),
      textColumn((m) => m.faults.gateReason),
    ],
    body: html`<tbody>${rows}</tbody>`,
  });
  return html`<section id="fault-gates"><h3 id="fault-gates-title">${both((m) => m.faults.gatesTitle)}</h3>${renderScrollBox('fault-gates', 'fault-gates-title', table)}${shown.length < sorted.length && html`<p><small>${shown.length} / ${sorted.length}</small></p>`}</section>`;
}

export function renderFaultSettings({ faults }: FaultsDocument): Markup {
  const { settings, groupsEnded, groupsPlanned } = faults;
  const stalenessMs = settings.stalenessLimitMs;
  const { scenario, arrivals } = settings;
  const rate = settings.rateRps === null ? undefined : `${formatNumber(settings.rateRps)} req/s`;
  const says: readonly Localized[] = [
    ({ faults: m }) =>
      rate === undefined ? m.loadUnknown({ scenario }) : m.load({ scenario, rate, arrivals }),
    ({ faults: m }) =>
      m.phases({
        before: formatSpan(settings.beforeMs),
        during: formatSpan(settings.duringMs),
        after: formatSpan(settings.afterMs),
        ...{ groupsEnded, groupsPlanned },
      }),
    ({ faults: m }) =>
      m.good({
        goodWithin: formatSpan(settings.goodWithinMs),
        requestTimeout: formatSpan(settings.requestTimeoutMs),
      }),
    ({ faults: m }) =>
      m.up({
        window: formatSpan(settings.windowMs),
        upRatio: formatShare(settings.upRatio),
        hold: formatSpan(settings.holdMs),
        slo: formatShare(settings.sloRatio),
      }),
    ({ faults: m }) =>
      stalenessMs === null
        ? m.noStalenessLimit
        : m.stalenessLimit({ staleness: formatSpan(stalenessMs) }),
  ];
  return html`<section><h3>${both((m) => m.faults.settingsTitle)}</h3><ul>${says.map((one) => html`<li>${both(one)}</li>`)}</ul></section>`;
}

export function renderFaultGlossary(): Markup {
  const terms = Object.values(english.faultGlossary);
  return html`<section><h3>${both((m) => m.faults.readingTitle)}</h3><dl class="facts reading">${terms.map(
    (_, index) =>
      html`<dt>${both((m) => Object.values(m.faultGlossary)[index]?.word ?? '')}</dt><dd>${both((m) => Object.values(m.faultGlossary)[index]?.meaning ?? '')}</dd>`,
  )}</dl></section>`;
}
