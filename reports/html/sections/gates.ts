// The gates of the config: those that did not pass first, with what to do next; the others folded.

import type { GateResult, GateStatus } from '../../document/gates.ts';
import type { ResultDocument } from '../../document/result.ts';
import {
  countGates,
  findGateReference,
  formatGateDetectable,
  formatGateValue,
  gateSigns,
  listGates,
  orderGates,
} from '../../figures/gates.ts';
import { noFigure } from '../../figures/quantity.ts';
import type { Localized } from '../../language/catalogue.ts';
import { tell } from '../../language/tell.ts';
import {
  describeGateBounds,
  describeGateConfidence,
  describeGateLimit,
  describePlace,
} from '../../verdict/describe-gate.ts';
import { both } from '../bilingual.ts';
import { renderScrollBox } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import type { PageContext } from '../page-context.ts';
import type { Absence } from '../parts.ts';
import { numberColumn, renderTable, textColumn } from '../table.ts';

/** Rules times variants times scenarios may be thousands; the file has them. */
const rowLimit = 120;

export const gateTones: Readonly<Record<GateStatus, string>> = {
  pass: 'ok',
  fail: 'bad',
  inconclusive: 'wn',
  // No data is no failure.
  error: 'wn',
};

/** A sentence on how to get gates where there are none. */
export function renderGates(page: PageContext): Markup | Absence {
  const gates = orderGates(listGates(page.document));
  if (gates.length === 0) return { absence: (m) => m.gates.none };
  const open = gates.filter(({ status }) => status !== 'pass');
  const passed = gates.filter(({ status }) => status === 'pass');
  return html`<p class="lead">${both(describeCounts(gates))}</p><p><small>${both((m) => m.gates.reading)}${describeGateConfidence(gates).map((said) => html` ${both(said)}`)}</small></p>
${renderOpen(page, open)}
${passed.length > 0 && html`<details><summary>${both((m) => m.gates.passed({ count: passed.length }))}</summary>${renderRows(page, 'gates-passed', passed, false)}</details>`}`;
}

function describeCounts(gates: readonly GateResult[]): Localized {
  const counts = countGates(gates);
  const told = (['fail', 'error', 'inconclusive', 'pass'] as const).filter(
    (status) => counts[status] > 0,
  );
  return (m) =>
    m.gates.counts({
      counts: told.map((status) =>
        m.gates.count({ count: counts[status], status: m.gates.status[status] }),
      ),
    });
}

function describeMetric(document: ResultDocument, gate: GateResult): Localized {
  return (m) =>
    m.gates.metric({
      metric: m.metricName(gate.metric),
      ...findGateReference(document, gate),
    });
}

/** What is said of every one of them, as in an invalid run, is said once, and they are folded. */
function renderOpen(page: PageContext, gates: readonly GateResult[]): Markup {
  const [first] = gates;
  if (first === undefined) return html``;
  const isShared = gates.length > 1 && new Set(gates.map(sayGate)).size === 1;
  if (!isShared) return renderRows(page, 'gates-open', gates, true);
  return html`<p>${renderSaying(first)}</p><details><summary>${both((m) => m.page.showTable)}</summary>${renderRows(page, 'gates-open', gates, false)}</details>`;
}

function sayGate({ message, advice }: GateResult): string {
  return advice === null ? message.text : `${message.text} ${advice.text}`;
}

function renderSaying({ message, advice }: GateResult): Markup {
  const next = advice !== null && html` ${both(tell(advice))}`;
  return html`${both(tell(message))}${next}`;
}

function renderRows(
  page: PageContext,
  id: string,
  gates: readonly GateResult[],
  isSaid: boolean,
): Markup {
  const shown = gates.slice(0, rowLimit);
  const table = renderTable({
    caption: (m) => m.gates.title,
    className: 'gates',
    columns: [
      textColumn((m) => m.gates.gate),
      textColumn((m) => m.table.variant),
      textColumn((m) => m.gates.scenario),
      textColumn((m) => m.gates.outcomeColumn),
      numberColumn((m) => m.gates.measured),
      textColumn((m) => m.gates.mustBe),
      numberColumn((m) => m.evidence.leastDetectable),
    ],
    body: html`${shown.map((gate, index) => {
      const next = shown[index + 1];
      return renderGate(
        page,
        gate,
        isSaid && (next === undefined || sayGate(next) !== sayGate(gate)),
      );
    })}`,
  });
  return html`${renderScrollBox(id, 'gates-title', table)}${shown.length < gates.length && html`<p><small>${both((m) => m.gates.cut({ shown: shown.length, total: gates.length }))}</small></p>`}`;
}

function renderGate({ document, labelOf }: PageContext, gate: GateResult, isSaid: boolean): Markup {
  const isJudged = gate.status !== 'error';
  const place = describePlace(document, gate.scenario, gate.loadId);
  const says =
    isSaid && html`<tr class="says"><td colspan="7" class="wrap">${renderSaying(gate)}</td></tr>`;
  return html`<tbody><tr><th scope="row" class="wrap"><b class="${gateTones[gate.status]}"><span aria-hidden="true">${gateSigns[gate.status]}</span> <span class="vh">${both((m) => m.gates.status[gate.status])}</span></b> <bdi>${gate.gate}</bdi> <small>${both(describeMetric(document, gate))}</small></th><td><bdi>${labelOf(gate.variantId)}</bdi></td><td>${both(place)}</td><td class="${gateTones[gate.status]}">${both((m) => m.gates.outcome[gate.outcome])}</td><td class="n"><b>${isJudged ? formatGateValue(gate) : noFigure}</b> ${isJudged && both(describeGateBounds(gate))}</td><td>${both(describeGateLimit(gate))}</td><td class="n">${formatGateDetectable(gate)}</td></tr>${says}</tbody>`;
}
