// What an episode of a fault leaves behind: its marks, every request, and what the audit found.

import type { Phrase } from '../../reports/document/phrase.ts';
import type { RequestCounts } from '../drivers/driver.ts';
import type { RequestColumns } from './request-columns.ts';

/** Rows of the service's data that the audit compares with the log, read after the fault was healed. */
export interface AuditReadings {
  /** Every operation found, one entry for each time it is found; amounts in whole units. */
  readonly operations: readonly {
    readonly operationId: string;
    readonly amount: number | undefined;
  }[];
  /** Current version by entity; undefined where not asked for. */
  readonly versions: ReadonlyMap<string, number> | undefined;
  /** Rules that must hold in the data, with the number of rows that break each. */
  readonly invariants: readonly { readonly name: string; readonly violations: number }[];
}

/** What became of the writes of an episode, and how old its reads were. */
export interface AuditResult {
  /** `unknown` where no write was acknowledged or the data could not be read: never a pass. */
  readonly status: 'clean' | 'violated' | 'unknown';
  /** Why the data say nothing (a violation may show in the log alone); undefined otherwise. */
  readonly reason: string | undefined;
  readonly reasonSaid?: Phrase;
  /** Operations by what their client was told: every try failed for certain, or nobody knows. */
  readonly acknowledged: number;
  readonly failed: number;
  readonly indeterminate: number;
  /** Acknowledged, but not in the data. */
  readonly lost: number;
  /** In the data, but never sent. */
  readonly phantom: number;
  /** In the data although its client was told for certain that it failed. */
  readonly resurrected: number;
  /** Operations in the data more than once. */
  readonly duplicated: number;
  /** In the data with another amount than was meant. */
  readonly wrongAmount: number;
  /** Versions that two writes were both told to have made, and entities whose data are behind what was told. */
  readonly lostUpdates: number;
  readonly invariants: AuditReadings['invariants'];
  /** Sentences with examples, at most ten. */
  readonly findings: readonly string[];
  /** Each of them; absent in records from before there were phrases. */
  readonly findingsSaid?: readonly Phrase[];
  readonly staleness: StalenessResult;
}

/**
 * Age of what reads showed: from the earliest acknowledgement of any newer version to the start of the
 * read; 0 where nothing newer had been acknowledged.
 */
export interface StalenessResult {
  /** Reads of entities that were written in the episode before them. */
  readonly reads: number;
  readonly staleReads: number;
  /** Over all those reads; undefined where there are none. */
  readonly p99Ms: number | undefined;
  readonly maxMs: number | undefined;
  /** What the experiment declares as the most; undefined where it declares nothing. */
  readonly limitMs: number | undefined;
  /** Reads older than the limit; 0 where there is none. */
  readonly beyondLimit: number;
}

/** Marks of an episode, ms since the start of its load. */
export interface EpisodeMarks {
  /** The fault began to be applied. */
  readonly injectedMs: number;
  /** `apply` had returned. */
  readonly appliedMs: number;
  /** Healing began. */
  readonly healedMs: number;
  /** Healing had ended: what was stopped or killed answers again. */
  readonly healEndedMs: number;
  /** No arrival is due after it. */
  readonly endedMs: number;
}

/** One variant, one fault, once: fresh processes, open-loop load, the fault in its middle. */
export interface FaultEpisodeRecord {
  readonly kind: 'fault-episode';
  readonly group: number;
  /** Position in the group's order, from 0. */
  readonly position: number;
  /** When it ended, ISO 8601 in UTC; absent until it is written down. */
  readonly at?: string;
  readonly variantId: string;
  readonly faultId: string;
  readonly scenario: string;
  /** Arrivals a second. */
  readonly rateRps: number;
  readonly marks: EpisodeMarks;
  /** What was seen when looking whether the fault took effect. */
  readonly evidence: string;
  readonly routes: readonly string[];
  readonly requests: RequestColumns;
  readonly counts: RequestCounts;
  /** Of them, sent again because the close of an idle connection crossed them; absent in older records. */
  readonly resentRequests?: number;
  readonly failureReasons: Readonly<Record<string, number>>;
  readonly audit: AuditResult;
  /** File of the whole request log in the run folder. */
  readonly logFile: string | undefined;
  readonly foreignCpuRatio: number | undefined;
  /** Sentences for people; nothing is decided by them. */
  readonly doubts: readonly string[];
  /** Most requests were sent late by the generator's own doing; absent in older records, see `upgradeFaultRecord`. */
  readonly isGeneratorLate?: boolean;
}

/** A fault that was not applied to a variant, or an episode that says nothing. */
export interface FaultNotRunRecord {
  readonly kind: 'fault-not-run';
  readonly group: number;
  /** As in an episode. */
  readonly at?: string;
  readonly variantId: string;
  readonly faultId: string;
  /** `not-run`: cannot be done here; `void`: was tried and says nothing. */
  readonly status: 'not-run' | 'void';
  readonly reason: string;
  readonly reasonSaid?: Phrase;
  /** Of a void episode: what clients were told against the data, which a fault without effect may spoil, too. */
  readonly audit?: AuditResult;
  /** As in an episode. */
  readonly logFile?: string;
}

/** What all episodes of a run share. */
export interface FaultRateRecord {
  readonly kind: 'fault-rate';
  readonly scenario: string;
  readonly rateRps: number;
  /** In the order of the report. */
  readonly faults: readonly DescribedFault[];
  /** Closed-loop throughput of the baseline that the rate is a share of; undefined where the rate is given. */
  readonly capacityRps: number | undefined;
}

/** A fault as a reader of the run folder sees it. */
export interface DescribedFault {
  readonly id: string;
  readonly title: string;
  readonly mechanism: string;
}
