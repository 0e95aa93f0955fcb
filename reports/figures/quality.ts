// The data quality of a run as rows, for every output: a measure of a variant, and the rules that its data break.
import type {
  QualityComparison,
  QualityFigure,
  QualityMeasure,
  QualityUnit,
} from '../document/quality.ts';
import type { ResultDocument } from '../document/result.ts';
import { findLabel, indexVariants } from './lookup.ts';
import { formatNumber, formatPoints, formatShare, formatSigned, noFigure } from './quantity.ts';

export interface QualityRow {
  readonly measure: QualityMeasure;
  readonly variantId: string;
  readonly label: string;
  readonly isBaseline: boolean;
  /** Valid groups whose data were read. */
  readonly groups: number;
  readonly figure: QualityFigure;
  /** Of the same measure; undefined where the baseline has none. */
  readonly baseline: QualityFigure | undefined;
}

/** Measure by measure in the order of the config, within each the variants; none where the run asked nothing. */
export function listQualityRows(document: ResultDocument): readonly QualityRow[] {
  const { quality } = document;
  if (quality === undefined) return [];
  const variants = indexVariants(document);
  const ofBaseline = quality.variants.find(
    ({ variantId }) => variants.get(variantId)?.isBaseline === true,
  );
  return quality.measures.flatMap((measure, place) => {
    const baseline = ofBaseline?.figures[place];
    return quality.variants.flatMap(({ variantId, groups, figures }) => {
      const figure = figures[place];
      if (figure === undefined) return [];
      const isBaseline = variants.get(variantId)?.isBaseline === true;
      const label = findLabel(variants, variantId);
      return [{ measure, variantId, label, isBaseline, groups, figure, baseline }];
    });
  });
}

export interface BrokenRule {
  readonly label: string;
  readonly name: string;
  readonly violations: number;
  readonly groups: number;
}

/** Rules that the data of any variant break. */
export function listBrokenRules(document: ResultDocument): readonly BrokenRule[] {
  const variants = indexVariants(document);
  return (document.quality?.variants ?? []).flatMap(({ variantId, invariants }) =>
    invariants
      .filter(({ violations }) => violations > 0)
      .map((rule) => ({ ...rule, label: findLabel(variants, variantId) })),
  );
}

/** How many rules were looked at. */
export function countRules({ quality }: ResultDocument): number {
  return quality?.variants[0]?.invariants.length ?? 0;
}

const formats: Readonly<Record<QualityUnit, (value: number) => string>> = {
  share: formatShare,
  count: formatNumber,
};

/** `98.5%` or `1,204`. */
export function formatQuality({ measure, figure }: QualityRow): string {
  return figure.value === null ? noFigure : formats[measure.unit](figure.value);
}

/** `[98.1%, 98.9%]`; empty where there is none. */
export function formatQualityInterval({ measure, figure: { interval } }: QualityRow): string {
  if (interval === null) return '';
  const format = formats[measure.unit];
  return `[${format(interval.low)}, ${format(interval.high)}]`;
}

/** How a figure stands to the baseline's; `same` where both are equal in every group. */
export type QualityStanding = QualityComparison['verdict'] | 'same';

/** Undefined for the baseline, and where nothing could be compared. */
export function standingOf({ figure: { comparison, perGroup }, baseline }: QualityRow) {
  if (comparison === null) return undefined;
  const isSame =
    comparison.difference === 0 &&
    perGroup.length > 0 &&
    perGroup.every((value, group) => value === baseline?.perGroup[group]);
  return isSame ? 'same' : comparison.verdict;
}

export const qualitySigns: Readonly<Record<QualityStanding, string>> = {
  ...{ better: '▲', worse: '▼', inconclusive: '?', same: '=' },
};

/** `+12.4 [+12.1, +12.7]`, of shares in percentage points; empty for the baseline and where both are the same. */
export function formatQualityDifference(row: QualityRow): string {
  const { measure, figure } = row;
  const { comparison } = figure;
  if (comparison === null || standingOf(row) === 'same') return '';
  const format = measure.unit === 'share' ? formatPoints : formatSigned;
  const { difference, interval } = comparison;
  const bounds = interval === null ? '' : ` [${format(interval.low)}, ${format(interval.high)}]`;
  return `${format(difference)}${bounds}`;
}
