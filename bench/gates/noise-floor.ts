// What an A/A calibration said of this machine, as far as gates need it.
import type { MetricName } from '../../reports/document/result.ts';

/** Spread of the paired log-ratio of two equal variants, one a group. */
export interface NoiseEntry {
  readonly scenario: string;
  readonly loadId: string;
  readonly metric: MetricName;
  /** Standard deviation over the groups, at least 0. */
  readonly sdLog: number;
  readonly groups: number;
}

export interface NoiseFloor {
  /** Of the machine, as in Environment.fingerprint. */
  readonly fingerprint: string;
  /** ISO 8601 in UTC. */
  readonly measuredAt: string;
  readonly runId: string;
  readonly entries: readonly NoiseEntry[];
}

/** The entry of a scenario, load and metric; undefined where it was not calibrated. */
export function findNoise(
  floor: NoiseFloor | undefined,
  where: Pick<NoiseEntry, 'scenario' | 'loadId' | 'metric'>,
): NoiseEntry | undefined {
  return floor?.entries.find(
    (entry) =>
      entry.scenario === where.scenario &&
      entry.loadId === where.loadId &&
      entry.metric === where.metric,
  );
}
