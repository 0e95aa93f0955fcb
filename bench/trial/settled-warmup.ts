// How many requests of warm-up a block of a later group gets: as many as the first group needed at the same place.
import type { SettledRecord } from '../measurement/records.ts';

interface BlockPlace {
  readonly scenario: string;
  readonly loadId: string;
  /** Loads that the scenario has in the group before. */
  readonly afterLoads: readonly string[];
}

/**
 * The first load of a scenario in a group meets cold processes, a second one warm ones, and which is first changes
 * from group to group: the number goes by the place, and is the largest of those settled there. Runs from before the place was
 * recorded keep the number of the load. Undefined where nothing is settled yet.
 */
export function findSettledWarmup(
  settled: readonly SettledRecord[],
  { scenario, loadId, afterLoads }: BlockPlace,
): number | undefined {
  const own = settled.filter((record) => record.scenario === scenario);
  const isFirst = afterLoads.length === 0;
  const alike = own.filter(({ afterLoads: known = [] }) => (known.length === 0) === isFirst);
  const counts = alike.flatMap(({ warmupRequests }) => warmupRequests ?? []);
  if (counts.length > 0) return Math.max(...counts);
  return own.find((record) => record.loadId === loadId)?.warmupRequests;
}
