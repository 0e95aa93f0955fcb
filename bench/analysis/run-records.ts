// The record stream of a run, put in order: groups with their last attempt, and what was not run.
import type {
  GroupEndedRecord,
  GroupStartedRecord,
  RunRecord,
  SettledRecord,
  TreatmentRecord,
  TrialRecord,
  WarmupRecord,
} from '../measurement/records.ts';

/** A group as far as it got; of several attempts (after a resume) only the last counts. */
export interface RecordedGroup {
  readonly index: number;
  readonly started: GroupStartedRecord;
  /** Undefined where the run was cut off inside the group. */
  readonly ended: GroupEndedRecord | undefined;
  readonly trials: readonly TrialRecord[];
  readonly treatments: readonly TreatmentRecord[];
  /** One a scenario and load; none in older runs. */
  readonly warmups: readonly WarmupRecord[];
}

export interface RecordedRun {
  /** By index. */
  readonly groups: readonly RecordedGroup[];
  /** Reason by variant id. */
  readonly notRunReasons: ReadonlyMap<string, string>;
  /** What the first warm-ups settled, the last record of each scenario and load. */
  readonly settled: readonly SettledRecord[];
}

interface GroupAttempt {
  readonly index: number;
  readonly started: GroupStartedRecord;
  ended: GroupEndedRecord | undefined;
  readonly trials: TrialRecord[];
  readonly treatments: TreatmentRecord[];
  readonly warmups: WarmupRecord[];
}

/** Sorts records (in the order they were written) into groups; records of no started group are left out. */
export function sortRecords(records: readonly RunRecord[]): RecordedRun {
  const attempts = new Map<number, GroupAttempt>();
  const notRunReasons = new Map<string, string>();
  const settled = new Map<string, SettledRecord>();
  for (const record of records) {
    switch (record.kind) {
      case 'group-started':
        attempts.set(record.group, {
          index: record.group,
          started: record,
          ended: undefined,
          trials: [],
          treatments: [],
          warmups: [],
        });
        break;
      case 'trial':
        attempts.get(record.group)?.trials.push(record);
        break;
      case 'warmup':
        attempts.get(record.group)?.warmups.push(record);
        break;
      case 'treatment':
        attempts.get(record.group)?.treatments.push(record);
        break;
      case 'group-ended': {
        const attempt = attempts.get(record.group);
        if (attempt !== undefined) attempt.ended = record;
        break;
      }
      case 'settled':
        settled.set(`${record.scenario} ${record.loadId}`, record);
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
  return { groups, notRunReasons, settled: [...settled.values()] };
}

/** True where the group ended and was not voided: only such groups are evidence. */
export function isValidGroup(group: RecordedGroup): boolean {
  return group.ended?.status === 'valid';
}

/** Groups that are evidence, by index. */
export function listValidGroups(run: RecordedRun): readonly RecordedGroup[] {
  return run.groups.filter(isValidGroup);
}
