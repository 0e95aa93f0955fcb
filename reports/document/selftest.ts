// The report document of a self-test: plain JSON, null where there is no figure.

/**
 * - `missed`: untrue, and nothing excuses it; `undecidable`: longer or later than the truth, by no
 *   more than the noise of the host, or a floor too high to judge by, explains;
 * - `disowned`: untrue, but the subject itself gave the run a caveat; `not-reported`: it has no such figure.
 */
export type CriterionVerdict = 'met' | 'missed' | 'undecidable' | 'disowned' | 'not-reported';

export interface CriterionReport {
  /** As `selftest-case.ts` of `bench/tools/selftest` names them. */
  readonly criterion: string;
  readonly verdict: CriterionVerdict;
  readonly direction: 'optimistic' | 'pessimistic' | 'count' | 'pace' | null;
  /** µs for p50 to p999 and tail, ms for pace, else a count. */
  readonly trueValue: number | null;
  readonly reportedValue: number | null;
}

/** Lateness of a sleeping bystander, µs. */
export interface HostNoise {
  readonly latenessP50Us: number;
  readonly latenessP99Us: number;
  readonly latenessMaxUs: number;
  readonly isNoisy: boolean;
}

export interface RunReport {
  readonly caseName: string;
  readonly subjectName: string;
  readonly noise: HostNoise;
  readonly criteria: readonly CriterionReport[];
  readonly caveats: readonly string[];
  /** Where the subject could not run the case at all: why. */
  readonly error: string | null;
}

/** What a raw-socket client saw above the time that the server took, µs, at the same percentile. */
export interface FloorReport {
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p99Us: number;
}

export interface CaseReport {
  readonly name: string;
  readonly trap: string;
  /** The higher of the runs before and after the drivers; null where it could not be measured. */
  readonly floor: FloorReport | null;
  readonly runs: readonly RunReport[];
}

export interface SubjectReport {
  readonly name: string;
  readonly kind: 'driver' | 'peer';
  /** Criteria met as a share of those met and missed, 0 to 1; null where none was decided. */
  readonly scoreRatio: number | null;
  readonly met: number;
  readonly missed: number;
  /** Of the missed ones, latencies better than the truth. */
  readonly optimistic: number;
  readonly undecidable: number;
  readonly disowned: number;
  readonly notReported: number;
  /** Cases that it was run on, and those that it does not support. */
  readonly cases: number;
  readonly unsupportedCases: readonly string[];
}

export interface SelftestReport {
  readonly seed: number;
  /** The host before any load. */
  readonly noiseBefore: HostNoise;
  readonly cases: readonly CaseReport[];
  readonly subjects: readonly SubjectReport[];
  /** Whether our drivers keep their bounds; `missed` also where no driver was run. */
  readonly verdict: 'met' | 'missed' | 'undecidable';
}
