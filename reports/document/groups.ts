// Groups and trials, as the result document lists them.

import Type from 'typebox';
import { Message } from './message.ts';
import {
  amount,
  count,
  flag,
  name,
  number,
  optional,
  orNull,
  ratio,
  text,
  texts,
  textsByName,
  time,
  type ValueOf,
  words,
} from './parts.ts';

/** The time of a group by what it was spent on, ms; the sum is the elapsed time. */
const GroupPhases = Type.Object({
  /** CPUs swapped, PostgreSQL restarted, templates built anew. */
  prepareMs: number,
  /** Until every variant was up and checked. */
  launchMs: number,
  /** Generator processes started, asked for their histograms, closed. */
  generatorMs: number,
  /** Load that isn't recorded. */
  warmupMs: number,
  /** Recorded load: the lengths of all slices. */
  measuredMs: number,
  /** Between slices: last answers, readings. */
  switchMs: number,
  /** Pages visited by a browser under load; absent where there are none. */
  pagesMs: optional(number),
  /** Until every variant had ended. */
  stopMs: number,
});

export const GroupResult = Type.Object({
  index: count,
  status: words('valid', 'void'),
  /** Why it is void; null where it is valid. */
  voidReason: orNull(Message),
  /** Variants in the order of their launch. */
  launchOrder: texts,
  startedAt: time,
  elapsedMs: amount,
  /** Share of the host's CPU time used by programs that are no part of the run, 0 to 1; null where unknown. */
  foreignCpuRatio: orNull(ratio),
  stealRatio: orNull(ratio),
  /** CPUs by role in this group, for example `{ service: '1', generator: '0' }`; absent in older runs. */
  cpus: optional(textsByName),
  /** True where the roles had the CPUs of the swapped layout; absent in older runs. */
  isSwapped: optional(flag),
  /** True where PostgreSQL was restarted before the group; absent in older runs. */
  isDatabaseRestarted: optional(flag),
  /** True where the template databases were built anew before the group; absent in older runs. */
  areTemplatesRebuilt: optional(flag),
  /** Where its time went; absent in older runs. */
  phases: optional(GroupPhases),
});
export type GroupResult = ValueOf<typeof GroupResult>;

/** What the time of a run was spent on, ms; groups that are void count as well. */
export const TimeUse = Type.Object({
  /** From the start of its services to the end of its last group; times between parts of a run, such as epochs, are left out. */
  elapsedMs: amount,
  measuredMs: amount,
  warmupMs: amount,
  launchMs: amount,
});
export type TimeUse = ValueOf<typeof TimeUse>;

/** One trial: all slices of one variant, scenario and load in one group. */
export const TrialResult = Type.Object({
  group: count,
  scenario: text,
  loadId: text,
  variantId: name,
  included: flag,
  slices: count,
  /**
   * Of whole slices, with the first part of each that figures leave out (`dropFirstMs`): more than throughput times
   * the time that is measured.
   */
  succeeded: count,
  /** Failed and timed out, of whole slices, too. */
  failed: count,
  /** Of them, sent again because the close of an idle connection crossed them; absent where not known. */
  resentRequests: optional(count),
  throughputRps: orNull(amount),
  latencyP50Us: orNull(amount),
  latencyP99Us: orNull(amount),
  cpuPerRequestUs: orNull(amount),
  /** Requests of warm-up before it; null where there was none. Absent in older documents, as the two below. */
  warmupRequests: optional(orNull(count)),
  /** Cache hits as a share of look-ups in the first and the last quarter of its slices; null where not offered. */
  hitRatioAtStart: optional(orNull(ratio)),
  hitRatioAtEnd: optional(orNull(ratio)),
});
export type TrialResult = ValueOf<typeof TrialResult>;
