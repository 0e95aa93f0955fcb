// The gates of a run of faults: pass, fail, inconclusive or error, each with a sentence.
import { countWrongWrites, pickWrongWrites } from '../../reports/document/audit.ts';
import {
  asksForLeast,
  type FaultShare,
  type FaultTime,
  faultMetrics,
  findGatedFigure,
  readFaultFigure,
} from '../../reports/document/fault-metrics.ts';
import type {
  FaultAudit,
  FaultCell,
  FaultFigures,
  FaultGateJudgement,
  FaultGateResult,
  FaultSettings,
} from '../../reports/document/faults.ts';
import type { GateLaunches, GateOutcome, GateStatus } from '../../reports/document/gates.ts';
import type { Message } from '../../reports/document/message.ts';
import {
  joinMessages,
  writeMessage,
  writeMetric,
} from '../../reports/document/messages/message.ts';
import { formatPercent } from '../analysis/checked-answers.ts';
import type { ResolvedFaultGate } from '../spec/experiment.ts';
import { fitsPattern } from '../spec/star-pattern.ts';
import { judgeShare, type ShareRule } from '../stats/share-in-trouble.ts';
import { buildUnmeasured, concludeLaunches, type GateMeasure } from './gate-measure.ts';
import { sayBroken, sayShown } from './gate-text.ts';
import { buildEpisodeRule, computeGroupsNeeded, listLaunches } from './launch-rule.ts';
import { type GatedDesign, matchGated } from './list-questions.ts';

export interface FaultGateInput {
  readonly gates: readonly ResolvedFaultGate[];
  readonly cells: readonly FaultCell[];
  readonly design: GatedDesign;
  readonly settings: Pick<FaultSettings, 'stalenessLimitMs'>;
  /** False where the run may conclude nothing: then only wrong data, which no machine makes, still fails a gate. */
  readonly isValid: boolean;
}

interface Judgement {
  readonly measure: GateMeasure;
  readonly reason: Message;
}

/** Nothing is known of it. */
function buildError(reason: Message, outcome: 'not-run' | 'invalid-run' = 'not-run'): Judgement {
  return { measure: buildUnmeasured('error', outcome), reason };
}

/**
 * Results in the order of the gates, one for each cell that a gate is about. A gate that judges nothing, because no
 * cell matches or all that do may be missing, is an error of its own: no gate passes on no data.
 * @throws LoadstoneError SELECTION_UNKNOWN, SELECTION_EMPTY for a pattern of variants
 * @throws RangeError where a metric is given the wrong kind of limit
 */
export function judgeFaultGates(input: FaultGateInput): readonly FaultGateResult[] {
  return input.gates.flatMap((gate): readonly FaultGateResult[] => {
    const ids = new Set(matchGated(gate.variants, input.design).map(({ id }) => id));
    const results = input.cells.flatMap((cell) => {
      const { variantId, faultId } = cell;
      const isAsked =
        gate.faults.length === 0 || gate.faults.some((one) => fitsPattern(one, faultId));
      const judgement = ids.has(variantId) && isAsked ? judgeCell(gate, cell, input) : undefined;
      if (judgement === undefined) return [];
      return [{ name: gate.name, variantId, faultId, ...describe(gate, judgement) }];
    });
    return results.length > 0 ? results : [buildUnasked(gate)];
  });
}

function describe(
  { metric, limit, limitKind }: ResolvedFaultGate,
  { measure, reason }: Judgement,
): Omit<FaultGateResult, 'name' | 'variantId' | 'faultId'> {
  const { status, outcome, value, groups, launches, moreGroups } = measure;
  const judgement: FaultGateJudgement = {
    ...{ metric, limit, limitKind, outcome, value, groups, moreGroups },
  };
  return { outcome: status, reason, ...(launches && { launches }), judgement };
}

function buildUnasked(gate: ResolvedFaultGate): FaultGateResult {
  return {
    name: gate.name,
    variantId: gate.variants.join(' ') || '*',
    faultId: gate.faults.join(' ') || '*',
    ...describe(gate, buildError(writeMessage('fault-gate-unasked'))),
  };
}

/** Undefined where the fault can't be done here: of that no gate asks. One that was tried and says nothing is an error. */
function judgeCell(
  gate: ResolvedFaultGate,
  { status, reason, figures, voidAudit }: FaultCell,
  { settings, isValid }: FaultGateInput,
): Judgement | undefined {
  if (figures === null) {
    const found = voidAudit && judgeData(gate, { audit: voidAudit, groups: 0 }, settings);
    if (found?.measure.status === 'fail') return found;
    if (status === 'not-run') return undefined;
    const why = reason ?? writeMessage('reason-unknown');
    return buildError(writeMessage('fault-gate-void', { reason: why }));
  }
  const judgement = judgeFigures(gate, figures, settings);
  const isAboutData = judgeData(gate, figures, settings) !== undefined;
  if (isValid || (isAboutData && judgement.measure.status === 'fail')) return judgement;
  return buildError(writeMessage('fault-gate-invalid-run'), 'invalid-run');
}

function judgeFigures(
  gate: ResolvedFaultGate,
  figures: FaultFigures,
  settings: FaultGateInput['settings'],
): Judgement {
  if ((gate.limitKind === 'at-least') !== asksForLeast(gate.metric)) {
    throw new RangeError(`A gate of ${gate.metric} cannot ask for ${gate.limitKind}.`);
  }
  const name = findGatedFigure(gate.metric);
  if (name === undefined) return judgeData(gate, figures, settings) ?? unknown;
  const reading = readFaultFigure(figures, name);
  const what = writeMetric(gate.metric, faultMetrics[name].gate?.en ?? gate.metric);
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
const unknown = buildError(writeMessage('user-uptime-unknown'));

/** The audit of a cell, and the episodes that count, of which it is. */
type Audited = Pick<FaultFigures, 'audit' | 'groups'>;

/** Undefined for a gate that is not about data. */
function judgeData(
  { metric, limit }: ResolvedFaultGate,
  audited: Audited,
  { stalenessLimitMs }: FaultGateInput['settings'],
): Judgement | undefined {
  if (metric === 'lostWrites') return judgeLostWrites(audited, limit);
  if (metric === 'staleReadsBeyondLimit') return judgeStaleReads(audited, limit, stalenessLimitMs);
  return undefined;
}

/** By how many groups break the limit by themselves: requests of a group hang together, and so say little more. */
function judgeEpisodes(
  what: Message,
  { ratio, perGroup }: FaultShare,
  gate: ResolvedFaultGate,
): Judgement {
  const groups = perGroup.length;
  const rule = buildEpisodeRule(groups, gate.badLaunchesRatio);
  const { limit } = gate;
  const seen = listLaunches(perGroup, { limit, limitKind: 'at-least' });
  const facts = { what, share: formatPercent(ratio), worst: formatPercent(seen.worst ?? 0) };
  const reason = writeMessage('fault-gate-average', { ...facts, limit: formatPercent(limit) });
  return conclude(reason, ratio, groups, seen, rule);
}

/**
 * By the same count. A censored group that was watched for longer than the limit fails whatever the others did, since
 * it is known to have been beyond, and perhaps for good; one that was not watched so long leaves it open.
 */
function judgeTime(what: Message, time: FaultTime, gate: ResolvedFaultGate): Judgement {
  const { groups, censoredMs, perGroupMs, medianMs } = time;
  const limit = formatMs(gate.limit);
  if (groups === 0) return buildError(writeMessage('fault-gate-no-time', { what, limit }));
  const reason = writeMessage('fault-gate-time', { what, time: describeTime(time), limit });
  const rule = buildEpisodeRule(groups, gate.badLaunchesRatio);
  if (censoredMs.some((leastMs) => leastMs > gate.limit)) {
    return { measure: measureCount('fail', medianMs, groups), reason };
  }
  // Those that were not seen to end are unknown.
  const seen = listLaunches(perGroupMs, { limit: gate.limit, limitKind: 'at-most' });
  return conclude(reason, medianMs, groups, seen, rule);
}

function conclude(
  figure: Message,
  value: number | null,
  groups: number,
  seen: Pick<GateLaunches, 'broken' | 'unknown' | 'worst'>,
  rule: ShareRule,
): Judgement {
  const { broken: inTrouble, unknown } = seen;
  const measure = concludeLaunches({
    verdict: judgeShare({ groups, inTrouble, unknown }, rule),
    launches: { ...seen, mostRatio: rule.mostRatio, missRatio: null, failedBy: null },
    ...{ groups, rule, figures: { value, lower: null, upper: null } },
    findMore: () => computeGroupsNeeded(seen, groups, rule),
  });
  const { status, launches, moreGroups } = measure;
  const shown = launches === undefined ? [] : sayShown('fault', status, launches);
  const more = moreGroups === null ? [] : [writeMessage('fault-gate-more', { groups: moreGroups })];
  return { measure, reason: joinMessages([figure, sayBroken(groups, seen), ...shown, ...more]) };
}

const countOutcomes: Readonly<Record<GateStatus, GateOutcome>> = {
  pass: 'within-limit',
  fail: 'over-limit',
  inconclusive: 'undecided',
  error: 'not-run',
};

/** Of what is counted and not a share of the launches. */
function measureCount(status: GateStatus, value: number | null, groups: number): GateMeasure {
  return {
    ...{ status, outcome: countOutcomes[status], value, lower: null, upper: null, groups },
    ...{ moreGroups: null, leastDetectableRatio: null },
  };
}

function describeTime({ lowMs, highMs, groups, censored, censoredMs }: FaultTime): Message {
  const open = { time: formatMs(Math.max(0, ...censoredMs)), censored, groups };
  if (lowMs === null) return writeMessage('time-open', open);
  const low = formatMs(lowMs);
  if (censored > 0) return writeMessage('time-partly-open', { low, ...open });
  const isOne = highMs === null || highMs === lowMs;
  const range = isOne ? low : writeMessage('time-range', { low, high: formatMs(highMs) });
  return writeMessage('time-known', { range, groups });
}

/** Counted, since a single one is too many where the limit says so; no finding of a blind audit is no pass. */
function judgeLostWrites({ audit, groups }: Audited, limit: number): Judgement {
  const count = countWrongWrites(audit);
  const status = count > limit ? 'fail' : findBlindness(audit);
  const { acknowledged, reason } = audit;
  const told = writeMessage('fault-gate-writes', {
    count,
    acknowledged,
    ...pickWrongWrites(audit),
    limit,
  });
  const isAudited = status === 'pass' || reason === null;
  const why = isAudited ? [] : [writeMessage('not-audited', { reason })];
  return { measure: measureCount(status, count, groups), reason: joinMessages([told, ...why]) };
}

/** Of a cell that has not shown too much: no pass where all of it was blind, and none where some of it was. */
function findBlindness({ status, reason, acknowledged }: FaultAudit): GateStatus {
  if (status === 'unknown' || acknowledged === 0) return 'error';
  return reason === null ? 'pass' : 'inconclusive';
}

function judgeStaleReads(
  { audit, groups }: Audited,
  limit: number,
  stalenessLimitMs: number | null,
): Judgement {
  if (stalenessLimitMs === null) return buildError(writeMessage('fault-gate-no-limit'));
  const { reads, beyondLimit } = audit.staleness;
  const status = beyondLimit > limit ? 'fail' : reads === 0 ? 'error' : 'pass';
  const age = formatMs(stalenessLimitMs);
  const reason = writeMessage('fault-gate-stale', { count: beyondLimit, reads, age, limit });
  return { measure: measureCount(status, beyondLimit, groups), reason };
}

function formatMs(ms: number): string {
  return `${Number((ms / 1_000).toPrecision(3))} s`;
}
