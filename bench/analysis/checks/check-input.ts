// What the checks of a run look at: whether it may conclude anything, never which variant won. Data that is missing is a warning.

import type { CalibrationRecord, TrialRecord } from '../../measurement/records.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Experiment } from '../../spec/experiment.ts';
import type { ConfigurationReport } from '../compare/configuration-check.ts';
import type { RecordedGroup } from '../run-records.ts';

export interface CheckInput {
  readonly experiment: Experiment;
  readonly plan: Plan;
  /** All groups that were started. */
  readonly groups: readonly RecordedGroup[];
  readonly validGroups: readonly RecordedGroup[];
  /** Trials of the valid groups. */
  readonly trials: readonly TrialRecord[];
  /** Slice lengths and rates as calibrated in the first warm-ups. */
  readonly calibrations: readonly CalibrationRecord[];
  readonly configuration: ConfigurationReport;
  /** CPUs by role as applied, as in Environment.placement; undefined where not known. */
  readonly placement: Readonly<Record<string, string>> | undefined;
}
