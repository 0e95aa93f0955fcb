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
import { type Phrase, recall, say, sayAll } from '../phrases/say.ts';
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

interface Judgement {
  readonly outcome: FaultGateResult['outcome'];
  readonly reason: Phrase;
}

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
      if (judgement === undefined) return [];
      return [{ name: gate.name, variantId, faultId, ...describe(judgement) }];
    });
    return results.length > 0 ? results : [buildUnasked(gate)];
  });
}

function describe({
  outcome,
  reason,
}: Judgement): Omit<FaultGateResult, 'name' | 'variantId' | 'faultId'> {
  return { outcome, reason: reason.text, reasonSaid: reason };
}

function buildUnasked({ name, variants, faults }: FaultGate): FaultGateResult {
  return {
    name,
    variantId: variants.join(' ') || '*',
    faultId: faults.join(' ') || '*',
    ...describe({ outcome: 'error', reason: say('fault-gate-unasked') }),
  };
}

/** Undefined where the cell was not run and need not be. */
function judgeCell(
  gate: FaultGate,
  { status, reason, reasonSaid, figures, voidAudit }: FaultCell,
  { settings, isValid }: FaultGateInput,
): Judgement | undefined {
  if (figures === null) {
    const found = voidAudit && judgeData(gate, voidAudit, settings);
    if (found?.outcome === 'fail') return found;
    if (status === 'not-run' && gate.isNotRunAllowed) return undefined;
    const why = reasonSaid ?? (reason === null ? say('reason-unknown') : recall(reason));
    const code = status === 'void' ? 'fault-gate-void' : 'fault-gate-not-measured';
    return { outcome: 'error', reason: say(code, { reason: why }) };
  }
  const judgement = judgeFigures(gate, figures, settings);
  const isAboutData = judgeData(gate, figures.audit, settings) !== undefined;
  if (isValid || (isAboutData && judgement.outcome === 'fail')) return judgement;
  return { outcome: 'error', reason: say('fault-gate-invalid-run') };
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
      return judgeShare(say('availability'), figures.availability, figures.groups, gate.limit);
    case 'userUptimeRatio':
      return judgeUserUptime(figures.userUptime, gate.limit);
    case 'recoveryMs':
      return judgeTime('recovery', figures.recover, gate.limit);
    case 'longestOutageMs':
      return judgeTime('longest-outage', figures.longestOutage, gate.limit);
    case 'lostWrites':
      return judgeLostWrites(figures.audit, gate.limit);
    case 'staleReadsBeyondLimit':
      return judgeStaleReads(figures.audit, gate.limit, settings.stalenessLimitMs);
  }
}

/** Undefined for a gate that is not about data. */
function judgeData(
  { metric, limit }: FaultGate,
  audit: FaultAudit,
  { stalenessLimitMs }: FaultGateInput['settings'],
): Judgement | undefined {
  if (metric === 'lostWrites') return judgeLostWrites(audit, limit);
  if (metric === 'staleReadsBeyondLimit') return judgeStaleReads(audit, limit, stalenessLimitMs);
  return undefined;
}

/** Over the groups that know their users; a scenario that names none was never judged. */
function judgeUserUptime(share: FaultShare | null, limit: number): Judgement {
  if (share === null) return { outcome: 'error', reason: say('user-uptime-unknown') };
  return judgeShare(say('user-uptime'), share, share.perGroup.length, limit);
}

/** By the interval over the groups; below 3 groups there is none to rely on. */
function judgeShare(
  what: Phrase,
  { ratio, interval }: FaultShare,
  groups: number,
  limit: number,
): Judgement {
  const facts = { what, share: formatPercent(ratio), groups, limit: formatPercent(limit) };
  if (interval === null || groups < fewestGroups) {
    return { outcome: 'inconclusive', reason: say('fault-gate-few-groups', facts) };
  }
  const { low, high } = interval;
  const outcome = low >= limit ? 'pass' : high < limit ? 'fail' : 'inconclusive';
  const range = `[${formatPercent(low)}, ${formatPercent(high)}]`;
  return { outcome, reason: say('fault-gate-share', { ...facts, range }) };
}

/**
 * By the range of the groups: all within the limit pass, all beyond it fail. A censored group that was watched for
 * longer than the limit fails whatever the others did, since it is known to have been beyond; one that was not
 * watched so long leaves it open.
 */
function judgeTime(
  code: 'recovery' | 'longest-outage',
  time: FaultTime,
  limitMs: number,
): Judgement {
  const { lowMs, highMs, groups, censored, censoredMs } = time;
  const [what, limit] = [say(code), formatMs(limitMs)];
  if (groups === 0) return { outcome: 'error', reason: say('fault-gate-no-time', { what, limit }) };
  const reason = say('fault-gate-time', { what, time: describeTime(time), limit });
  if (groups < fewestGroups) {
    const few = say('fault-gate-time-few', { fewest: fewestGroups });
    return { outcome: 'inconclusive', reason: sayAll([reason, few]) };
  }
  const isCensoredBeyond = censoredMs.some((leastMs) => leastMs > limitMs);
  const isBeyond = isCensoredBeyond || (censored === 0 && lowMs !== null && lowMs > limitMs);
  if (isBeyond) return { outcome: 'fail', reason };
  const isWithin = censored === 0 && highMs !== null && highMs <= limitMs;
  return { outcome: isWithin ? 'pass' : 'inconclusive', reason };
}

function describeTime({ lowMs, highMs, groups, censored, censoredMs }: FaultTime): Phrase {
  const open = { time: formatMs(Math.max(0, ...censoredMs)), censored, groups };
  if (lowMs === null) return say('time-open', open);
  const low = formatMs(lowMs);
  if (censored > 0) return say('time-partly-open', { low, ...open });
  const isOne = highMs === null || highMs === lowMs;
  const range = isOne ? low : say('time-range', { low, high: formatMs(highMs) });
  return say('time-known', { range, groups });
}

/** Counted, since a single one is too many where the limit says so; no finding of a blind audit is no pass. */
function judgeLostWrites(audit: FaultAudit, limit: number): Judgement {
  const { lost, duplicated, phantom, resurrected, wrongAmount, lostUpdates } = audit;
  const count = lost + duplicated + phantom + resurrected + wrongAmount + lostUpdates;
  const outcome = count > limit ? 'fail' : findBlindness(audit);
  const { acknowledged, reason, reasonSaid } = audit;
  const parts = { lost, duplicated, phantom, resurrected, wrongAmount, lostUpdates };
  const told = say('fault-gate-writes', { count, acknowledged, ...parts, limit });
  const isAudited = outcome === 'pass' || reason === null;
  const why = isAudited ? [] : [say('not-audited', { reason: reasonSaid ?? recall(reason) })];
  return { outcome, reason: sayAll([told, ...why]) };
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
    return { outcome: 'error', reason: say('fault-gate-no-limit') };
  }
  const outcome = beyondLimit > limit ? 'fail' : reads === 0 ? 'error' : 'pass';
  const age = formatMs(stalenessLimitMs);
  return { outcome, reason: say('fault-gate-stale', { count: beyondLimit, reads, age, limit }) };
}

function formatMs(ms: number): string {
  return `${Number((ms / 1_000).toPrecision(3))} s`;
}

/** Cut, not rounded, so that 99.96 % never reads as 100 %. */
function formatPercent(ratio: number): string {
  return `${Math.floor(ratio * 1e5 + 1e-6) / 1e3} %`;
}
