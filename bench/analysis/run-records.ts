// The record stream of a run, put in order: groups with their last attempt, and what was not run.
import type { Message } from '../../reports/document/message.ts';
import type {
  CalibrationRecord,
  ConfigurationRecord,
  GroupEndedRecord,
  GroupStartedRecord,
  NetworkRecord,
  QualityRecord,
  RunRecord,
  TrialRecord,
  WarmupRecord,
} from '../measurement/records.ts';
import type { TimeAssumptions } from '../plan/plan-time.ts';
import { median } from '../stats/descriptive.ts';

/** A group as far as it got; of several attempts (after a resume) only the last counts. */
export interface RecordedGroup {
  readonly index: number;
  readonly started: GroupStartedRecord;
  /** Undefined where the run was cut off inside the group. */
  readonly ended: GroupEndedRecord | undefined;
  readonly trials: readonly TrialRecord[];
  readonly configurations: readonly ConfigurationRecord[];
  /** One a scenario and load; none in older runs. */
  readonly warmups: readonly WarmupRecord[];
  /** One a variant; none in older runs, and where nothing is asked of the data. */
  readonly qualities: readonly QualityRecord[];
  /** None in older runs, and where every service is on this machine. */
  readonly networks: readonly NetworkRecord[];
}

export interface RecordedRun {
  /** By index. */
  readonly groups: readonly RecordedGroup[];
  /** Reason by variant id. */
  readonly notRunReasons: ReadonlyMap<string, Message>;
  /** From the first warm-ups: the last record of each scenario and load. */
  readonly calibrations: readonly CalibrationRecord[];
}

interface GroupAttempt {
  readonly index: number;
  readonly started: GroupStartedRecord;
  ended: GroupEndedRecord | undefined;
  readonly trials: TrialRecord[];
  readonly configurations: ConfigurationRecord[];
  readonly warmups: WarmupRecord[];
  readonly qualities: QualityRecord[];
  readonly networks: NetworkRecord[];
}

/** Sorts records (in the order they were written) into groups; records of no started group are left out. */
export function sortRecords(records: readonly RunRecord[]): RecordedRun {
  const attempts = new Map<number, GroupAttempt>();
  const notRunReasons = new Map<string, Message>();
  const calibrations = new Map<string, CalibrationRecord>();
  for (const record of records) {
    switch (record.kind) {
      case 'group-started':
        attempts.set(record.group, {
          index: record.group,
          started: record,
          ended: undefined,
          trials: [],
          configurations: [],
          warmups: [],
          qualities: [],
          networks: [],
        });
        break;
      case 'trial':
        attempts.get(record.group)?.trials.push(record);
        break;
      case 'warmup':
        attempts.get(record.group)?.warmups.push(record);
        break;
      case 'quality':
        attempts.get(record.group)?.qualities.push(record);
        break;
      case 'network':
        attempts.get(record.group)?.networks.push(record);
        break;
      case 'configuration':
        attempts.get(record.group)?.configurations.push(record);
        break;
      case 'group-ended': {
        const attempt = attempts.get(record.group);
        if (attempt !== undefined) attempt.ended = record;
        break;
      }
      case 'calibration':
        calibrations.set(`${record.scenario} ${record.loadId}`, record);
        break;
      case 'not-run':
        notRunReasons.set(record.variantId, record.reason);
        break;
      // A sweep is judged by sweep.ts; a comparison has none of its records.
      case 'sweep-capacity':
      case 'sweep-slice':
      case 'sweep-use':
      case 'run-ended':
        break;
    }
  }
  const groups = [...attempts.values()].toSorted((a, b) => a.index - b.index);
  return { groups, notRunReasons, calibrations: [...calibrations.values()] };
}

/** True where the group ended and was not voided: only such groups are evidence. */
export function isValidGroup(group: RecordedGroup): boolean {
  return group.ended?.status === 'valid';
}

/** Groups that are evidence, by index. */
export function listValidGroups(run: RecordedRun): readonly RecordedGroup[] {
  return run.groups.filter(isValidGroup);
}

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
    visitMs: per((group) => share(group.ended.phases?.pagesMs, countVisits(group))),
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

function countVisits({ trials }: RecordedGroup): number {
  return trials.reduce((sum, { pages }) => sum + (pages?.visits.length ?? 0), 0);
}

function countSlices({ trials }: RecordedGroup): number {
  return trials.reduce((sum, { slices }) => sum + slices.length, 0);
}
