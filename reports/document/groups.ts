// Groups and trials, as the result document lists them.
import type { Phrase } from './phrase.ts';

export interface GroupResult {
  readonly index: number;
  readonly status: 'valid' | 'void';
  /** Why it is void; null where it is valid. */
  readonly voidReason: string | null;
  readonly voidReasonSaid?: Phrase;
  /** Variants in the order of their launch. */
  readonly launchOrder: readonly string[];
  readonly startedAt: string;
  readonly elapsedMs: number;
  /** Share of the host's CPU time used by programs that are no part of the run, 0 to 1; null where unknown. */
  readonly foreignCpuRatio: number | null;
  readonly stealRatio: number | null;
  /** CPUs by role in this group, for example `{ service: '1', generator: '0' }`; absent in older runs. */
  readonly cpus?: Readonly<Record<string, string>>;
  /** True where the roles had the CPUs of the swapped layout; absent in older runs. */
  readonly isSwapped?: boolean;
  /** True where PostgreSQL was restarted before the group; absent in older runs. */
  readonly isDatabaseRestarted?: boolean;
  /** True where the template databases were built anew before the group; absent in older runs. */
  readonly areTemplatesRebuilt?: boolean;
  /** Where its time went; absent in older runs. */
  readonly phases?: GroupPhases;
}

/** The time of a group by what it was spent on, ms; the sum is the elapsed time. */
interface GroupPhases {
  /** CPUs swapped, PostgreSQL restarted, templates built anew. */
  readonly prepareMs: number;
  /** Until every variant was up and checked. */
  readonly launchMs: number;
  /** Generator processes started, asked for their histograms, closed. */
  readonly generatorMs: number;
  /** Load that isn't recorded. */
  readonly warmupMs: number;
  /** Recorded load: the lengths of all slices. */
  readonly measuredMs: number;
  /** Between slices: last answers, readings. */
  readonly switchMs: number;
  /** Until every variant had ended. */
  readonly stopMs: number;
}

/** What the time of a run was spent on, ms; groups that are void count as well. */
export interface TimeUse {
  /** From the start of its services to the end of its last group; times between parts of a run, such as epochs, are left out. */
  readonly elapsedMs: number;
  readonly measuredMs: number;
  readonly warmupMs: number;
  readonly launchMs: number;
}

/** One trial: all slices of one variant, scenario and load in one group. */
export interface TrialResult {
  readonly group: number;
  readonly scenario: string;
  readonly loadId: string;
  readonly variantId: string;
  readonly included: boolean;
  readonly slices: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Of them, sent again because the close of an idle connection crossed them; absent where not known. */
  readonly resentRequests?: number;
  readonly throughputRps: number | null;
  readonly latencyP50Us: number | null;
  readonly latencyP99Us: number | null;
  readonly cpuPerRequestUs: number | null;
  /** Requests of warm-up before it; null where there was none. Absent in older documents, as the two below. */
  readonly warmupRequests?: number | null;
  /** Cache hits as a share of look-ups in the first and the last quarter of its slices; null where not offered. */
  readonly hitRatioAtStart?: number | null;
  readonly hitRatioAtEnd?: number | null;
}
