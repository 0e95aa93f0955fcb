// The document of a tour: claims, each with what its run says of it. The runs have documents of their own.
import Type from 'typebox';
import { FaultInterval } from './fault-metrics.ts';
import { FaultAudit, FaultComparison } from './faults.ts';
import { Message } from './message.ts';
import { MetricName } from './metrics.ts';
import {
  amount,
  count,
  flag,
  name,
  number,
  orNull,
  ratio,
  text,
  time,
  timeMs,
  type ValueOf,
  words,
} from './parts.ts';
import { Environment, LoadDescription, VerdictKind, Warning } from './result.ts';

/** Raised on every change that an older reader could not follow. */
export const tourSchemaVersion = 1;

/** What the author of the config wrote; a null Chinese text: the other one stands in both languages. */
export const OwnText = Type.Object({ en: text, zh: orNull(text) });
export type OwnText = ValueOf<typeof OwnText>;

/**
 * What a run says of a claim, as its own verdicts say it: `better` where a variant was shown to be, `equivalent` where
 * no difference was found within the tolerance, `wrong-data` where nothing but wrong answers can be told.
 */
export const TourVerdict = words(
  'better',
  'equivalent',
  'worse',
  'undecided',
  'not-exercised',
  'not-run',
  'invalid',
  'wrong-data',
);
export type TourVerdict = ValueOf<typeof TourVerdict>;

/** A variant beside the baseline in one metric. */
export const TourEffect = Type.Object({
  metric: MetricName,
  value: orNull(number),
  baselineValue: orNull(number),
  /** Variant ÷ baseline; null where it could not be estimated. */
  ratio: orNull(amount),
  ratioLower: orNull(amount),
  ratioUpper: orNull(amount),
  confidence: ratio,
  groups: count,
  verdict: VerdictKind,
});
export type TourEffect = ValueOf<typeof TourEffect>;

/** A scenario under one load. */
export const TourRow = Type.Object({
  scenario: name,
  description: text,
  load: LoadDescription,
  primaryMetric: MetricName,
  verdict: TourVerdict,
  /** The one that the verdict is about; null where it is about none. */
  variantId: orNull(name),
  /** Of it in the primary metric. */
  effect: orNull(TourEffect),
  /** Of it in what it takes: CPU, memory, pages read, log written; empty where nothing of it was compared. */
  costs: Type.Array(TourEffect),
  /** Of all variants but the baseline, in the order of rank. */
  variants: Type.Array(
    Type.Object({ variantId: name, label: name, verdict: VerdictKind, wrongBodies: count }),
  ),
  /** Further groups that would probably decide it; null where decided or not to be said. */
  moreGroups: orNull(count),
});
export type TourRow = ValueOf<typeof TourRow>;

/** What faults did, a line for each variant and fault that was compared with the baseline. */
export const TourFaults = Type.Object({
  scenario: text,
  /** Arrivals a second; null where nothing was measured. */
  rateRps: orNull(amount),
  /** Best first: mean share of good requests from the injection on. */
  ranking: Type.Array(Type.Object({ label: name, ratio, interval: orNull(FaultInterval) })),
  comparisons: Type.Array(
    Type.Object({
      faultId: name,
      faultTitle: text,
      label: name,
      comparison: FaultComparison,
    }),
  ),
  audit: FaultAudit.properties.status,
});
export type TourFaults = ValueOf<typeof TourFaults>;

export const TourFinding = Type.Object({
  verdict: TourVerdict,
  /** Why nothing is concluded, a sentence each; empty where something is. */
  reasons: Type.Array(Message),
  /** Relative tolerance inside which two variants count as the same. */
  toleranceRatio: orNull(amount),
  baselineId: text,
  /** Levels of the baseline that the chapter varies, as `cache = none`; else its name. */
  baselineLabel: text,
  /** The row that the verdict is told by; null where there is none. */
  rowIndex: orNull(count),
  /** Empty where the run is invalid, or injected faults. */
  rows: Type.Array(TourRow),
  /** Null where the run compared under load. */
  faults: orNull(TourFaults),
});
export type TourFinding = ValueOf<typeof TourFinding>;

/** The run of a chapter. */
export const TourRun = Type.Object({
  id: name,
  command: words('run', 'faults'),
  /** ISO 8601 in UTC. */
  startedAt: time,
  endedAt: time,
  status: words('complete', 'partial', 'interrupted'),
  groupsValid: count,
  groupsRun: count,
  groupsPlanned: count,
  /** Of the preset, which the time may not have held. */
  groupsWanted: count,
  /** It ended before its last group, since everything was decided. */
  isDecidedEarly: flag,
  /** Path of its page from the folder of the tour: beside it, and nowhere else. Null where none is written yet. */
  page: orNull(Type.String({ pattern: '^\\.\\./[A-Za-z0-9][\\w-]{0,99}/(report|faults)\\.html$' })),
  reproduceCommand: text,
  fingerprint: text,
});
export type TourRun = ValueOf<typeof TourRun>;

export const TourChapter = Type.Object({
  id: name,
  title: OwnText,
  claim: OwnText,
  source: orNull(OwnText),
  priority: count,
  /**
   * `measured`: its run has ended and says something. `partial`: it was cut off and says something. `left-out`: the time
   * did not hold it. `not-measured`: the config says why.
   */
  status: words('measured', 'partial', 'failed', 'left-out', 'pending', 'not-measured'),
  /** Why there is no result, or why its run failed beside one; null otherwise, and where the config says it. */
  reason: orNull(Message),
  /** Why it is not measured, as the config says. */
  notMeasured: orNull(OwnText),
  run: orNull(TourRun),
  /** Null where there is no result. */
  finding: orNull(TourFinding),
});
export type TourChapter = ValueOf<typeof TourChapter>;

export const TourDocument = Type.Object({
  schemaVersion: Type.Literal(tourSchemaVersion),
  kind: Type.Literal('tour'),
  tour: Type.Object({
    id: name,
    name,
    title: OwnText,
    description: orNull(OwnText),
    data: orNull(OwnText),
    /** ISO 8601 in UTC. */
    startedAt: time,
    endedAt: time,
    /** `partial` while it is going on, and where it was cut off. */
    status: words('complete', 'partial', 'interrupted'),
    isQuick: flag,
    budgetMs: timeMs,
    /** Of all chapters, pauses left out. */
    spentMs: timeMs,
    reproduceCommand: text,
  }),
  /** In the order of the config. */
  chapters: Type.Array(TourChapter),
  /** Of the first run; null where nothing was measured. */
  environment: orNull(Environment),
  warnings: Type.Array(Warning),
});
export type TourDocument = ValueOf<typeof TourDocument>;
