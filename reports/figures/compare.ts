// What two runs against each other say, in words: what differs, and how effects changed.
import { englishMetricNames } from '../language/english-words.ts';
import type {
  ChangeVerdict,
  ComparedEffect,
  ComparedFigure,
  Difference,
  DifferenceValue,
  EffectOfRun,
  EnvironmentName,
  RunComparison,
  SettingName,
} from '../schema/compare.ts';
import type { VerdictKind } from '../schema/result.ts';
import { formatMargin, formatTimes } from './difference.ts';
import { formatBytes, noFigure } from './quantity.ts';

const settingNames: Readonly<Record<SettingName, string>> = {
  experiment: 'experiment',
  reproduceCommand: 'command',
  seed: 'seed',
  planHash: 'plan hash',
  toleranceRatio: 'tolerance',
  looks: 'looks',
  groupsPlanned: 'groups planned',
  baseline: 'baseline',
  scenarios: 'scenarios',
  loads: 'loads',
  loadRateRps: 'rate, req/s',
  loadConnections: 'connections',
  primaryMetric: 'primary metric',
  factors: 'factors',
  levels: 'levels',
  variants: 'variants',
  gates: 'gates',
  prices: 'prices',
};

const environmentNames: Readonly<Record<EnvironmentName, string>> = {
  fingerprint: 'fingerprint',
  hostname: 'host',
  os: 'operating system',
  kernel: 'kernel',
  cpuModel: 'CPU',
  cpuCount: 'number of CPUs',
  memoryBytes: 'memory',
  nodeVersion: 'Node version',
  loadstoneVersion: 'Loadstone version',
  gitCommit: 'commit',
  gitDirty: 'uncommitted changes',
  service: 'service',
  driver: 'driver',
  driverVersion: 'driver version',
  placement: 'placement',
};

/** The words of a verdict in a table. */
export const changeWords: Readonly<Record<ChangeVerdict, string>> = {
  same: 'same effect',
  grew: 'effect grew',
  shrank: 'effect shrank',
  reversed: 'effect reversed',
  unclear: 'unclear',
  'not-judged': 'not judged',
};

type AnyDifference = Difference<SettingName | EnvironmentName>;

/** `levels of cache`, `commit`. */
export function nameDifference({ name, subject }: AnyDifference): string {
  const word = { ...settingNames, ...environmentNames }[name];
  return subject === null ? word : `${word} of ${subject}`;
}

/** What stands on one side of a difference: a value, or what only that run has. */
export function describeSide(
  { name, kind }: AnyDifference,
  side: readonly DifferenceValue[],
): string {
  if (side.length === 0) return noFigure;
  const text = side.map((value) => describeValue(name, value)).join(', ');
  return kind === 'only-in' ? `only here: ${text}` : text;
}

function describeValue(name: AnyDifference['name'], value: DifferenceValue): string {
  if (value === null) return noFigure;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return name === 'gitCommit' ? value.slice(0, 12) : value;
  if (name === 'toleranceRatio') return formatMargin(value);
  return name === 'memoryBytes' ? formatBytes(value) : String(value);
}

/** Hashes follow from the rest, and uncommitted changes have a warning of their own. */
const unsaid: readonly string[] = [
  'fingerprint',
  'planHash',
  'reproduceCommand',
  'seed',
  'gitDirty',
];
const mostSaid = 5;

/** `Other Node version, other commit.` */
export function describeSurroundings({ environment, settings }: RunComparison): string {
  const said = [...environment, ...settings].filter(({ name }) => !unsaid.includes(name));
  if (said.length === 0) {
    return environment.length + settings.length === 0
      ? 'Settings and environment are the same, as far as the runs recorded them.'
      : 'Nothing but what a repetition changes: the tables have it.';
  }
  const words = said.slice(0, mostSaid).map((one) => `other ${nameDifference(one)}`);
  const rest = said.length > mostSaid ? ` and ${said.length - mostSaid} more` : '';
  const text = words.join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${rest}.`;
}

const mostEffectsSaid = 3;

/** How the primary effects changed: each that did, strongest first; the others counted. */
export function describeFindings(comparison: RunComparison): readonly string[] {
  const { noVerdictReasons, effects } = comparison;
  if (noVerdictReasons.length > 0) return [`No verdict. ${noVerdictReasons.join(' ')}`];
  const primary = effects.filter(({ isPrimary }) => isPrimary);
  const [only] = primary;
  if (only === undefined) return ['The runs share no effect in a primary metric.'];
  if (primary.length === 1) return [describeEffect(only)];
  const changed = primary
    .filter(({ verdict }) => ['grew', 'shrank', 'reversed'].includes(verdict))
    .toSorted((a, b) => measureChange(b) - measureChange(a));
  return [
    ...changed.slice(0, mostEffectsSaid).map(describeEffect),
    describeCounts(primary, changed.length, comparison.toleranceRatio),
  ];
}

function measureChange({ change }: ComparedEffect): number {
  return change === null ? 0 : Math.abs(Math.log(change.ratio));
}

function describeCounts(
  effects: readonly ComparedEffect[],
  changed: number,
  toleranceRatio: number,
): string {
  const count = (verdict: ChangeVerdict) =>
    effects.filter((effect) => effect.verdict === verdict).length;
  const notJudged = count('not-judged');
  const parts = [
    `${changed} changed`,
    `${count('same')} the same within ${formatMargin(toleranceRatio)}`,
    `${count('unclear')} unclear`,
    ...(notJudged > 0 ? [`${notJudged} not judged`] : []),
  ];
  return `Of ${effects.length} primary effects: ${parts.join(', ')}.`;
}

/** `The effect of composite on browse (closed-16), throughput, grew from 9.1× to 10.8× (1.19× [0.95×, 1.49×]).` */
function describeEffect(effect: ComparedEffect): string {
  const { variantLabel, scenario, loadId, metric, verdict, a, b, reason } = effect;
  const subject = `The effect of ${variantLabel} on ${scenario} (${loadId}), ${englishMetricNames[metric]},`;
  const [from, to] = [formatEffect(a.ratio), formatEffect(b.ratio)];
  const change = formatChange(effect);
  switch (verdict) {
    case 'same':
      return `${subject} stayed the same: ${from} and ${to} (${change}).`;
    case 'grew':
    case 'shrank':
    case 'reversed':
      return `${subject} ${verdict} from ${from} to ${to} (${change}).`;
    case 'unclear':
      return `${subject} went from ${from} to ${to} (${change}, unclear).`;
    case 'not-judged':
      return `${subject} is not judged. ${reason ?? ''}`.trimEnd();
  }
}

/** As a multiple; small ones keep digits enough to tell A from B. */
export function formatEffect(ratio: number): string {
  return ratio < 0.2 ? `${ratio.toPrecision(2)}×` : formatTimes(ratio);
}

/** `1.19× [0.95×, 1.49×]`; a dash where the change can't be said. */
export function formatChange({ change }: ComparedEffect): string {
  return change === null ? noFigure : `${formatEffect(change.ratio)} ${formatBounds(change)}`;
}

/** `[0.95×, 1.49×]`; empty without an interval. */
export function formatBounds({
  ratioLower,
  ratioUpper,
}: Pick<EffectOfRun, 'ratioLower' | 'ratioUpper'>): string {
  if (ratioLower === null || ratioUpper === null) return '';
  return `[${formatEffect(ratioLower)}, ${formatEffect(ratioUpper)}]`;
}

/** An effect as the drawings take it: hollow where the run does not tell it from none. */
export function toDrawn(effect: EffectOfRun): EffectOfRun & { readonly verdict: VerdictKind } {
  const { ratioLower, ratioUpper } = effect;
  const isSure = ratioLower !== null && ratioUpper !== null && (ratioLower > 1 || ratioUpper < 1);
  return { ...effect, verdict: isSure ? 'better' : 'inconclusive' };
}

/** How verdicts and changes came about. */
export function describeMethod({ confidence, effects }: RunComparison): string {
  const percent = String(Math.round(confidence * 1_000) / 10);
  const fromIntervals = effects.some(({ method }) => method === 'welch-intervals');
  return [
    `Change: B’s effect ÷ A’s effect, with its ${percent}% interval, by Welch’s t on the log-ratios of the groups`,
    fromIntervals
      ? '; where they are not in the document (*), from the widths of both intervals'
      : '',
    '. Verdicts hold after Holm’s correction, over the primary effects and over the others apart.',
  ].join('');
}

/** Stands above figures of two days. */
export const figuresHeading = 'Absolute figures of two days: a description, no verdict';

/** Groups by scenario, load and metric, in their order. */
export function groupByTable<One extends ComparedEffect | ComparedFigure>(
  all: readonly One[],
): readonly (readonly [One, ...One[]])[] {
  const tables = Map.groupBy(all, ({ scenario, loadId, metric }) =>
    JSON.stringify([scenario, loadId, metric]),
  );
  return [...tables.values()].map((rows) => rows as [One, ...One[]]);
}

/** `browse · closed-16 · throughput`. */
export function headTable({ scenario, loadId, metric }: ComparedEffect | ComparedFigure): string {
  return [scenario, loadId, englishMetricNames[metric]].join(' · ');
}
