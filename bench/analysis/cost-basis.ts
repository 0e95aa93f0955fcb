// What a million good answers take of CPU and memory, in hours: what any price is multiplied with.
import type { CostBasis } from '../../reports/document/gates.ts';
import type { MetricName } from '../../reports/document/result.ts';
import { median } from '../stats/descriptive.ts';

const secondsPerHour = 3_600;
const bytesPerGib = 2 ** 30;

/**
 * CPU of all parts by what a request takes of it, memory of the service by the time that a million takes at
 * this throughput; what failed was paid for and is no answer. Undefined where CPU or success is not known.
 */
export function findCostBasis(figures: ReadonlyMap<MetricName, number>): CostBasis | undefined {
  const cpuUs = figures.get('cpuPerRequestUs');
  const rssBytes = figures.get('rssBytes');
  const goodRps = figures.get('throughputRps');
  const successRatio = figures.get('successRatio');
  if (cpuUs === undefined || successRatio === undefined || successRatio === 0) return undefined;
  return {
    // µs a request are seconds a million requests.
    cpuHoursPerMillion: cpuUs / successRatio / secondsPerHour,
    gibHoursPerMillion:
      rssBytes === undefined || goodRps === undefined
        ? null
        : ((rssBytes / bytesPerGib) * (1e6 / goodRps)) / secondsPerHour,
  };
}

/** Medians of the groups, each by itself; undefined where no group has any. */
export function buildCostBasis(
  groups: readonly ReadonlyMap<MetricName, number>[],
): CostBasis | undefined {
  const known = groups.flatMap((figures) => findCostBasis(figures) ?? []);
  const cpuHoursPerMillion = median(known.map((one) => one.cpuHoursPerMillion));
  if (cpuHoursPerMillion === undefined) return undefined;
  const gibHours = known.flatMap(({ gibHoursPerMillion }) => gibHoursPerMillion ?? []);
  return { cpuHoursPerMillion, gibHoursPerMillion: median(gibHours) ?? null };
}
