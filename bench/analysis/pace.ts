// How long the parts of a run's groups took, for the expected time of the next plan. Pure.
import type { GroupEndedRecord, RunRecord } from '../measurement/records.ts';
import type { TimeAssumptions } from '../plan/plan-time.ts';
import { median } from '../stats/descriptive.ts';
import { type RecordedGroup, sortRecords } from './run-records.ts';

type TimedGroup = RecordedGroup & { readonly ended: GroupEndedRecord };

/** Each part as the median over the valid groups, or all that ended where none is valid; a part that no group shows is left out, all where none ended. */
export function measurePace(records: readonly RunRecord[]): Partial<TimeAssumptions> {
  const timed = sortRecords(records).groups.filter(
    (group): group is TimedGroup => group.ended?.phases !== undefined && group.trials.length > 0,
  );
  const valid = timed.filter(({ ended }) => ended.status === 'valid');
  const groups = valid.length > 0 ? valid : timed;
  const per = (read: (group: TimedGroup) => number | undefined): number | undefined => {
    const values = groups.flatMap((group) => read(group) ?? []);
    return median(values);
  };
  const pace: Partial<Record<keyof TimeAssumptions, number | undefined>> = {
    setupMs: groups[0]?.started.betweenMs,
    launchMs: per(({ ended, started }) =>
      share(ended.phases?.launchMs, started.launchOrder.length),
    ),
    blockMs: per((group) => share(group.ended.phases?.generatorMs, countBlocks(group))),
    warmupMs: per((group) => share(group.ended.phases?.warmupMs, group.trials.length)),
    switchMs: per((group) => share(group.ended.phases?.switchMs, countSlices(group))),
    switchRatio: per(({ ended: { phases } }) => share(phases?.switchMs, phases?.measuredMs ?? 0)),
    stopMs: per(({ ended, started }) => share(ended.phases?.stopMs, started.launchOrder.length)),
    restartMs: per(({ started, ended }) =>
      started.isDatabaseRestarted === true && started.areTemplatesRebuilt !== true
        ? ended.phases?.prepareMs
        : undefined,
    ),
    rebuildMs: per(({ started, ended }) =>
      started.areTemplatesRebuilt === true ? ended.phases?.prepareMs : undefined,
    ),
  };
  return Object.fromEntries(Object.entries(pace).filter(([, ms]) => ms !== undefined));
}

function share(ms: number | undefined, parts: number): number | undefined {
  return ms === undefined || parts <= 0 ? undefined : ms / parts;
}

function countBlocks({ trials }: RecordedGroup): number {
  return new Set(trials.map(({ scenario, loadId }) => `${scenario} ${loadId}`)).size;
}

function countSlices({ trials }: RecordedGroup): number {
  return trials.reduce((sum, { slices }) => sum + slices.length, 0);
}
