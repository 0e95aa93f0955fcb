// What an export knows of a run: neutral rows of its variants, gates, faults and trials, whichever document they are from.

import type { FaultMetricName } from '../document/fault-metrics.ts';
import type { FaultAudit, FaultCell, FaultFigures, FaultsDocument } from '../document/faults.ts';
import type { GateStatus } from '../document/gates.ts';
import type { TrialResult } from '../document/groups.ts';
import type { Sentence } from '../document/messages/sentence.ts';
import type { MetricName } from '../document/metrics.ts';
import type { ResultDocument, ValidityCheck, VerdictKind } from '../document/result.ts';
import type { ScalingLaw } from '../document/scaling.ts';
import type { SweepCurvePoint, SweepCurveResult } from '../document/sweep.ts';
import type { BrokenRule, QualityRow } from '../figures/quality.ts';
import type { Rank } from '../figures/rank.ts';
import type { DrawnRatio } from '../figures/ratio-span.ts';
import type { Verdict } from '../verdict/verdict.ts';

/** A format of another program. Its file needs nothing of Loadstone but this one, and a line in the registry. */
export interface ExportFormat {
  /** Its usual name in the folder of a run. */
  readonly fileName: string;
  /** For help, without a full stop. */
  readonly description: string;
  /** Kinds of runs of which it has something to say; of any other it is not written. */
  readonly says: readonly ExportedKind[];
  /** False where it would have no figure at all, as of a run that is not valid; absent where it always has something to say. */
  readonly hasRows?: (run: ExportedRun, options: ExportOptions) => boolean;
  /** The same rows and options give the same text. */
  readonly render: (run: ExportedRun, options: ExportOptions) => string;
  /** Of a command that ended without a document; absent where the format has no words, and then nothing is written. */
  readonly renderFailure?: (failure: CommandFailure) => string;
}

export interface ExportOptions {
  /** Absolute path of the repository, for annotations; without it paths stay as the document has them. */
  readonly root?: string;
  /** What an undecided gate is in JUnit and annotations: `warn` by default, or `fail`. */
  readonly onInconclusive?: 'fail' | 'warn';
  /** Figures instead of ratios where a format takes one of both; false by default. */
  readonly absolute?: boolean;
  /** The longest that Markdown may become: bytes of a summary, characters of a comment. */
  readonly limit?: number;
}

/** `compare` has gates, too, and may have faults besides; `faults` injected faults and compared nothing. */
export type ExportedKind = 'compare' | 'faults' | 'sweep';

/** A sweep, or at least one of the others. */
export interface ExportedRun {
  readonly comparison: ComparisonRows | undefined;
  readonly faults: FaultRows | undefined;
  readonly sweep?: SweepRows | undefined;
}

export interface SweepRows {
  readonly runId: string;
  readonly isValid: boolean;
  /** Of the limit on p99, microseconds; null where only a rate that is sustained was asked for. */
  readonly sloLatencyP99Us: number | null;
  readonly points: readonly SweepRow[];
}

/** One rate of one variant, with what its curve comes to. */
export interface SweepRow {
  readonly scenario: string;
  readonly variantId: string;
  readonly label: string;
  readonly isBaseline: boolean;
  readonly curve: SweepCurveResult;
  readonly point: SweepCurvePoint;
}

/** What other programs may keep over time of a variant in one place; they know nothing of caveats. */
export interface Series {
  readonly run: RunFacts;
  /** By which programs tell series apart: experiment, scenario, load or fault, variant. */
  readonly labels: Readonly<Record<string, string>>;
  /** Of the variant, for people. */
  readonly label: string;
  readonly groups: number;
  /** Undefined where no level shows how the variant acts. */
  readonly isExercised: boolean | undefined;
  readonly figures: readonly Figure[];
}

/** A figure that was measured; its unit is that of the document. */
export interface Figure {
  /** Unique in the series, the unit last: `latencyP99Us`, `latencyP99UsVsBaseline`, `availabilityRatio`. */
  readonly id: string;
  readonly metric: MetricName | FaultFigure;
  readonly name: string;
  readonly unit: string;
  readonly isHigherBetter: boolean;
  /** Against the baseline of the same run, which figures of two days can be compared by. */
  readonly isDifference: boolean;
  /** Worth a line over time; the rest is for who keeps everything. */
  readonly isTrend: boolean;
  readonly value: number;
  /** Null where there is no interval. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Of the interval, 0 to 1. */
  readonly confidence: number;
  /** Of a difference, where one was judged. */
  readonly verdict?: VerdictKind;
  /** Of a percentile that is not of all groups: in words, which it is of. */
  readonly partText?: string;
}

/** Figures under a fault, over the groups; the difference is to the baseline. */
export type FaultFigure = FaultMetricName | 'availabilityDifference';

/** What both parts have. */
export interface RunPart {
  readonly run: RunFacts;
  /** Only of a valid run are figures and gates told. */
  readonly isValid: boolean;
  /** As the document has them. */
  readonly checks: readonly ValidityCheck[];
  /** An invalid comparison has at least one, named or not. */
  readonly failedChecks: readonly ValidityCheck[];
  /** In the order of the config. */
  readonly gates: readonly GateRow[];
  /** None of an invalid run, and none of a variant where answers or data came out wrong: it would be a record. */
  readonly series: readonly Series[];
}

export interface RunFacts {
  readonly id: string;
  /** Of the experiment. */
  readonly name: string;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly elapsedMs: number;
  readonly seed: number;
  /** Undefined where only faults were injected. */
  readonly planHash: string | undefined;
  readonly reproduceCommand: string;
  readonly groupsEnded: number;
  readonly groupsPlanned: number;
  readonly hostname: string;
  readonly fingerprint: string;
  readonly loadstoneVersion: string;
  /** Of costs; undefined where the config has no prices. */
  readonly currency: string | undefined;
}

/** What documents of both kinds say of their run. */
export function describeRunFacts(
  { run, environment }: Pick<ResultDocument | FaultsDocument, 'run' | 'environment'>,
  groups: Pick<RunFacts, 'groupsEnded' | 'groupsPlanned'>,
): RunFacts {
  return {
    ...{ id: run.id, name: run.name, seed: run.seed },
    planHash: 'planHash' in run ? run.planHash : undefined,
    ...{ startedAt: run.startedAt, reproduceCommand: run.reproduceCommand },
    elapsedMs: Math.max(0, Date.parse(run.endedAt) - Date.parse(run.startedAt)),
    ...{ ...groups, hostname: environment.hostname, fingerprint: environment.fingerprint },
    loadstoneVersion: environment.loadstoneVersion,
    currency: 'prices' in run ? run.prices?.currency : undefined,
  };
}

/** One rule on one variant, in one scenario under one load or under one fault. */
export interface GateRow {
  readonly name: string;
  readonly variantId: string;
  readonly label: string;
  readonly scenario: string;
  /** Of the load or of the fault. */
  readonly placeId: string;
  /** As a program tells outcomes apart: `over-limit`, `fault-gate-fail`, `invalid-run` where none is judged. */
  readonly outcome: string;
  readonly status: GateStatus;
  readonly message: string;
  readonly advice: string | null;
  /** Undefined for gates on faults. */
  readonly measured: MeasuredGate | undefined;
}

/** What else a gate on a metric has, as text where it is for people. */
export interface MeasuredGate {
  readonly metric: MetricName | 'wrongBodies';
  readonly configFile: string;
  readonly configLine: number | null;
  readonly outcomeText: string;
  /** The scenario, and the load where it comes with several. */
  readonly place: Text;
  /** `p99 latency against baseline` */
  readonly metricText: string;
  /** `–` and no bounds where it was not judged. */
  readonly value: string;
  readonly bounds: string;
  readonly limit: string;
  /** Null where they are not known or no plan. */
  readonly moreGroups: number | null;
  /** Of a relative gate that has an interval, as ratios; absent of any other. */
  readonly chart?: ChartedGate;
}

/** A gate as the chart has it: ratios to what it is compared with. */
export interface ChartedGate {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly limit: number;
}

/** Text that is for people, in English; marked where it has names and figures. */
export type Text = Sentence | string;

export interface ComparisonRows extends RunPart {
  readonly verdict: {
    readonly title: Text;
    readonly lead: readonly Text[];
    /** What makes it sure, and what does not, each below its label. */
    readonly remarks: readonly Remark[];
  };
  /** What stands first on the page. */
  readonly answer: AnswerRows;
  /** The most important first; none of an invalid run. */
  readonly findings: readonly Finding[];
  /** Told of an invalid run, too. */
  readonly wrongAnswers: readonly WrongAnswers[];
  readonly scenarios: readonly ScenarioRows[];
  /** What the data are like after the load; of an invalid run without differences. */
  readonly quality: readonly QualityRow[];
  /** Told of an invalid run, too. */
  readonly brokenRules: readonly BrokenRule[];
  readonly trials: readonly TrialRow[];
  readonly scaling: readonly ScalingRow[];
  readonly voidGroups: readonly { readonly index: number; readonly reason: string }[];
  readonly groupCount: number;
  /** Inside of it two variants are called equivalent: `5%`. */
  readonly margin: string;
  readonly toleranceRatio: number;
}

export interface Remark {
  readonly label: string;
  readonly text: Text;
}

/** The question, the answer with its figure, and what is to be known beside it. */
export interface AnswerRows {
  readonly question: Text | undefined;
  readonly answer: Text;
  readonly kind: Verdict['kind'];
  readonly gateStatus: GateStatus | undefined;
  readonly lead: readonly Text[];
  /** Cost, what speaks against it, what was not tested. */
  readonly remarks: readonly Remark[];
}

/** One thing worth saying, with the sign that stands before it. */
export interface Finding {
  readonly kind: 'wrong-answers' | 'gate' | 'worse' | 'better';
  readonly sign: string;
  readonly text: Sentence;
}

/** A variant that answered wrong in a scenario. */
export interface WrongAnswers {
  readonly scenario: string;
  readonly loadId: string;
  readonly variantId: string;
  readonly label: string;
  readonly text: Sentence;
  /** True where a gate failed for it, so that an output with a line a gate tells it already. */
  readonly isGated: boolean;
}

/** A scenario under one load. */
export interface ScenarioRows {
  readonly scenario: string;
  readonly loadId: string;
  readonly place: Text;
  readonly loadText: Text;
  readonly primaryText: string;
  readonly isHigherBetter: boolean;
  /** The verdict of the run is about it. */
  readonly isHeadline: boolean;
  /** Heads of the columns of `estimate` and `interval`, and of those of `VariantRow.cells`. */
  readonly differenceColumns: readonly string[];
  readonly columns: readonly string[];
  /** In order of rank, best first. */
  readonly rows: readonly VariantRow[];
  /** The same in the order of every report. */
  readonly shown: readonly VariantRow[];
  /** What the signs after figures mean. */
  readonly notes: readonly Text[];
  readonly caveats: readonly Text[];
}

/** One variant in one scenario under one load. */
export interface VariantRow {
  readonly scenario: string;
  readonly loadId: string;
  readonly variantId: string;
  readonly label: string;
  readonly verdict: VerdictKind;
  readonly verdictText: string;
  /** `recommended`, `undecided: +4 groups`, with the reason where there is no verdict. */
  readonly rank: string;
  readonly wrongBodies: number;
  /** Undefined where no level shows how it acts. */
  readonly isExercised: boolean | undefined;
  /** What was seen of a variant that is not exercised, each a sentence. */
  readonly exerciseDetails: readonly string[];
  /** In the primary metric, against the baseline; empty for itself. */
  readonly estimate: string;
  readonly interval: string;
  /** The same as ratios; undefined where there are none. */
  readonly drawn: DrawnRatio | undefined;
  /** Variant ÷ baseline in each group. */
  readonly groupRatios: readonly number[];
  readonly rankKind: Rank;
  readonly cells: readonly string[];
}

export interface TrialRow extends TrialResult {
  readonly runId: string;
  readonly variantLabel: string;
  readonly isBaseline: boolean;
  readonly excludedBecause: string | null;
  readonly isExercised: boolean | undefined;
}

/** How throughput grows with the size of a factor's levels, or with connections. */
export interface ScalingRow {
  readonly runId: string;
  readonly law: ScalingLaw;
  /** Of the factor, or `connections`. */
  readonly name: string;
  /** Where it peaks, or why that can't be said. */
  readonly finding: Text;
  readonly place: Text;
}

export interface FaultRows extends RunPart {
  readonly scenario: string;
  readonly rateRps: number | null;
  /** Of all episodes together, since some findings belong to none alone; told of an invalid run, too. */
  readonly audit: FaultAudit;
  readonly auditText: string;
  /** Every variant under every fault, also where it was not run. */
  readonly cells: readonly FaultRow[];
  readonly faults: readonly { readonly id: string; readonly title: string }[];
  readonly variants: readonly { readonly id: string; readonly label: string }[];
  readonly heading: string;
  readonly gatesHeading: string;
  /** Who stays up best, or why nobody can be said to; what else follows, and the state of the data last. */
  readonly best: Text;
  readonly more: readonly Text[];
}

export interface FaultRow extends FaultCell {
  readonly label: string;
  readonly isBaseline: boolean;
  /** Its figures, where it has a series. */
  readonly recordable: FaultFigures | undefined;
  /** How hard it hits: `holds`, `dented`; empty where it was not measured. */
  readonly severity: string;
}

/** Under the loads first, then under the faults. */
export function listSeries({ comparison, faults }: ExportedRun): readonly Series[] {
  return [...(comparison?.series ?? []), ...(faults?.series ?? [])];
}

/** A command that ended before there was a document: then no output is empty or of an older run. */
export interface CommandFailure {
  /** As on the command line: `loadstone gate`. */
  readonly command: string;
  /** Of the table of errors, such as `CHECKOUT_FAILED`. */
  readonly code: string;
  readonly message: string;
  /** What to do next. */
  readonly hint: string;
  /** When it ended, ISO 8601 in UTC, and on which machine. */
  readonly at: string;
  readonly hostname: string;
  /** The end of the last output of the child process that failed; empty where there was none. */
  readonly output: string;
}

/** Characters of a child's output that are kept: its end says why. */
const keptOutput = 4_000;

export function cutOutput({ output }: CommandFailure): string {
  return output.trim().slice(-keptOutput);
}
