// What two runs against each other say, as messages: what differs, and how effects changed.

import type {
  ChangeVerdict,
  ComparedEffect,
  ComparedFigure,
  Difference,
  DifferenceValue,
  EnvironmentName,
  RunComparison,
  SettingName,
} from '../document/compare.ts';
import { name, sentence } from '../document/messages/sentence.ts';
import { formatChange, formatEffect, isChangeApart } from '../figures/compare.ts';
import { formatMargin } from '../figures/difference.ts';
import { formatBytes, noFigure } from '../figures/quantity.ts';
import type { Localized } from '../language/catalogue.ts';
import { tell, tellAll, tellWarning } from '../language/tell.ts';

export type AnyDifference = Difference<SettingName | EnvironmentName>;

/** What stands on one side of a difference: a value, or what only that run has. */
export function describeSide(
  { name: what, kind }: AnyDifference,
  side: readonly DifferenceValue[],
): Localized {
  if (side.length === 0) return () => noFigure;
  if (kind === 'hidden') return (m) => m.compare.notRecorded;
  return (m) => {
    const values = side.map((value) => {
      if (typeof value === 'boolean') return value ? m.compare.yes : m.compare.no;
      return formatValue(what, value);
    });
    return kind === 'only-in' ? m.compare.onlyHere({ values }) : values.join(', ');
  };
}

function formatValue(what: AnyDifference['name'], value: string | number | null): string {
  if (value === null) return noFigure;
  if (typeof value === 'string') return what === 'gitCommit' ? value.slice(0, 12) : value;
  if (what === 'toleranceRatio') return formatMargin(value);
  return what === 'memoryBytes' ? formatBytes(value) : String(value);
}

/** Hashes and derived rates follow from the rest, and uncommitted changes have a warning of their own. */
const unsaid: readonly string[] = [
  'fingerprint',
  'planHash',
  'reproduceCommand',
  'seed',
  'derivedRateRps',
  'gitDirty',
];
const mostSaid = 5;

/** `Other Node version, other commit.` */
export function describeSurroundings({ environment, settings }: RunComparison): Localized {
  const said = [...environment, ...settings].filter((one) => !unsaid.includes(one.name));
  if (said.length === 0) {
    const isEqual = environment.length + settings.length === 0;
    return (m) => (isEqual ? m.compare.nothingDiffers : m.compare.onlyRepeated);
  }
  const told = said.slice(0, mostSaid);
  return (m) =>
    m.compare.other({
      differences: told.map((one) => m.compare.otherOne({ what: nameDifference(one)(m) })),
      more: said.length - told.length,
    });
}

/** What differs, of a factor, load or service where there are several. */
export function nameDifference({ name: what, subject }: AnyDifference): Localized {
  if (what === 'configured') return () => [name(subject ?? '')];
  return ({ compare: m }) =>
    subject === null ? m.difference[what] : m.differenceOf({ what: m.difference[what], subject });
}

const mostEffectsSaid = 3;

/** How the primary effects changed: each that did, strongest first; the others counted. */
export function describeFindings(comparison: RunComparison): readonly Localized[] {
  const { noVerdictReasons, effects } = comparison;
  if (noVerdictReasons.length > 0) {
    const reasons = tellAll(noVerdictReasons);
    return [(m) => m.compare.noVerdict({ reasons: reasons(m) })];
  }
  const primary = effects.filter(({ isPrimary }) => isPrimary);
  const [only] = primary;
  if (only === undefined) return [(m) => m.compare.noSharedEffect];
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
): Localized {
  const count = (verdict: ChangeVerdict) =>
    effects.filter((effect) => effect.verdict === verdict).length;
  const counts = {
    ...{ total: effects.length, changed, same: count('same'), unclear: count('unclear') },
    ...{ notJudged: count('not-judged'), tolerance: formatMargin(toleranceRatio) },
  };
  return (m) => m.compare.counts(counts);
}

function describeEffect(effect: ComparedEffect): Localized {
  const { variantLabel, scenario, loadId, metric, verdict, reason } = effect;
  const facts = {
    ...{ variantLabel, scenario, loadId, metric, hasReason: reason !== null },
    ...{ from: formatEffect(effect.a.ratio), to: formatEffect(effect.b.ratio) },
    change: formatChange(effect),
  };
  return (m) => m.compare.effect[verdict]({ ...facts, reason: reason ?? '' });
}

/** Why either run is invalid, and all other caveats. */
export function describeComparedCaveats({ a, b, warnings }: RunComparison): readonly Localized[] {
  return [
    ...[a, b].flatMap(({ id, invalidReasons }) =>
      invalidReasons.map((reason): Localized => {
        const told = tell(reason);
        return (m) => m.compare.invalidRun({ runId: id, reason: told(m) });
      }),
    ),
    ...warnings.map(tellWarning),
  ];
}

/** How verdicts and changes came about. */
export function describeMethod({ confidence, effects }: RunComparison): Localized {
  const percent = String(Math.round(confidence * 1_000) / 10);
  const isFromIntervals = effects.some(({ method }) => method === 'welch-intervals');
  const isApart = effects.some(isChangeApart);
  return (m) => m.compare.method({ confidencePercent: percent, isFromIntervals, isApart });
}

/** `browse · closed-16 · throughput`. */
export function headTable({
  scenario,
  loadId,
  metric,
}: ComparedEffect | ComparedFigure): Localized {
  return (m) => sentence`${name(scenario)} · ${name(loadId)} · ${m.metricName(metric)}`;
}
