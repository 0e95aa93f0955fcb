// What an episode of a fault leaves behind: its marks, every request, and what the audit found.

import Type from 'typebox';
import { auditCounts } from '../../reports/document/audit.ts';
import { Message } from '../../reports/document/message.ts';
import {
  amount,
  base64,
  count,
  countsByText,
  flag,
  index,
  name,
  names,
  number,
  optional,
  orAbsent,
  text,
  time,
  type ValueOf,
  words,
} from '../../reports/document/parts.ts';
import { RequestCounts } from '../drivers/driver.ts';

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
  readonly invariants: AuditResult['invariants'];
}

/**
 * Age of what reads showed: from the earliest acknowledgement of any newer version to the start of the
 * read; 0 where nothing newer had been acknowledged.
 */
export const StalenessResult = Type.Object({
  /** Reads of entities that were written in the episode before them. */
  reads: count,
  staleReads: count,
  /** Over all those reads; undefined where there are none. */
  p99Ms: orAbsent(amount),
  maxMs: orAbsent(amount),
  /** What the experiment declares as the most; undefined where it declares nothing. */
  limitMs: orAbsent(amount),
  /** Reads older than the limit; 0 where there is none. */
  beyondLimit: count,
});
export type StalenessResult = ValueOf<typeof StalenessResult>;

/** What became of the writes of an episode, and how old its reads were. */
export const AuditResult = Type.Object({
  /** `unknown` where no write was acknowledged or the data could not be read: never a pass. */
  status: words('clean', 'violated', 'unknown'),
  /** Why the data say nothing (a violation may show in the log alone); undefined otherwise. */
  reason: orAbsent(Message),
  ...auditCounts,
  /** Rules that must hold in the data, with the number of rows that break each. */
  invariants: Type.Array(Type.Object({ name, violations: count })),
  /** Sentences with examples, at most ten. */
  findings: Type.Array(Message),
  staleness: StalenessResult,
});
export type AuditResult = ValueOf<typeof AuditResult>;

const rateRps = Type.Number({ exclusiveMinimum: 0, maximum: 10_000_000 });
/** A day: an episode takes minutes, and its windows are counted one by one. */
const markMs = Type.Number({ minimum: 0, maximum: 86_400_000 });

/** Marks of an episode, ms since the start of its load. */
export const EpisodeMarks = Type.Object({
  /** The fault began to be applied. */
  injectedMs: markMs,
  /** `apply` had returned. */
  appliedMs: markMs,
  /** Healing began. */
  healedMs: markMs,
  /** Healing had ended: what was stopped or killed answers again. */
  healEndedMs: markMs,
  /** No arrival is due after it. */
  endedMs: markMs,
});
export type EpisodeMarks = ValueOf<typeof EpisodeMarks>;

/** Base64 of little-endian columns of equal length, in the order of the due times. */
export const RequestColumns = Type.Object({
  /** Uint32: when it was meant to start, µs since the start of the load. */
  dueUs: base64,
  /** Uint32: from then to its end, or to when it was given up, µs. */
  responseUs: base64,
  /** Uint8: index into `requestOutcomes`. */
  outcome: base64,
  /** Uint8: index of the route. */
  route: base64,
  /** Uint32: 1 + the user that sent it, 0 for none; absent where no request has one, and in old records. */
  user: optional(base64),
});
export type RequestColumns = ValueOf<typeof RequestColumns>;

/** One variant, one fault, once: fresh processes, open-loop load, the fault in its middle. */
export const FaultEpisodeRecord = Type.Object({
  kind: Type.Literal('fault-episode'),
  group: index,
  /** Position in the group's order, from 0. */
  position: index,
  /** When it ended, ISO 8601 in UTC; absent until it is written down. */
  at: optional(time),
  variantId: name,
  faultId: name,
  scenario: name,
  /** Arrivals a second. */
  rateRps,
  marks: EpisodeMarks,
  /** What was seen when looking whether the fault took effect. */
  evidence: Message,
  routes: names,
  requests: RequestColumns,
  counts: RequestCounts,
  /** Of them, sent again because the close of an idle connection crossed them; absent in older records. */
  resentRequests: optional(count),
  failureReasons: countsByText,
  audit: AuditResult,
  /** File of the whole request log in the run folder. */
  logFile: orAbsent(text),
  foreignCpuRatio: orAbsent(number),
  /** For people; nothing is decided by them. */
  caveats: Type.Array(Message),
  /** Most requests were sent late by the generator's own doing; absent in older records, see `upgradeFaultRecord`. */
  isGeneratorLate: optional(flag),
});
export type FaultEpisodeRecord = ValueOf<typeof FaultEpisodeRecord>;

/** A fault that was not applied to a variant, or an episode that says nothing. */
export const FaultNotRunRecord = Type.Object({
  kind: Type.Literal('fault-not-run'),
  group: index,
  /** As in an episode. */
  at: optional(time),
  variantId: name,
  faultId: name,
  /** `not-run`: cannot be done here; `void`: was tried and says nothing. */
  status: words('not-run', 'void'),
  reason: Message,
  /** Of a void episode: what clients were told against the data, which a fault without effect may spoil, too. */
  audit: optional(AuditResult),
  /** As in an episode. */
  logFile: optional(text),
});
export type FaultNotRunRecord = ValueOf<typeof FaultNotRunRecord>;

/** A fault as a reader of the run folder sees it. */
export const DescribedFault = Type.Object({
  id: name,
  title: text,
  mechanism: Message,
});
export type DescribedFault = ValueOf<typeof DescribedFault>;

/** What all episodes of a run share. */
export const FaultRateRecord = Type.Object({
  kind: Type.Literal('fault-rate'),
  scenario: name,
  rateRps,
  /** In the order of the report. */
  faults: Type.Array(DescribedFault),
  /** Closed-loop throughput of the baseline that the rate is a share of; undefined where the rate is given. */
  capacityRps: orAbsent(amount),
});
export type FaultRateRecord = ValueOf<typeof FaultRateRecord>;
