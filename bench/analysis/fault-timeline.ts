// What users met over the time of an episode, the groups laid over each other at the injection.
import type { FaultSettings, FaultTimeline } from '../../reports/document/faults.ts';
import { mean } from '../stats/descriptive.ts';
import { findPercentileUs } from './availability-phase.ts';
import { buildWindows, type RequestWindow } from './availability-windows.ts';
import type { MeasuredEpisode } from './fault-episodes.ts';

/** Sums over the groups of the windows that all of them have. @param episodes at least one */
export function buildFaultTimeline(
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
