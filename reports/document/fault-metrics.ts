// Every figure of a variant under a fault, a row each: what it is, what it is called, where it stands. How episodes
// yield it stands in bench/analysis/faults/figures.ts. Its key is that of the document.
import Type from 'typebox';
import type { Names } from './metrics.ts';
import { amount, count, number, optional, orNull, ratio, type ValueOf, words } from './parts.ts';

/** A 95 % interval. */
export const FaultInterval = Type.Object({
  low: number,
  high: number,
});
export type FaultInterval = ValueOf<typeof FaultInterval>;

/** A share over the groups; the group is the sample. */
export const FaultShare = Type.Object({
  /** Mean over the groups, 0 to 1. */
  ratio,
  /** Null below two groups, and where all groups are alike. */
  interval: orNull(FaultInterval),
  /** Where the interval is from; `rule-of-three` (over requests) in older runs only, where all groups were perfect. */
  basis: words('groups', 'rule-of-three'),
  perGroup: Type.Array(ratio),
});
export type FaultShare = ValueOf<typeof FaultShare>;

/** Times over the groups; a group in which the end was not seen is censored, never counted as the end. */
export const FaultTime = Type.Object({
  /** Median over the groups, with censored ones as longer than any other; null where it is itself not known. */
  medianMs: orNull(amount),
  /** Shortest and longest of the groups; null where the group that it would be is censored. */
  lowMs: orNull(amount),
  highMs: orNull(amount),
  groups: count,
  /** Groups in which it had not ended when the observation did. */
  censored: count,
  /** How long each censored group went on at least, in the order of the groups. */
  censoredMs: Type.Array(amount),
  /** The least that a censored one is; where none is, how long was observed. */
  observedMs: amount,
  /** In the order of the groups; null where censored. */
  perGroupMs: Type.Array(orNull(amount)),
});
export type FaultTime = ValueOf<typeof FaultTime>;

/** What the document holds of each, in its order. */
export const FaultFigureSchemas = {
  /** From injection to the end of the observation. */
  availability: FaultShare,
  /**
   * The same by the time of users: Σ up ÷ Σ (up + down) over simulated users, where a user is up after a good request
   * until the next one, down after another, and gone after a cut-off (Hauer and others, "Meaningful availability",
   * NSDI 2020). Over the groups that know their users; null where none does.
   */
  userUptime: orNull(FaultShare),
  /** Requests that were sent again, as a share of those that ended, over whole episodes; absent where not known. */
  resentRatio: optional(amount),
  /** Share of windows that were up, of those with enough arrivals to tell, from injection on; null where none. */
  timeUpRatio: orNull(ratio),
  /** Longest stretch of windows that were not up; 0 where none was down, censored where it lasted to the end. */
  longestOutage: FaultTime,
  /** From the injection to the first window that was down; censored where users never noticed. */
  detect: FaultTime,
  /** From the start of healing (users wait for a service that starts again, too) to the start of the first hold. */
  recover: FaultTime,
  /** 1 − lowest goodput of a window from injection on, against the mean before it; 0 to 1, median over the groups. */
  brownOutDepth: orNull(ratio),
  /** Goodput that was missing, as seconds of full outage; mean over the groups. */
  lostServiceS: orNull(amount),
  /** Errors from injection to the end over those that the SLO allows in that time; null where it allows none. */
  budgetBurn: orNull(amount),
};

/** A figure of a variant under a fault. */
export type FaultMetricName = keyof typeof FaultFigureSchemas;

const figureObject = Type.Object(FaultFigureSchemas);
/** The figures of a cell by name. */
export type FaultFigureValues = ValueOf<typeof figureObject>;

/** How an amount is written: a share, seconds, or how many times over. */
export type AmountFormat = 'share' | 'seconds' | 'multiple';

/** How a time is written: what nothing of it is called, and one whose end was not seen. */
export type TimeFormat = 'outage' | 'detection' | 'recovery';

/** What the document holds of it: the mean of a share and the median of a time over the groups, or one number. */
type FaultMetricKind =
  | { readonly kind: 'share' }
  | { readonly kind: 'time'; readonly format: TimeFormat }
  | {
      readonly kind: 'amount';
      readonly format: AmountFormat;
      /** Over what it is taken: the mean or the median of the groups, or all of them together. */
      readonly estimator: 'mean' | 'median' | 'pooled';
      readonly gate: null;
    };

export type FaultMetric = FaultMetricKind & {
  /** In gates and series; the unit stands last. */
  readonly id: string;
  readonly unit: 'ratio' | 'ms' | 's' | 'budgets';
  readonly better: 'higher' | 'lower';
  /** Of its series. */
  readonly name: string;
  /** Over its row in the table of values; null where it has none. */
  readonly column: Names | null;
  /** Its column in the terminal, of which a narrow one keeps the lowest numbers; null where it has none. */
  readonly terminal: { readonly title: string; readonly priority: number } | null;
  /** Worth a line over time. */
  readonly isTrend: boolean;
  /** In OpenMetrics: `loadstone_fault_<stem>` and the base unit; null where it is not told. */
  readonly openMetrics: { readonly stem: string; readonly help: string } | null;
  /** Begins the sentence of a gate; null where none may judge it. */
  readonly gate: Names | null;
  /** Older documents lack it, so its column stands at the end, and in a table only where there is some of it. */
  readonly isLater: boolean;
};

const usual = {
  column: null,
  terminal: null,
  isTrend: false,
  openMetrics: null,
  gate: null,
  isLater: false,
} as const;
const share = { ...usual, kind: 'share', unit: 'ratio', better: 'higher' } as const;
const time = { ...usual, kind: 'time', unit: 'ms', better: 'lower' } as const;
const single = { ...usual, kind: 'amount', estimator: 'pooled', better: 'lower' } as const;

const rows = {
  availability: {
    ...share,
    id: 'availabilityRatio',
    name: 'availability',
    isTrend: true,
    openMetrics: {
      stem: 'availability',
      help: 'Share of good requests from the injection to the end of the observation.',
    },
    gate: { en: 'Availability', zh: '可用性' },
  },
  userUptime: {
    ...share,
    id: 'userUptimeRatio',
    name: 'user uptime',
    column: { en: 'User uptime', zh: '用户可用时间' },
    terminal: { title: 'user uptime', priority: 11 },
    openMetrics: {
      stem: 'user_uptime',
      help: 'Share of the time of simulated users that was up from the injection on.',
    },
    gate: { en: 'User uptime', zh: '用户可用时间' },
  },
  resentRatio: {
    ...single,
    id: 'resentRatio',
    unit: 'ratio',
    format: 'share',
    name: 'requests sent again',
    column: { en: 'Sent again, whole episode', zh: '重发（整段）' },
    terminal: { title: 'resent', priority: 8 },
    isLater: true,
  },
  timeUpRatio: {
    ...single,
    id: 'timeUpRatio',
    unit: 'ratio',
    format: 'share',
    better: 'higher',
    name: 'time up',
  },
  longestOutage: {
    ...time,
    id: 'longestOutageMs',
    format: 'outage',
    name: 'longest outage',
    column: { en: 'Longest outage', zh: '最长中断' },
    terminal: { title: 'longest outage', priority: 2 },
    isTrend: true,
    openMetrics: {
      stem: 'longest_outage',
      help: 'Longest outage, median of the groups; absent where its end was not seen.',
    },
    gate: { en: 'The longest outage', zh: '最长中断' },
  },
  detect: {
    ...time,
    id: 'detectionMs',
    format: 'detection',
    name: 'time to detect',
    column: { en: 'Noticed after', zh: '察觉用时' },
    terminal: { title: 'noticed after', priority: 8 },
    openMetrics: {
      stem: 'detection',
      help: 'From the injection until users noticed; absent where they did not.',
    },
  },
  recover: {
    ...time,
    id: 'recoveryMs',
    format: 'recovery',
    name: 'time to recover',
    column: { en: 'Recovered after', zh: '恢复用时' },
    terminal: { title: 'recovered after', priority: 3 },
    isTrend: true,
    openMetrics: {
      stem: 'recovery',
      help: 'From the start of healing until all was as before; absent where that was not seen.',
    },
    gate: { en: 'Recovery', zh: '恢复' },
  },
  brownOutDepth: {
    ...single,
    id: 'brownOutDepthRatio',
    estimator: 'median',
    unit: 'ratio',
    format: 'share',
    name: 'brown-out depth',
    column: { en: 'Brown-out depth', zh: '降级深度' },
  },
  lostServiceS: {
    ...single,
    id: 'lostServiceS',
    estimator: 'mean',
    unit: 's',
    format: 'seconds',
    name: 'lost service',
    column: { en: 'Lost service', zh: '损失的服务' },
    terminal: { title: 'lost service', priority: 6 },
    openMetrics: { stem: 'lost_service', help: 'Missing goodput as full outage.' },
  },
  budgetBurn: {
    ...single,
    id: 'errorBudgetBurn',
    unit: 'budgets',
    format: 'multiple',
    name: 'error budget burned',
    column: { en: 'Budget burn', zh: '预算消耗' },
    isTrend: true,
    openMetrics: { stem: 'error_budget_burn', help: 'Errors over those that the SLO allows.' },
  },
} as const satisfies Readonly<Record<FaultMetricName, FaultMetric>>;

export const faultMetrics: Readonly<Record<FaultMetricName, FaultMetric>> = rows;

/** In the order of the document. */
export const faultMetricNames = Object.keys(FaultFigureSchemas) as readonly FaultMetricName[];

/** A figure with how it is written. */
export type FaultReading =
  | { readonly kind: 'share'; readonly value: FaultShare }
  | { readonly kind: 'time'; readonly format: TimeFormat; readonly value: FaultTime }
  | { readonly kind: 'amount'; readonly format: AmountFormat; readonly value: number };

/** Undefined where it was not measured. */
export function readFaultFigure(
  figures: FaultFigureValues,
  name: FaultMetricName,
): FaultReading | undefined {
  const value = figures[name] ?? undefined;
  return value === undefined ? undefined : ({ ...faultMetrics[name], value } as FaultReading);
}

/** As one number, a time as the median of the groups; null where it was not measured or its end was not seen. */
export function readFaultNumber(
  figures: FaultFigureValues,
  name: FaultMetricName,
): { readonly value: number | null; readonly interval: FaultInterval | null } {
  const reading = readFaultFigure(figures, name);
  switch (reading?.kind) {
    case 'share':
      return { value: reading.value.ratio, interval: reading.value.interval };
    case 'time':
      return { value: reading.value.medianMs, interval: null };
    case 'amount':
      return { value: reading.value, interval: null };
    case undefined:
      return { value: null, interval: null };
  }
}

/** Undefined where it is no time, or was not measured. */
export function findFaultTime(
  figures: FaultFigureValues,
  name: FaultMetricName,
): FaultTime | undefined {
  const reading = readFaultFigure(figures, name);
  return reading?.kind === 'time' ? reading.value : undefined;
}

/** What stands over each in the table of values, or its name where it has no row there. */
export function nameFaultColumns(language: keyof Names): Readonly<Record<FaultMetricName, string>> {
  const entries = faultMetricNames.map((name) => {
    const { column, name: own } = faultMetrics[name];
    return [name, column?.[language] ?? own];
  });
  return Object.fromEntries(entries) as Record<FaultMetricName, string>;
}

/** Figures that a gate may judge, and what the audit counts: writes that came out wrong, reads that were too old. */
export type FaultGateMetric = GatedRow['id'] | 'lostWrites' | 'staleReadsBeyondLimit';

type GatedRow = Exclude<(typeof rows)[FaultMetricName], { readonly gate: null }>;

const gatedNames = faultMetricNames.filter((name) => faultMetrics[name].gate !== null);

export const faultGateMetrics: readonly FaultGateMetric[] = [
  ...gatedNames.map((name) => rows[name].id as GatedRow['id']),
  'lostWrites',
  'staleReadsBeyondLimit',
];

/** The figure that a gate judges; undefined where it judges what the audit counts. */
export function findGatedFigure(metric: FaultGateMetric): FaultMetricName | undefined {
  return gatedNames.find((name) => faultMetrics[name].id === metric);
}

/** True where a gate asks for a least, as of shares; of all else it asks for a most. */
export function asksForLeast(metric: FaultGateMetric): boolean {
  const name = findGatedFigure(metric);
  return name !== undefined && faultMetrics[name].better === 'higher';
}
