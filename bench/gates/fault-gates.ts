// The gates of a run of faults: pass, fail, inconclusive or error, each with a sentence.
import type {
  FaultAudit,
  FaultCell,
  FaultFigures,
  FaultGateResult,
  FaultSettings,
  FaultShare,
  FaultTime,
} from '../../reports/schema/faults.ts';
import { fewestGroups } from '../analysis/verdict.ts';
import { isFaultShareMetric } from '../spec/fault-gate-metrics.ts';
import { type FaultGate, type FaultGateDesign, listGatedCells } from './fault-gate-questions.ts';

export interface FaultGateInput {
  readonly gates: readonly FaultGate[];
  readonly cells: readonly FaultCell[];
  readonly design: FaultGateDesign;
  readonly settings: Pick<FaultSettings, 'stalenessLimitMs'>;
  /** False where the run may conclude nothing: then only wrong data, which no machine makes, still fails a gate. */
  readonly isValid: boolean;
}

type Judgement = Pick<FaultGateResult, 'outcome' | 'reason'>;

/**
 * Results in the order of the gates, one for each cell that a gate is about. A gate that judges nothing, because no
 * cell matches or all that do may be missing, is an error of its own: no gate passes on no data.
 * @throws LoadstoneError SELECTION_UNKNOWN, SELECTION_EMPTY for a pattern of variants
 * @throws RangeError where a metric is given the wrong kind of limit
 */
export function judgeFaultGates(input: FaultGateInput): readonly FaultGateResult[] {
  return input.gates.flatMap((gate): readonly FaultGateResult[] => {
    const results = listGatedCells(gate, input.cells, input.design).flatMap((cell) => {
      const judgement = judgeCell(gate, cell, input);
      const { variantId, faultId } = cell;
      return judgement === undefined ? [] : [{ name: gate.name, variantId, faultId, ...judgement }];
    });
    return results.length > 0 ? results : [buildUnasked(gate)];
  });
}

function buildUnasked({ name, variants, faults }: FaultGate): FaultGateResult {
  return {
    ...{ name, outcome: 'error' },
    variantId: variants.join(' ') || '*',
    faultId: faults.join(' ') || '*',
    reason: 'It judged nothing: no fault that it is about was measured.',
  };
}

/** Undefined where the cell was not run and need not be. */
function judgeCell(
  gate: FaultGate,
  { status, reason, figures }: FaultCell,
  { settings, isValid }: FaultGateInput,
): Judgement | undefined {
  if (figures === null) {
    if (status === 'not-run' && gate.isNotRunAllowed) return undefined;
    const what = status === 'void' ? 'It was tried and says nothing' : 'It was not measured';
    return { outcome: 'error', reason: `${what}: ${reason ?? 'no reason is known.'}` };
  }
  const judgement = judgeFigures(gate, figures, settings);
  const isAboutData = gate.metric === 'lostWrites' || gate.metric === 'staleReadsBeyondLimit';
  if (isValid || (isAboutData && judgement.outcome === 'fail')) return judgement;
  return { outcome: 'error', reason: 'The run is not valid, so nothing is judged on it.' };
}

function judgeFigures(
  gate: FaultGate,
  figures: FaultFigures,
  settings: FaultGateInput['settings'],
): Judgement {
  const isAtLeast = gate.limitKind === 'at-least';
  if (isAtLeast !== isFaultShareMetric(gate.metric)) {
    throw new RangeError(`A gate of ${gate.metric} cannot ask for ${gate.limitKind}.`);
  }
  switch (gate.metric) {
    case 'availabilityRatio':
      return judgeShare('Availability', figures.availability, figures.groups, gate.limit);
    case 'userUptimeRatio':
      return judgeUserUptime(figures.userUptime, gate.limit);
    case 'recoveryMs':
      return judgeTime('Recovery', figures.recover, gate.limit);
    case 'longestOutageMs':
      return judgeTime('The longest outage', figures.longestOutage, gate.limit);
    case 'lostWrites':
      return judgeLostWrites(figures.audit, gate.limit);
    case 'staleReadsBeyondLimit':
      return judgeStaleReads(figures.audit, gate.limit, settings.stalenessLimitMs);
  }
}

/** Over the groups that know their users; a scenario that names none was never judged. */
function judgeUserUptime(share: FaultShare | null, limit: number): Judgement {
  if (share !== null) return judgeShare('User-uptime', share, share.perGroup.length, limit);
  const reason =
    'User-uptime is not known: the scenario tells no users apart, or they came back too seldom before the fault.';
  return { outcome: 'error', reason };
}

/** By the interval over the groups; below 3 groups there is none to rely on. */
function judgeShare(
  what: string,
  { ratio, interval }: FaultShare,
  groups: number,
  limit: number,
): Judgement {
  const asked = `at least ${formatPercent(limit)} is asked for`;
  if (interval === null || groups < fewestGroups) {
    const reason = `${what} is ${formatPercent(ratio)} over ${groups} groups, too few to judge; ${asked}.`;
    return { outcome: 'inconclusive', reason };
  }
  const { low, high } = interval;
  const outcome = low >= limit ? 'pass' : high < limit ? 'fail' : 'inconclusive';
  const range = `[${formatPercent(low)}, ${formatPercent(high)}]`;
  return {
    outcome,
    reason: `${what} is ${formatPercent(ratio)} ${range} over ${groups} groups; ${asked}.`,
  };
}

/**
 * By the range of the groups: all within the limit pass, all beyond it fail. A censored group that was watched for
 * longer than the limit fails whatever the others did, since it is known to have been beyond; one that was not
 * watched so long leaves it open.
 */
function judgeTime(what: string, time: FaultTime, limitMs: number): Judgement {
  const { lowMs, highMs, groups, censored, censoredMs } = time;
  const asked = `at most ${formatMs(limitMs)} is asked for`;
  if (groups === 0) return { outcome: 'error', reason: `${what} has no data; ${asked}.` };
  const text = `${what} ${describeTime(time)}; ${asked}.`;
  if (groups < fewestGroups) {
    const reason = `${text} Below ${fewestGroups} groups nothing is judged.`;
    return { outcome: 'inconclusive', reason };
  }
  const isCensoredBeyond = censoredMs.some((leastMs) => leastMs > limitMs);
  const isBeyond = isCensoredBeyond || (censored === 0 && lowMs !== null && lowMs > limitMs);
  if (isBeyond) return { outcome: 'fail', reason: text };
  const isWithin = censored === 0 && highMs !== null && highMs <= limitMs;
  return { outcome: isWithin ? 'pass' : 'inconclusive', reason: text };
}

function describeTime({ lowMs, highMs, groups, censored, censoredMs }: FaultTime): string {
  const open = `had not ended after ${formatMs(Math.max(0, ...censoredMs))} in ${censored} of ${groups} groups`;
  if (lowMs === null) return open;
  if (censored > 0) return `takes ${formatMs(lowMs)} or more, and ${open}`;
  const range = highMs === null || highMs === lowMs ? '' : ` to ${formatMs(highMs)}`;
  return `takes ${formatMs(lowMs)}${range} over ${groups} groups`;
}

/** Counted, since a single one is too many where the limit says so; no finding of a blind audit is no pass. */
function judgeLostWrites(audit: FaultAudit, limit: number): Judgement {
  const { lost, duplicated, phantom, resurrected, wrongAmount, lostUpdates } = audit;
  const count = lost + duplicated + phantom + resurrected + wrongAmount + lostUpdates;
  const outcome = count > limit ? 'fail' : findBlindness(audit);
  const parts = `${lost} lost, ${duplicated} duplicated, ${phantom} never sent, ${resurrected} refused, ${wrongAmount} with another amount, ${lostUpdates} overwritten`;
  const why = outcome === 'pass' || audit.reason === null ? '' : ` Not audited: ${audit.reason}`;
  return {
    outcome,
    reason: `${count} writes of ${audit.acknowledged} acknowledged are wrong (${parts}); at most ${limit} is asked for.${why}`,
  };
}

/** Of a cell that has not shown too much: no pass where all of it was blind, and none where some of it was. */
function findBlindness({ status, reason, acknowledged }: FaultAudit): Judgement['outcome'] {
  if (status === 'unknown' || acknowledged === 0) return 'error';
  return reason === null ? 'pass' : 'inconclusive';
}

function judgeStaleReads(
  { staleness: { reads, beyondLimit } }: FaultAudit,
  limit: number,
  stalenessLimitMs: number | null,
): Judgement {
  if (stalenessLimitMs === null) {
    return { outcome: 'error', reason: 'The experiment declares no limit of staleness.' };
  }
  const outcome = beyondLimit > limit ? 'fail' : reads === 0 ? 'error' : 'pass';
  return {
    outcome,
    reason: `${beyondLimit} of ${reads} reads of changed data are older than ${formatMs(stalenessLimitMs)}; at most ${limit} is asked for.`,
  };
}

function formatMs(ms: number): string {
  return `${Number((ms / 1_000).toPrecision(3))} s`;
}

/** Cut, not rounded, so that 99.96 % never reads as 100 %. */
function formatPercent(ratio: number): string {
  return `${Math.floor(ratio * 1e5 + 1e-6) / 1e3} %`;
}
