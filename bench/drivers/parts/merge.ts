// What the parts of a load measured, added up: counts are sums, histograms are added bucket by bucket. Pure.
import assert from 'node:assert/strict';
import { dropDoubles, writeMessage } from '../../../reports/document/messages/message.ts';
import { mergeCoarseHistograms } from '../../measurement/coarse-histogram.ts';
import {
  encodeHistogram,
  latencyAtPercentileUs,
  mergeHistograms,
} from '../../measurement/histogram.ts';
import type {
  GeneratorUse,
  IntervalMeasurement,
  RequestCounts,
  RouteMeasurement,
  SliceOrder,
  SliceOutcome,
  TrialMeasurement,
} from '../driver.ts';
import { addReasons, addRouteCounts } from '../recording/slice-recorder.ts';
import type { PartOutcome } from './part.ts';

export type MergeableOutcome = SliceOutcome & PartOutcome;

/** Where nothing is dropped, a part that starts later than this share of the slice has missed some of it. */
const mostLateRatio = 0.05;

/**
 * The outcome of a slice from those of all its parts. CPU is the sum, the health of the event loop that of the worst part;
 * a part that began after the part of the slice that is dropped is a caveat.
 * @param outcomes by part, all of them
 */
export function mergeOutcomes(
  outcomes: readonly MergeableOutcome[],
  order: Pick<SliceOrder, 'durationMs' | 'dropFirstMs' | 'recorded'>,
): SliceOutcome {
  const [first] = outcomes;
  assert(first !== undefined, 'a slice has at least one part');
  assert(
    outcomes.every(({ windowUs }) => windowUs === first.windowUs),
    'the parts of a slice have one window',
  );
  const { variantId, windowUs } = first;
  const generators = outcomes.map(
    (outcome): GeneratorUse => ({
      cpuNs: outcome.generatorCpuNs,
      eventLoopDelayP99Us: outcome.generatorEventLoopDelayP99Us,
      lateStartMs: outcome.lateStartMs,
      isLate: startsLate(outcome.lateStartMs, order),
    }),
  );
  return {
    ...{ variantId, windowUs },
    startedAtMs: Math.min(...outcomes.map(({ startedAtMs }) => startedAtMs)),
    sliceCounts: addCounts(outcomes.map(({ sliceCounts }) => sliceCounts)),
    windowCounts: addCounts(outcomes.map(({ windowCounts }) => windowCounts)),
    latencyP50Us: latencyAtPercentileUs(
      mergeHistograms(outcomes.map(({ windowLatency }) => windowLatency)),
      50,
    ),
    failureReasons: addReasons(outcomes.map(({ failureReasons }) => failureReasons)),
    ...(!order.recorded && {
      routeCounts: addRouteCounts(outcomes.map(({ routeCounts = {} }) => routeCounts)),
    }),
    checkedBodies: sumOf(outcomes, ({ checkedBodies }) => checkedBodies),
    wrongBodies: sumOf(outcomes, ({ wrongBodies }) => wrongBodies),
    connectionsOpened: sumOf(outcomes, ({ connectionsOpened }) => connectionsOpened),
    ...sumWhereKnown(outcomes, 'connectionsRenewed'),
    ...sumWhereKnown(outcomes, 'resentRequests'),
    ...sumWhereKnown(outcomes, 'arrivals'),
    ...addSpeedChecks(outcomes),
    generatorCpuNs: sumOf(outcomes, ({ generatorCpuNs }) => generatorCpuNs),
    generatorEventLoopDelayP99Us: Math.max(
      ...outcomes.map(({ generatorEventLoopDelayP99Us }) => generatorEventLoopDelayP99Us),
    ),
    ...(outcomes.some(({ isGeneratorLate }) => isGeneratorLate !== undefined) && {
      isGeneratorLate: outcomes.some(({ isGeneratorLate }) => isGeneratorLate === true),
    }),
    generators,
    caveats: dropDoubles([
      ...outcomes.flatMap(({ caveats }) => caveats),
      ...generators.flatMap(({ isLate }, index) =>
        isLate
          ? [writeMessage('caveat-part-late', { part: index + 1, parts: generators.length })]
          : [],
      ),
    ]),
  };
}

function startsLate(
  lateStartMs: number,
  {
    durationMs,
    dropFirstMs,
    recorded,
  }: Pick<SliceOrder, 'durationMs' | 'dropFirstMs' | 'recorded'>,
): boolean {
  return recorded && lateStartMs > (dropFirstMs > 0 ? dropFirstMs : mostLateRatio * durationMs);
}

/**
 * The measurements of all variants from those of all parts.
 * @param parts by part, each with the same variants
 * @throws Error where the parts are not of the same variants and windows
 */
export function mergeMeasurements(
  parts: readonly (readonly TrialMeasurement[])[],
): readonly TrialMeasurement[] {
  const ids = parts.map((part) => part.map(({ variantId }) => variantId));
  assert(
    ids.every((one) => one.join('\n') === ids[0]?.join('\n')),
    'the parts of a session have the same variants',
  );
  return (ids[0] ?? []).map((variantId, index) => ({
    variantId,
    ...mergeTrials(parts.flatMap((part) => part[index] ?? [])),
  }));
}

function mergeTrials(parts: readonly TrialMeasurement[]): Omit<TrialMeasurement, 'variantId'> {
  return {
    routes: mergeRoutes(parts.flatMap(({ routes }) => routes)),
    sendLateness: mergeWhereKnown(parts.map(({ sendLateness }) => sendLateness)),
    timeline: mergeTimelines(parts.map(({ timeline = [] }) => timeline)),
  };
}

/** In the order of phases, then by name, as one process has them. */
function mergeRoutes(all: readonly RouteMeasurement[]): readonly RouteMeasurement[] {
  const phases = [...new Set(all.map(({ phase }) => phase))];
  return phases.flatMap((phase) => {
    const routes = Map.groupBy(
      all.filter((one) => one.phase === phase),
      ({ route }) => route,
    );
    return [...routes]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([route, parts]) => ({
        ...{ route, ...(phase !== undefined && { phase }) },
        succeeded: sumOf(parts, ({ succeeded }) => succeeded),
        failed: sumOf(parts, ({ failed }) => failed),
        timedOut: sumOf(parts, ({ timedOut }) => timedOut),
        statusCounts: addReasons(parts.map(({ statusCounts }) => statusCounts)),
        successLatency: merge(parts.map(({ successLatency }) => successLatency)),
        failureLatency: merge(parts.map(({ failureLatency }) => failureLatency)),
        serviceTime: merge(parts.map(({ serviceTime }) => serviceTime)),
      }));
  });
}

/** All parts cover the same windows, and so the same intervals. */
function mergeTimelines(
  parts: readonly (readonly IntervalMeasurement[])[],
): readonly IntervalMeasurement[] {
  const [first = []] = parts;
  return first.map((interval, index) => {
    const same = parts.map((part) => {
      const other = part[index];
      assert(
        part.length === first.length &&
          other?.startMs === interval.startMs &&
          other.intervalMs === interval.intervalMs &&
          other.loadMs === interval.loadMs &&
          other.phase === interval.phase,
        'the parts of a session have the same intervals',
      );
      return other;
    });
    const { startMs, intervalMs, phase, loadMs } = interval;
    return {
      ...{ startMs, intervalMs, phase, loadMs },
      succeeded: sumOf(same, ({ succeeded }) => succeeded),
      failed: sumOf(same, ({ failed }) => failed),
      timedOut: sumOf(same, ({ timedOut }) => timedOut),
      dropped: sumOf(same, ({ dropped }) => dropped),
      successLatency: mergeCoarse(same.map(({ successLatency }) => successLatency)),
      failureLatency: mergeCoarse(same.map(({ failureLatency }) => failureLatency)),
      serviceTime: mergeCoarseWhereKnown(same.map(({ serviceTime }) => serviceTime)),
      sendLateness: mergeCoarseWhereKnown(same.map(({ sendLateness }) => sendLateness)),
    };
  });
}

function addCounts(all: readonly RequestCounts[]): RequestCounts {
  return {
    scheduled: sumOf(all, ({ scheduled }) => scheduled),
    succeeded: sumOf(all, ({ succeeded }) => succeeded),
    failed: sumOf(all, ({ failed }) => failed),
    timedOut: sumOf(all, ({ timedOut }) => timedOut),
    inFlightAtEnd: sumOf(all, ({ inFlightAtEnd }) => inFlightAtEnd),
    dropped: sumOf(all, ({ dropped }) => dropped),
  };
}

function sumOf<Item>(items: readonly Item[], figure: (item: Item) => number): number {
  return items.reduce((total, item) => total + figure(item), 0);
}

/** Absent where no part can tell: a nought would say that there were none. */
function sumWhereKnown<Key extends 'connectionsRenewed' | 'resentRequests' | 'arrivals'>(
  outcomes: readonly SliceOutcome[],
  key: Key,
): Partial<Record<Key, number>> {
  const known = outcomes.flatMap((outcome) => outcome[key] ?? []);
  if (known.length === 0) return {};
  return { [key]: sumOf(known, (one) => one) } as Record<Key, number>;
}

/** A check that some part never came to has no entry there. */
function addSpeedChecks(outcomes: readonly SliceOutcome[]): Pick<SliceOutcome, 'speedChecks'> {
  const all = outcomes.flatMap(({ speedChecks = {} }) => Object.entries(speedChecks));
  if (all.length === 0) return {};
  const speedChecks = [...Map.groupBy(all, ([name]) => name)].map(([name, parts]) => [
    name,
    {
      made: sumOf(parts, ([, { made }]) => made),
      missed: sumOf(parts, ([, { missed }]) => missed),
    },
  ]);
  return { speedChecks: Object.fromEntries(speedChecks) };
}

function merge(texts: readonly string[]): string {
  return encodeHistogram(mergeHistograms(texts));
}

const mergeCoarse = (texts: readonly string[]): string => mergeCoarseHistograms(texts).encode();

/** Known to all parts or to none: it hangs on the kind of load. */
function mergeWhereKnown(texts: readonly (string | undefined)[]): string | undefined {
  const known = texts.filter((text) => text !== undefined);
  return known.length < texts.length ? undefined : merge(known);
}

function mergeCoarseWhereKnown(texts: readonly (string | undefined)[]): string | undefined {
  const known = texts.filter((text) => text !== undefined);
  return known.length < texts.length ? undefined : mergeCoarse(known);
}
