// What the self-test tests: a driver or a tool as people use it, and the figures that it reports.
import type { CriterionName, SelftestCase } from './selftest-case.ts';

interface ReportedLatency {
  /** Latencies that the percentiles are of. */
  readonly samples: number | undefined;
  readonly p50Us: number | undefined;
  readonly p90Us: number | undefined;
  readonly p99Us: number | undefined;
  readonly p999Us: number | undefined;
}

/** What a subject says about one run; undefined where it has no such figure. */
export interface ReportedFigures {
  /** Of answers with 200, or of all whole answers. */
  readonly latencyCovers: 'successes' | 'answers';
  readonly latency: ReportedLatency;
  /** The longest latency in any figure, failures and time-outs included. */
  readonly longestUs: number | undefined;
  readonly succeeded: number | undefined;
  readonly failed: number | undefined;
  readonly timedOut: number | undefined;
  readonly inFlightAtEnd: number | undefined;
  readonly dropped: number | undefined;
  readonly statusCounts: Readonly<Record<string, number>> | undefined;
  /** Caveats that the subject itself gives this run; it then claims nothing. */
  readonly caveats: readonly string[];
}

/** What a subject is given for one run. */
export interface RunContext {
  /** `http://127.0.0.1:PORT` of the case, and of a server of constant 2 ms to warm up on. */
  readonly caseUrl: string;
  readonly warmupUrl: string;
  /** The same for every subject. */
  readonly seed: number;
  /** Does the work that loads the case while the host is watched; starting and ending a process is none. */
  watchLoad<T>(work: () => Promise<T>): Promise<T>;
}

export interface SelftestSubject {
  readonly name: string;
  /** A driver of ours must keep its bounds; a peer is shown beside it. */
  readonly kind: 'driver' | 'peer';
  supports(selftestCase: SelftestCase): boolean;
  /** Criteria that don't apply to it, such as the pace of a tool that has no rate. */
  readonly exempt?: readonly CriterionName[];
  /** @throws LoadstoneError DRIVER_FAILED */
  run(selftestCase: SelftestCase, context: RunContext): Promise<ReportedFigures>;
  /** Ends what it kept between runs. */
  close?(): Promise<void>;
}

/** How long a subject may warm up on the other address before a case, ms. */
export const warmupMs = 200;
