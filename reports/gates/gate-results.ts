// The gates of a run as they count: an invalid run has judged none, whatever the document says of them.

import type { GateResult, GateStatus } from '../document/gates.ts';
import type { ResultDocument, ValidityCheck } from '../document/result.ts';
import { isTrusted } from '../figures/lookup.ts';

/** What an inconclusive gate means to the reader of an output: `fail` by default, as for the exit code. */
export type OnInconclusive = 'fail' | 'warn';

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
export function orderGates(gates: readonly GateResult[]): readonly GateResult[] {
  const order: readonly GateStatus[] = ['fail', 'error', 'inconclusive', 'pass'];
  return order.flatMap((status) => gates.filter((gate) => gate.status === status));
}

export function countGates(gates: readonly GateResult[]): Readonly<Record<GateStatus, number>> {
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
  const detail = 'The run is invalid; no check says why.';
  return [{ name: 'run-valid', status: 'failed', detail }];
}
