// A gate of faults is about some variants under some faults: one question for each of them.
import type { FaultGateMetric } from '../../reports/document/fault-metrics.ts';
import type { FaultCell } from '../../reports/document/faults.ts';
import type { PlannedVariant } from '../plan/plan.ts';
import { matchVariants } from '../plan/selection.ts';
import type { ResolvedFactor } from '../spec/experiment.ts';

/** A rule of the config over cells of faults. */
export interface FaultGate {
  readonly name: string;
  readonly metric: FaultGateMetric;
  /** `at-least` for shares, `at-most` for the others. */
  readonly limitKind: 'at-least' | 'at-most';
  /** In the unit of the metric. */
  readonly limit: number;
  /** Share of episodes that may break it; absent: a third. Of no effect on counts. */
  readonly badLaunchesRatio?: number;
  /** Ids in which `*` stands for any text, such as `redis-*` or `*@postgres`; empty for all. */
  readonly faults: readonly string[];
  /** Patterns as on the command line; empty for all variants but the baseline, or for it where it is alone. */
  readonly variants: readonly string[];
  /** True where a fault that cannot be done here is no error; one that was tried and says nothing always is. */
  readonly isNotRunAllowed: boolean;
}

export interface FaultGateDesign {
  /** Of the whole design: a pattern may name one that the selection of a run left out. */
  readonly variants: readonly PlannedVariant[];
  readonly factors: readonly ResolvedFactor[];
}

/**
 * The cells that a gate judges, in their order.
 * @throws LoadstoneError SELECTION_UNKNOWN, SELECTION_EMPTY
 */
export function listGatedCells(
  gate: FaultGate,
  cells: readonly FaultCell[],
  { variants, factors }: FaultGateDesign,
): readonly FaultCell[] {
  const run = variants.filter(({ id }) => cells.some(({ variantId }) => variantId === id));
  const others = run.filter(({ isBaseline }) => !isBaseline);
  const usual = others.length > 0 ? others : run;
  const matched =
    gate.variants.length > 0 ? matchVariants(variants, factors, gate.variants) : usual;
  const ids = new Set(matched.map(({ id }) => id));
  return cells.filter(
    ({ variantId, faultId }) => ids.has(variantId) && matchesAny(faultId, gate.faults),
  );
}

function matchesAny(faultId: string, patterns: readonly string[]): boolean {
  return patterns.length === 0 || patterns.some((pattern) => matches(faultId, pattern.split('*')));
}

/** @param parts of the pattern between its stars */
function matches(text: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
