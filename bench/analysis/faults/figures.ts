// The figures of one variant under one fault, merged over its groups, and what users met over the time of an episode.
import {
  type FaultMetricName,
  type FaultShare,
  type FaultTime,
  faultMetricNames,
  faultMetrics,
} from '../../../reports/document/fault-metrics.ts';
import type {
  FaultComparison,
  FaultFigures,
  FaultPhase,
  FaultSettings,
  FaultTimeline,
  FaultWorstWindow,
} from '../../../reports/document/faults.ts';
import { writeMessage } from '../../../reports/document/messages/message.ts';
import type { AuditResult, EpisodeMarks } from '../../measurement/fault-records.ts';
import { mean, median } from '../../stats/descriptive.ts';
import { sumAudits } from './audit.ts';
import { findBudgetBurn } from './availability.ts';
import { buildFaultShare, buildFaultTime } from './comparison.ts';
import type { MeasuredEpisode } from './episodes.ts';
import {
  findApdex,
  findAvailability,
  findPercentileUs,
  mergePhases,
  type PhaseMeasure,
} from './phases.ts';
import { buildWindows, type RequestWindow, type SeenTime } from './windows.ts';

/** How a figure of the table comes from the episodes of a cell: of each, or where it is pooled of all of them together. */
interface FaultYield {
  /** Undefined where the episode does not give it. */
  readonly ofEpisode?: (episode: MeasuredEpisode) => number | SeenTime | undefined;
  /** Of a time: for how long it was looked for. */
  readonly observedMs?: (marks: EpisodeMarks, settings: FaultSettings) => number;
  /** Undefined where they do not give it. @param episodes at least one */
  readonly ofAll?: (
    episodes: readonly MeasuredEpisode[],
    settings: FaultSettings,
  ) => number | undefined;
}

const sinceInjection = ({ endedMs, injectedMs }: EpisodeMarks) => endedMs - injectedMs;

const faultYields: Readonly<Record<FaultMetricName, FaultYield>> = {
  availability: { ofEpisode: ({ measures }) => measures.availabilityRatio },
  userUptime: { ofEpisode: ({ measures }) => measures.userUptime?.ratio },
  resentRatio: { ofAll: findResentRatio },
  timeUpRatio: {
    ofAll: (episodes) => {
      const sum = (key: 'knownWindows' | 'upWindows') =>
        episodes.reduce((total, { measures }) => total + measures[key], 0);
      return sum('knownWindows') === 0 ? undefined : sum('upWindows') / sum('knownWindows');
    },
  },
  longestOutage: {
    ofEpisode: ({ measures }) => measures.longestOutage,
    observedMs: sinceInjection,
  },
  detect: {
    ofEpisode: ({ measures: { detectMs }, record: { marks } }) =>
      detectMs === undefined
        ? { kind: 'censored', atLeastMs: sinceInjection(marks) }
        : { kind: 'ended', ms: detectMs },
    observedMs: sinceInjection,
  },
  recover: {
    ofEpisode: ({ measures }) => measures.recover,
    observedMs: ({ endedMs, healedMs }, { holdMs }) => Math.max(0, endedMs - healedMs - holdMs),
  },
  brownOutDepth: { ofEpisode: ({ measures }) => measures.brownOutDepthRatio },
  lostServiceS: { ofEpisode: ({ measures }) => measures.lostServiceS },
  budgetBurn: {
    ofAll: (episodes, { sloRatio }) =>
      findBudgetBurn(
        mean(episodes.flatMap(({ measures }) => measures.availabilityRatio ?? [])),
        sloRatio,
      ),
  },
};

/** A figure as the document holds it: merged over the groups as its row says. @param episodes at least one */
function mergeFigure(
  name: FaultMetricName,
  episodes: readonly MeasuredEpisode[],
  settings: FaultSettings,
): FaultShare | FaultTime | number | undefined {
  const { ofEpisode, ofAll, observedMs = sinceInjection } = faultYields[name];
  const metric = faultMetrics[name];
  const values = ofEpisode ? episodes.flatMap((episode) => ofEpisode(episode) ?? []) : [];
  const numbers = values.filter((value) => typeof value === 'number');
  switch (metric.kind) {
    case 'share':
      return numbers.length === 0 ? undefined : buildFaultShare(numbers);
    case 'time':
      return buildFaultTime(
        values.filter((value) => typeof value !== 'number'),
        Math.min(...episodes.map(({ record: { marks } }) => observedMs(marks, settings))),
      );
    case 'amount':
      if (metric.estimator === 'pooled') return ofAll?.(episodes, settings);
      return metric.estimator === 'median' ? median(numbers) : mean(numbers);
  }
}

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
  const figures = faultMetricNames.flatMap((name) => {
    const value = mergeFigure(name, episodes, settings);
    // What older documents lack is left out where it is not known.
    const isLeftOut = value === undefined && faultMetrics[name].isLater;
    return isLeftOut ? [] : [[name, value ?? null] as const];
  });
  return {
    groups: episodes.length,
    evidence: episodes[0]?.record.evidence ?? writeMessage('evidence-not-looked'),
    before: buildPhase(all.map(({ undisturbed }) => undisturbed)),
    during: buildPhase(all.map(({ phases }) => phases.during)),
    after: buildPhase(all.map(({ phases }) => phases.after)),
    ...(Object.fromEntries(figures) as Pick<FaultFigures, FaultMetricName>),
    worstWindows: mergeWorstWindows(episodes),
    failureReasons: sumReasons(episodes),
    timeline: buildFaultTimeline(episodes, settings),
    audit: sumAudits([...episodes.map(({ record }) => record.audit), ...voidAudits]),
    comparison: comparison ?? null,
  };
}

/** Undefined where an episode can't tell. */
function findResentRatio(episodes: readonly MeasuredEpisode[]): number | undefined {
  const known = episodes.flatMap(({ record }) => record.resentRequests ?? []);
  const ended = episodes.reduce(
    (sum, { record: { counts } }) => sum + counts.succeeded + counts.failed + counts.timedOut,
    0,
  );
  if (known.length < episodes.length || ended === 0) return undefined;
  return known.reduce((sum, count) => sum + count, 0) / ended;
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

/** Sums over the groups of the windows that all of them have. @param episodes at least one */
function buildFaultTimeline(
  episodes: readonly MeasuredEpisode[],
  settings: FaultSettings,
): FaultTimeline {
  const { windowMs } = settings;
  const perGroup = episodes.map(({ requests, record: { marks } }) => {
    const stretch = { fromMs: 0, toMs: marks.endedMs, anchorMs: marks.injectedMs };
    const windows = buildWindows(requests, { ...stretch, widthMs: windowMs }, settings);
    const placeOf = ({ startMs }: RequestWindow) =>
      Math.round((startMs - marks.injectedMs) / windowMs);
    return new Map(windows.map((window) => [placeOf(window), window]));
  });
  const places = [...(perGroup[0]?.keys() ?? [])].filter((place) =>
    perGroup.every((windows) => windows.has(place)),
  );
  const joined = places.map((place) => perGroup.flatMap((windows) => windows.get(place) ?? []));
  const sum = (windows: readonly RequestWindow[], key: 'intended' | 'good') =>
    windows.reduce((total, window) => total + window[key], 0);
  const sinceInjectionMs = (mark: 'healedMs' | 'healEndedMs') =>
    mean(episodes.map(({ record: { marks } }) => marks[mark] - marks.injectedMs)) ?? 0;
  return {
    windowMs,
    firstMs: (places[0] ?? 0) * windowMs,
    intended: joined.map((windows) => sum(windows, 'intended')),
    good: joined.map((windows) => sum(windows, 'good')),
    latencyP99Us: joined.map((windows) => findPercentileUs(listSuccessUs(windows), 0.99) ?? null),
    healedMs: sinceInjectionMs('healedMs'),
    healEndedMs: sinceInjectionMs('healEndedMs'),
  };
}

function listSuccessUs(windows: readonly RequestWindow[]): readonly number[] {
  return windows
    .flatMap(({ requests }) => requests)
    .filter(({ outcome }) => outcome === 'succeeded')
    .map(({ responseUs }) => responseUs)
    .sort((a, b) => a - b);
}
