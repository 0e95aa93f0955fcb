// The figures of one variant under one fault, merged over its groups.
import type {
  FaultComparison,
  FaultFigures,
  FaultPhase,
  FaultSettings,
  FaultWorstWindow,
} from '../../reports/document/faults.ts';
import type { AuditResult, EpisodeMarks } from '../measurement/fault-records.ts';
import { mean, median } from '../stats/descriptive.ts';
import { sumAudits } from './audit-sum.ts';
import { findBudgetBurn } from './availability-episode.ts';
import {
  findApdex,
  findAvailability,
  findPercentileUs,
  mergePhases,
  type PhaseMeasure,
} from './availability-phase.ts';
import type { SeenTime } from './availability-windows.ts';
import type { MeasuredEpisode } from './fault-episodes.ts';
import { buildFaultShare, buildFaultTime } from './fault-shares.ts';
import { buildFaultTimeline } from './fault-timeline.ts';

/**
 * @param episodes at least one, in the order of the groups
 * @param voidAudits of episodes without figures: what they found is added to the audit
 */
export function buildFaultFigures(
  episodes: readonly MeasuredEpisode[],
  settings: FaultSettings,
  comparison: FaultComparison | undefined,
  voidAudits: readonly AuditResult[],
): FaultFigures {
  const all = episodes.map(({ measures }) => measures);
  const availability = buildSinceInjection(episodes);
  const knownWindows = all.reduce((sum, each) => sum + each.knownWindows, 0);
  const upWindows = all.reduce((sum, each) => sum + each.upWindows, 0);
  return {
    groups: episodes.length,
    evidence: episodes[0]?.record.evidence ?? '',
    before: buildPhase(all.map(({ undisturbed }) => undisturbed)),
    during: buildPhase(all.map(({ phases }) => phases.during)),
    after: buildPhase(all.map(({ phases }) => phases.after)),
    availability,
    userUptime: buildUserUptime(episodes),
    ...findResent(episodes),
    timeUpRatio: knownWindows === 0 ? null : upWindows / knownWindows,
    ...buildTimes(episodes, settings),
    brownOutDepth: median(all.flatMap((each) => each.brownOutDepthRatio ?? [])) ?? null,
    lostServiceS: mean(all.flatMap((each) => each.lostServiceS ?? [])) ?? null,
    budgetBurn: findBudgetBurn(availability.ratio, settings.sloRatio) ?? null,
    worstWindows: mergeWorstWindows(episodes),
    failureReasons: sumReasons(episodes),
    timeline: buildFaultTimeline(episodes, settings),
    audit: sumAudits([...episodes.map(({ record }) => record.audit), ...voidAudits]),
    comparison: comparison ?? null,
  };
}

function buildSinceInjection(episodes: readonly MeasuredEpisode[]): FaultFigures['availability'] {
  return buildFaultShare(episodes.flatMap(({ measures }) => measures.availabilityRatio ?? []));
}

/** Nothing where an episode can't tell. */
function findResent(episodes: readonly MeasuredEpisode[]): Pick<FaultFigures, 'resentRatio'> {
  const known = episodes.flatMap(({ record }) => record.resentRequests ?? []);
  const ended = episodes.reduce(
    (sum, { record: { counts } }) => sum + counts.succeeded + counts.failed + counts.timedOut,
    0,
  );
  if (known.length < episodes.length || ended === 0) return {};
  return { resentRatio: known.reduce((sum, count) => sum + count, 0) / ended };
}

/** Null where no episode knows its users. */
function buildUserUptime(episodes: readonly MeasuredEpisode[]): FaultFigures['userUptime'] {
  const known = episodes.flatMap(({ measures }) => measures.userUptime ?? []);
  if (known.length === 0) return null;
  return buildFaultShare(known.map(({ ratio }) => ratio));
}

/** Counts and percentiles of one phase of all groups; phases are never laid together. */
function buildPhase(phases: readonly PhaseMeasure[]): FaultPhase {
  const merged = mergePhases(phases);
  const { intended, good, failed, timedOut, dropped, inFlight, slow, successUs } = merged;
  return {
    availability: buildFaultShare(phases.flatMap((phase) => findAvailability(phase) ?? [])),
    latencyP50Us: findPercentileUs(successUs, 0.5) ?? null,
    latencyP99Us: findPercentileUs(successUs, 0.99) ?? null,
    ...{ intended, good, failed, timedOut, dropped, inFlight, slow },
    apdex: findApdex(merged) ?? null,
  };
}

function buildTimes(
  episodes: readonly MeasuredEpisode[],
  { holdMs }: FaultSettings,
): Pick<FaultFigures, 'longestOutage' | 'detect' | 'recover'> {
  const spanMs = (from: keyof EpisodeMarks) =>
    Math.min(...episodes.map(({ record: { marks } }) => marks.endedMs - marks[from]));
  const detect = episodes.map(({ measures: { detectMs }, record: { marks } }): SeenTime => {
    if (detectMs !== undefined) return { kind: 'ended', ms: detectMs };
    return { kind: 'censored', atLeastMs: marks.endedMs - marks.injectedMs };
  });
  return {
    longestOutage: buildFaultTime(
      episodes.map(({ measures }) => measures.longestOutage),
      spanMs('injectedMs'),
    ),
    detect: buildFaultTime(detect, spanMs('injectedMs')),
    recover: buildFaultTime(
      episodes.flatMap(({ measures }) => measures.recover ?? []),
      Math.max(0, spanMs('healedMs') - holdMs),
    ),
  };
}

/** Only widths that every group has. */
function mergeWorstWindows(episodes: readonly MeasuredEpisode[]): readonly FaultWorstWindow[] {
  const all = episodes.flatMap(({ measures }) => measures.worstWindows);
  return [...Map.groupBy(all, ({ widthMs }) => widthMs)]
    .filter(([, each]) => each.length === episodes.length)
    .sort(([a], [b]) => a - b)
    .flatMap(([widthMs, each]) => {
      const ratio = median(each.map((one) => one.ratio));
      return ratio === undefined ? [] : [{ widthMs, ratio }];
    });
}

/** Most frequent first. */
function sumReasons(episodes: readonly MeasuredEpisode[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { record } of episodes) {
    for (const [reason, count] of Object.entries(record.failureReasons)) {
      counts.set(reason, (counts.get(reason) ?? 0) + count);
    }
  }
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}
