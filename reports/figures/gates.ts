// The gates of a run as they count (an invalid run has judged none), and as text: signs, figures, bounds, limits.

import type { GateResult, GateStatus } from '../document/gates.ts';
import { writeMessage } from '../document/messages/message.ts';
import type { ResultDocument, ValidityCheck } from '../document/result.ts';
import { formatPercentChange, formatTimes } from './difference.ts';
import { findLabel, indexVariants, isTrusted } from './lookup.ts';
import { formatMetric, noFigure } from './quantity.ts';

/**
 * All gates in the order of the config; of an invalid run each is an `error`, but for wrong answers: nothing that
 * makes a run invalid makes an answer wrong.
 */
export function listGates(document: ResultDocument): readonly GateResult[] {
  if (isTrusted(document)) return document.gates;
  return document.gates.map((gate) =>
    gate.metric === 'wrongBodies' && gate.status === 'fail'
      ? gate
      : { ...gate, status: 'error', outcome: 'invalid-run' },
  );
}

/** Worst first, those of one status in the order of the config. */
export function orderGates<Gate extends Pick<GateResult, 'status'>>(
  gates: readonly Gate[],
): readonly Gate[] {
  const order: readonly GateStatus[] = ['fail', 'error', 'inconclusive', 'pass'];
  return order.flatMap((status) => gates.filter((gate) => gate.status === status));
}

export function countGates(
  gates: readonly Pick<GateResult, 'status'>[],
): Readonly<Record<GateStatus, number>> {
  const count = (status: GateStatus) => gates.filter((gate) => gate.status === status).length;
  return {
    ...{ fail: count('fail'), error: count('error') },
    ...{ inconclusive: count('inconclusive'), pass: count('pass') },
  };
}

/** The checks that failed; an invalid run has at least one reason, named or not. */
export function listFailedChecks(document: ResultDocument): readonly ValidityCheck[] {
  const failed = document.validity.checks.filter((check) => check.status === 'failed');
  if (failed.length > 0 || isTrusted(document)) return failed;
  const detail = writeMessage('check-unnamed');
  return [{ name: 'run-valid', status: 'failed', detail }];
}

export const gateSigns: Readonly<Record<GateStatus, string>> = {
  pass: '✓',
  fail: '✗',
  inconclusive: '?',
  error: '!',
};

/** What the metric of a gate is compared with; `reference` is the label of a variant that isn't the baseline. */
export interface GateReference {
  readonly comparedWith: 'limit' | 'baseline' | 'variant';
  readonly reference: string;
}

export function findGateReference(
  document: ResultDocument,
  { kind, referenceId }: GateResult,
): GateReference {
  if (kind === 'absolute') return { comparedWith: 'limit', reference: '' };
  if (referenceId === undefined) return { comparedWith: 'baseline', reference: '' };
  return { comparedWith: 'variant', reference: findLabel(indexVariants(document), referenceId) };
}

/** The figure of a gate: a difference to what it is compared with, or a quantity with its unit; `–` without one. */
export function formatGateValue(gate: GateResult): string {
  return gate.value === null ? noFigure : chooseFormat(gate)(gate.value);
}

/** `[+2.7%, +6.1%]` on one line; empty where there are none. */
export function formatGateBounds(gate: GateResult): string {
  const { lower, upper } = gate;
  if (lower === null || upper === null || gate.metric === 'wrongBodies') return '';
  const format = chooseFormat(gate);
  // A hard space, since a narrow table would break the range in two.
  return `[${format(lower)},\u00a0${format(upper)}]`;
}

/** `+5%`, `20.0 ms`; undefined where the limit is the baseline itself. */
export function formatGateThreshold(gate: GateResult): string | undefined {
  if (gate.kind === 'absolute') return chooseFormat(gate)(gate.limit);
  if (gate.limit === 1) return undefined;
  return gate.limit >= 2 ? formatTimes(gate.limit) : formatPercentChange(gate.limit);
}

/** How far past its limit, for order alone: above 1 beyond it; 0 where there is no figure or no limit to divide by. */
export function measureGateExcess({ value, limit, limitKind }: GateResult): number {
  if (value === null || value <= 0 || limit <= 0) return 0;
  return limitKind === 'at-most' ? value / limit : limit / value;
}

/** The least slowdown that so many groups can find: `+3.2%`; `–` where it is not known. */
export function formatGateDetectable({ leastDetectableRatio }: GateResult): string {
  if (leastDetectableRatio === null) return noFigure;
  return leastDetectableRatio >= 2
    ? formatTimes(leastDetectableRatio)
    : formatPercentChange(leastDetectableRatio);
}

function chooseFormat(gate: GateResult): (value: number) => string {
  const { metric } = gate;
  if (gate.kind === 'relative') {
    const isLarge = Math.max(gate.value ?? 1, gate.upper ?? 1) >= 2;
    return isLarge ? formatTimes : formatPercentChange;
  }
  return (value) => formatMetric(metric, value);
}
