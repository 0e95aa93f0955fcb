// Occasions on which a run's groups were made, and what its intervals are over: groups, or occasions.
import type { SamplingDescription } from '../../../reports/document/result.ts';
import type { GroupEndedRecord, GroupStartedRecord } from '../../measurement/records.ts';
import { mean } from '../../stats/descriptive.ts';

/** A pause of this length between two groups makes the later one part of another occasion. */
export const newEpochPauseMs = 10 * 60_000;

/** Fewer occasions than this give no interval over them. */
export const fewestEpochs = 3;

/** When a group was made; `epoch` is absent in runs from before it was recorded. */
interface TimedGroup {
  readonly index: number;
  readonly started: Pick<GroupStartedRecord, 'at' | 'epoch'>;
  readonly ended: Pick<GroupEndedRecord, 'at'> | undefined;
}

/**
 * The number of each group's epoch by the group's index: as recorded, else a new one after each pause of
 * `newEpochPauseMs` or more. @param groups in any order; they are taken in the order of their start.
 */
export function numberEpochs(groups: readonly TimedGroup[]): ReadonlyMap<number, number> {
  const byIndex = new Map<number, number>();
  let epoch = 0;
  let endedMs: number | undefined;
  for (const { index, started, ended } of groups.toSorted((a, b) => startOf(a) - startOf(b))) {
    const pauseMs = endedMs === undefined ? 0 : Date.parse(started.at) - endedMs;
    epoch = started.epoch ?? (pauseMs >= newEpochPauseMs ? epoch + 1 : epoch);
    byIndex.set(index, epoch);
    endedMs = Date.parse(ended?.at ?? started.at);
  }
  return byIndex;
}

function startOf({ started }: TimedGroup): number {
  return Date.parse(started.at);
}

/** What one value of a sample stands for. */
export interface Sampling extends SamplingDescription {
  /** By index of the valid group: the group itself, or its epoch. */
  readonly unitOf: ReadonlyMap<number, number>;
}

/**
 * Groups of one occasion share what the machine was like then, so their spread says nothing of other
 * occasions. From three epochs on, an epoch (the mean of its groups) is one value of the sample.
 */
export function chooseSampling(validGroups: readonly TimedGroup[]): Sampling {
  const epochOf = numberEpochs(validGroups);
  const epochs = [...Map.groupBy(validGroups, ({ index }) => epochOf.get(index) ?? 0)]
    .toSorted(([a], [b]) => a - b)
    .map(([, own]) => ({
      startedAt: own.map(({ started }) => started.at).toSorted()[0] ?? '',
      endedAt:
        own
          .map(({ started, ended }) => ended?.at ?? started.at)
          .toSorted()
          .at(-1) ?? '',
      groups: own.length,
    }));
  const unit = epochs.length >= fewestEpochs ? 'epoch' : 'group';
  const find = (index: number): number => (unit === 'epoch' ? epochOf.get(index) : index) ?? index;
  return { unit, epochs, unitOf: new Map(validGroups.map(({ index }) => [index, find(index)])) };
}

/** Means of the values of each unit, in the order in which the units first appear. */
export function poolByUnit(
  values: Iterable<readonly [unit: number, value: number]>,
): readonly number[] {
  const byUnit = Map.groupBy(values, ([unit]) => unit);
  return [...byUnit.values()].flatMap((own) => mean(own.map(([, value]) => value)) ?? []);
}
