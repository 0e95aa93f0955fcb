// What a run's launches were like: which role had which CPUs, what was changed between groups, and how much
// of the time was measured load.
import type { GroupResult, TimeUse } from '../document/groups.ts';
import type { ResultDocument } from '../document/result.ts';
import { formatShare } from './quantity.ts';

export type PlacementRole = 'service' | 'generator' | 'database' | 'cache';

export interface PlacementFacts {
  /** Roles that share CPUs, together; empty where nothing is pinned. */
  readonly places: readonly {
    readonly roles: readonly PlacementRole[];
    readonly cpus: readonly string[];
  }[];
  /** Groups with the swapped layout, of so many. */
  readonly swappedGroups: number;
  readonly groups: number;
}

const roles: readonly PlacementRole[] = ['service', 'generator', 'database', 'cache'];

/** @param used roles that there are; others are left out. @param isSwapped one entry a group */
export function describePlaces(
  placement: Readonly<Record<string, string>>,
  used: readonly PlacementRole[],
  isSwapped: readonly boolean[],
): PlacementFacts {
  const pinned = roles.filter((role) => used.includes(role) && placement[role] !== undefined);
  const byCpus = Map.groupBy(pinned, (role) => placement[role] ?? '');
  return {
    places: [...byCpus].map(([cpus, sharing]) => ({ roles: sharing, cpus: cpus.split(',') })),
    swappedGroups: isSwapped.filter(Boolean).length,
    groups: isSwapped.length,
  };
}

/** Of the groups that ended. */
export function findPlacement({
  environment,
  groups,
}: Pick<ResultDocument, 'environment' | 'groups'>): PlacementFacts {
  const { placement, services } = environment;
  const used: readonly PlacementRole[] = [
    'service',
    'generator',
    ...('postgres' in services ? (['database'] as const) : []),
    ...('redis' in services ? (['cache'] as const) : []),
  ];
  return describePlaces(
    placement,
    used,
    groups.map((group) => group.isSwapped === true),
  );
}

export interface CycleFacts {
  /** Numbers of groups from 1. */
  readonly restarted: readonly number[];
  readonly rebuilt: readonly number[];
}

/** Undefined where nothing was restarted or built anew. */
export function findCycles(groups: readonly GroupResult[]): CycleFacts | undefined {
  const numbersOf = (isIt: (group: GroupResult) => boolean | undefined) =>
    groups.filter((group) => isIt(group) === true).map(({ index }) => index + 1);
  const restarted = numbersOf(({ isDatabaseRestarted }) => isDatabaseRestarted);
  const rebuilt = numbersOf(({ areTemplatesRebuilt }) => areTemplatesRebuilt);
  return restarted.length + rebuilt.length === 0 ? undefined : { restarted, rebuilt };
}

/** Shares of the elapsed time as text, e.g. `61 %`. */
export interface TimeShares {
  readonly measured: string;
  readonly warmup: string;
  readonly launch: string;
  /** Setup, readings, stops. */
  readonly rest: string;
}

export function findTimeShares(use: TimeUse): TimeShares {
  const share = (ms: number) => formatShare(Math.round((100 * ms) / use.elapsedMs) / 100);
  const restMs = use.elapsedMs - use.measuredMs - use.warmupMs - use.launchMs;
  return {
    measured: share(use.measuredMs),
    warmup: share(use.warmupMs),
    launch: share(use.launchMs),
    rest: share(Math.max(0, restMs)),
  };
}
