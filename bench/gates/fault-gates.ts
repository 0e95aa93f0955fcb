// The gates of a run of faults: pass, fail, inconclusive or error, each with a sentence.
import {
  asksForLeast,
  faultMetrics,
  findGatedFigure,
  readFaultFigure,
} from '../../reports/document/fault-metrics.ts';
import type {
  FaultAudit,
  FaultCell,
  FaultFigures,
  FaultGateResult,
  FaultSettings,
  FaultShare,
  FaultTime,
} from '../../reports/document/faults.ts';
import type { GateLaunches } from '../../reports/document/gates.ts';
import { quoteText, say, sayAll, sayMetric } from '../../reports/document/messages/message.ts';
import type { Phrase } from '../../reports/document/phrase.ts';
import { judgeShare, type ShareRule, type ShareVerdict } from '../stats/share-in-trouble.ts';
import { type FaultGate, type FaultGateDesign, listGatedCells } from './fault-gate-questions.ts';
import { sayBroken, sayShown } from './gate-text.ts';
import { buildEpisodeRule, findGroupsNeeded, findMissRatio, listLaunches } from './launch-rule.ts';

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
  readonly launches?: GateLaunches;
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
  launches,
}: Judgement): Omit<FaultGateResult, 'name' | 'variantId' | 'faultId'> {
  return { outcome, reason: reason.text, reasonSaid: reason, ...(launches && { launches }) };
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
    const why = reasonSaid ?? (reason === null ? say('reason-unknown') : quoteText(reason));
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
  if ((gate.limitKind === 'at-least') !== asksForLeast(gate.metric)) {
    throw new RangeError(`A gate of ${gate.metric} cannot ask for ${gate.limitKind}.`);
  }
  const name = findGatedFigure(gate.metric);
  if (name === undefined) return judgeData(gate, figures.audit, settings) ?? unknown;
  const reading = readFaultFigure(figures, name);
  const what = sayMetric(gate.metric, faultMetrics[name].gate?.en ?? gate.metric);
  switch (reading?.kind) {
    case 'share':
      return judgeEpisodes(what, reading.value, gate);
    case 'time':
      return judgeTime(what, reading.value, gate);
    case 'amount':
      throw new RangeError(`${gate.metric} has no figure of each episode to judge.`);
    case undefined:
      return unknown;
  }
}

/** A scenario that names no users has no uptime of theirs. */
const unknown: Judgement = { outcome: 'error', reason: say('user-uptime-unknown') };

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

/** By how many groups break the limit by themselves: requests of a group hang together, and so say little more. */
function judgeEpisodes(what: Phrase, { ratio, perGroup }: FaultShare, gate: FaultGate): Judgement {
  const groups = perGroup.length;
  const rule = buildEpisodeRule(groups, gate.badLaunchesRatio);
  const { limit } = gate;
  const seen = listLaunches(perGroup, { limit, limitKind: 'at-least' });
  const verdict = judgeShare({ groups, inTrouble: seen.broken, unknown: 0 }, rule);
  const facts = { what, share: formatPercent(ratio), worst: formatPercent(seen.worst ?? 0) };
  const reason = say('fault-gate-average', { ...facts, limit: formatPercent(limit) });
  return conclude(verdict, reason, groups, seen, rule);
}

/**
 * By the same count. A censored group that was watched for longer than the limit fails whatever the others did, since
 * it is known to have been beyond, and perhaps for good; one that was not watched so long leaves it open.
 */
function judgeTime(what: Phrase, time: FaultTime, gate: FaultGate): Judgement {
  const { groups, censoredMs, perGroupMs } = time;
  const limit = formatMs(gate.limit);
  if (groups === 0) return { outcome: 'error', reason: say('fault-gate-no-time', { what, limit }) };
  const reason = say('fault-gate-time', { what, time: describeTime(time), limit });
  const rule = buildEpisodeRule(groups, gate.badLaunchesRatio);
  if (censoredMs.some((leastMs) => leastMs > gate.limit)) return { outcome: 'fail', reason };
  // Those that were not seen to end are unknown.
  const seen = listLaunches(perGroupMs, { limit: gate.limit, limitKind: 'at-most' });
  const { broken: inTrouble, unknown } = seen;
  return conclude(judgeShare({ groups, inTrouble, unknown }, rule), reason, groups, seen, rule);
}

function conclude(
  verdict: ShareVerdict,
  figure: Phrase,
  groups: number,
  seen: Pick<GateLaunches, 'broken' | 'unknown' | 'worst'>,
  rule: ShareRule,
): Judgement {
  const outcomes = { within: 'pass', beyond: 'fail', open: 'inconclusive' } as const;
  const outcome = outcomes[verdict];
  const launches: GateLaunches = {
    ...{ ...seen, mostRatio: rule.mostRatio },
    missRatio: verdict === 'within' ? findMissRatio(groups, rule) : null,
    failedBy: verdict === 'beyond' ? 'launches' : null,
  };
  const needed = findGroupsNeeded(seen, groups, rule);
  const more =
    verdict === 'open' && needed !== null ? [say('fault-gate-more', { groups: needed })] : [];
  const shown = sayShown('fault', outcome, launches);
  const reason = sayAll([figure, sayBroken(groups, launches), ...shown, ...more]);
  return { outcome, reason, launches };
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
  const why = isAudited ? [] : [say('not-audited', { reason: reasonSaid ?? quoteText(reason) })];
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
  return `${Math.floor(ratio * 1e5 + 1e-6) / 1e3}%`;
}
