// The gates of a run below its tables: those that did not pass, worst first, and how many did.
import { findLabel, indexVariants } from '../figures/lookup.ts';
import { noFigure } from '../figures/quantity.ts';
import { countGates, listGates, orderGates } from '../gates/gate-results.ts';
import {
  formatGateBounds,
  formatGateCounts,
  formatGateDetectable,
  formatGateLimit,
  formatGateValue,
  gateSigns,
  nameGateMetric,
  namePlace,
  outcomeWords,
} from '../gates/gate-text.ts';
import { toPlainText } from '../language/sentence.ts';
import type { GateResult } from '../schema/gates.ts';
import type { ResultDocument } from '../schema/result.ts';
import { type Column, layOutColumns } from './columns.ts';
import { type Paint, wrapText } from './text.ts';

/** The page has all of them. */
const rowLimit = 12;

const styles = { pass: 'green', fail: 'red', inconclusive: 'yellow', error: 'red' } as const;

/** Lines of the block, each at most `widthColumns` wide; none where the config has no gates. */
export function renderGatesBlock(
  document: ResultDocument,
  widthColumns: number,
  paint: Paint,
): string[] {
  const gates = listGates(document);
  if (gates.length === 0) return [];
  const open = orderGates(gates).filter(({ status }) => status !== 'pass');
  const shown = open.slice(0, rowLimit);
  const title = `Gates: ${formatGateCounts(countGates(gates))}`;
  const heading = wrapText(title, widthColumns).map((line) => paint('bold', line));
  if (shown.length === 0) return heading;
  const { lines } = layOutColumns(describeColumns(document, paint), shown, widthColumns, (text) =>
    paint('dim', text),
  );
  const more = open.length - shown.length;
  return [
    ...heading,
    ...lines,
    ...(more > 0 ? [paint('dim', `… ${more} more stand in the HTML report.`)] : []),
    ...renderAdvice(shown, widthColumns),
  ];
}

function describeColumns(document: ResultDocument, paint: Paint): Column<GateResult>[] {
  const variants = indexVariants(document);
  const isJudged = ({ status }: GateResult) => status !== 'error';
  const colour = (gate: GateResult, text: string) => paint(styles[gate.status], text);
  const column = (
    title: string,
    priority: number,
    text: (gate: GateResult) => string,
    align: 'left' | 'right' = 'left',
  ): Column<GateResult> => ({ title, priority, text, align });
  return [
    { ...column('  gate', 0, (gate) => `${gateSigns[gate.status]} ${gate.gate}`), paint: colour },
    column('variant', 1, ({ variantId }) => findLabel(variants, variantId)),
    column('in', 5, (gate) => toPlainText(namePlace(document, gate.scenario, gate.loadId))),
    column('metric', 6, ({ metric }) => nameGateMetric(metric)),
    column('value', 2, (gate) => (isJudged(gate) ? formatGateValue(gate) : noFigure), 'right'),
    column('bounds', 4, (gate) => (isJudged(gate) ? formatGateBounds(gate) : '')),
    column('must be', 3, formatGateLimit),
    column('detectable', 8, formatGateDetectable, 'right'),
    { ...column('outcome', 7, ({ outcome }) => outcomeWords[outcome]), paint: colour },
  ];
}

/** Each advice once, with the gates that it is for. */
function renderAdvice(gates: readonly GateResult[], widthColumns: number): string[] {
  const advised = gates.filter(({ advice }) => advice !== null);
  return [...Map.groupBy(advised, ({ advice }) => advice ?? '')].flatMap(([advice, same]) => {
    const names = [...new Set(same.map(({ gate }) => gate))].slice(0, 3).join(', ');
    const lines = wrapText(`${names}: ${advice}`, widthColumns - 2);
    return lines.map((line, at) => `${at === 0 ? '→' : ' '} ${line}`);
  });
}
