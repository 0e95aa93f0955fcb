// The gates of a run for a terminal: how many passed, a line each, and what to do about those that did not.

import type { GateResult, GateStatus } from '../document/gates.ts';
import type { ResultDocument } from '../document/result.ts';
import { formatGateValue, gateSigns, listGates, orderGates } from '../figures/gates.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import { english } from '../language/catalogue.ts';
import {
  describeGateBounds,
  describeGateConfidence,
  describeGateCounts,
  describeGateLimit,
  describePlace,
} from '../verdict/describe-gate.ts';
import { type Column, layOutColumns, left, right } from './columns.ts';
import { say } from './say.ts';
import { type Paint, wrapMarked, wrapText } from './text.ts';

export const statusColours = {
  pass: 'green',
  fail: 'red',
  inconclusive: 'yellow',
  error: 'red',
} as const satisfies Record<GateStatus, string>;

/** At most this many gates have a line; the page and the outputs for CI have all of them. */
const gateLimit = 20;

const boundsTitle = 'bounds';

/** Worst first, with an empty line at the end; nothing where the run has no gates. */
export function renderGates(document: ResultDocument, width: number, paint: Paint): string[] {
  const gates = orderGates(listGates(document));
  const [worst] = gates;
  if (worst === undefined) return [];
  const shown = gates.slice(0, gateLimit);
  const title = english.terminal.gates({ counts: say(describeGateCounts(gates)) });
  const { lines, leftOut } = layOutColumns(listColumns(document, paint), shown, width, paint);
  const hidden = gates.length - shown.length;
  const notes = [
    ...(leftOut.length > 0
      ? [english.terminal.leftOut({ width, columns: leftOut.join(', ') })]
      : []),
    ...(hidden > 0 ? [english.terminal.moreGates({ count: hidden })] : []),
    ...(leftOut.includes(boundsTitle) ? [] : describeGateConfidence(shown).map(say)),
  ];
  return [
    ...wrapText(title, width).map((line) => paint(['bold', statusColours[worst.status]], line)),
    ...lines,
    ...notes.flatMap((note) => wrapText(note, width).map((line) => paint('dim', line))),
    ...renderAdvice(shown, width),
    '',
  ];
}

function listColumns(document: ResultDocument, paint: Paint): readonly Column<GateResult>[] {
  const variants = indexVariants(document);
  const places = new Set(document.scenarios.map(({ scenario, load }) => `${scenario} ${load.id}`));
  const isJudged = ({ status }: GateResult): boolean => status !== 'error';
  const place: Column<GateResult> = left('scenario', 4, ({ scenario, loadId }) =>
    say(describePlace(document, scenario, loadId)),
  );
  return [
    left(
      'gate',
      0,
      ({ status, gate }) => `${gateSigns[status]} ${gate}`,
      ({ status }, text) => paint(statusColours[status], text),
    ),
    left('metric', 6, ({ metric }) => english.metricName(metric)),
    ...(places.size > 1 ? [place] : []),
    left('variant', 3, ({ variantId }) => findLabel(variants, variantId)),
    right('measured', 1, (gate) => (isJudged(gate) ? formatGateValue(gate) : '')),
    left(boundsTitle, 5, (gate) => (isJudged(gate) ? say(describeGateBounds(gate)) : '')),
    left('must be', 2, (gate) => say(describeGateLimit(gate))),
    left(
      'outcome',
      0,
      ({ outcome }) => english.gates.outcome[outcome],
      ({ status }, text) => paint(statusColours[status], text),
    ),
  ];
}

/** What did not pass, in the words of the gate; what several gates advise stands once. */
function renderAdvice(gates: readonly GateResult[], width: number): string[] {
  const open = gates.filter(({ status }) => status === 'error' || status === 'inconclusive');
  const failed = gates.filter(({ status }) => status === 'fail');
  const texts = [...failed, ...open].flatMap(({ gate, status, outcome, message, advice }) => {
    const text = status === 'error' ? message.text : advice?.text;
    // Why a run is invalid stands below, once for all gates.
    return text === undefined || outcome === 'invalid-run' ? [] : [{ gate, text }];
  });
  return [...Map.groupBy(texts, ({ text }) => text)].flatMap(([text, from]) => {
    const names = [...new Set(from.map(({ gate }) => gate))].join(', ');
    return wrapMarked(`${names}: ${text}`, width, '→');
  });
}
