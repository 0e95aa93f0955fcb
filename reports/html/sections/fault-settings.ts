// Gates under faults, how the faults were injected, and what the words mean.

import type { FaultGateResult, FaultsDocument } from '../../document/faults.ts';
import { formatSpan } from '../../figures/faults.ts';
import { gateSigns, orderGates } from '../../figures/gates.ts';
import { formatNumber, formatShare } from '../../figures/quantity.ts';
import { english } from '../../language/catalogue.ts';
import type { FaultSettingFacts } from '../../language/fault-messages.ts';
import { tell } from '../../language/tell.ts';
import { both } from '../bilingual.ts';
import type { FaultsContext } from '../faults-context.ts';
import { renderScrollBox } from '../figure.ts';
import { html, type Markup } from '../markup.ts';

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
    return html`<tr><th scope="row" class="wrap"><bdi>${name}</bdi></th><td class="${tones[outcome]}"><b aria-hidden="true">${gateSigns[outcome]}</b> ${both((m) => m.faults.gateOutcome(outcome))}</td><td class="wrap"><bdi>${labelOf(variantId)}</bdi></td><td class="wrap">${fault === undefined ? html`<code>${faultId}</code>` : both((m) => m.faults.faultTitle(fault))}</td><td class="wrap">${both(tell(reason))}</td></tr>`;
  });
  const table = html`<table class="gates"><thead><tr><th scope="col">${both((m) => m.gates.gate)}</th><th scope="col">${both((m) => m.gates.outcomeColumn)}</th><th scope="col">${both((m) => m.faults.variantCorner)}</th><th scope="col">${both((m) => m.faults.gateFault)}</th><th scope="col">${both((m) => m.faults.gateReason)}</th></tr></thead><tbody>${rows}</tbody></table>`;
  return html`<section id="fault-gates"><h3 id="fault-gates-title">${both((m) => m.faults.gatesTitle)}</h3>${renderScrollBox('fault-gates', 'fault-gates-title', table)}${shown.length < sorted.length && html`<p><small>${shown.length} / ${sorted.length}</small></p>`}</section>`;
}

export function renderFaultSettings({ faults }: FaultsDocument): Markup {
  const { settings, groupsEnded, groupsPlanned } = faults;
  const facts: FaultSettingFacts = {
    scenario: settings.scenario,
    rate: settings.rateRps === null ? undefined : `${formatNumber(settings.rateRps)} req/s`,
    arrivals: settings.arrivals,
    before: formatSpan(settings.beforeMs),
    during: formatSpan(settings.duringMs),
    after: formatSpan(settings.afterMs),
    goodWithin: formatSpan(settings.goodWithinMs),
    requestTimeout: formatSpan(settings.requestTimeoutMs),
    window: formatSpan(settings.windowMs),
    upRatio: formatShare(settings.upRatio),
    hold: formatSpan(settings.holdMs),
    slo: formatShare(settings.sloRatio),
    staleness:
      settings.stalenessLimitMs === null ? undefined : formatSpan(settings.stalenessLimitMs),
    ...{ groupsEnded, groupsPlanned },
  };
  const count = english.faults.settings(facts).length;
  return html`<section><h3>${both((m) => m.faults.settingsTitle)}</h3><ul>${Array.from(
    { length: count },
    (_, index) => html`<li>${both((m) => m.faults.settings(facts)[index] ?? '')}</li>`,
  )}</ul></section>`;
}

export function renderFaultGlossary(): Markup {
  return html`<section><h3>${both((m) => m.faults.readingTitle)}</h3><dl class="facts reading">${[
    ...english.faults.glossary().keys(),
  ].map(
    (index) =>
      html`<dt>${both((m) => m.faults.glossary()[index]?.word ?? '')}</dt><dd>${both((m) => m.faults.glossary()[index]?.meaning ?? '')}</dd>`,
  )}</dl></section>`;
}
