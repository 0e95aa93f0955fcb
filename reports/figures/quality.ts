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
}

/** Measure by measure in the order of the config, within each the variants; none where the run asked nothing. */
export function listQualityRows(document: ResultDocument): readonly QualityRow[] {
  const { quality } = document;
  if (quality === undefined) return [];
  const variants = indexVariants(document);
  return quality.measures.flatMap((measure, place) =>
    quality.variants.flatMap(({ variantId, groups, figures }) => {
      const figure = figures[place];
      if (figure === undefined) return [];
      const isBaseline = variants.get(variantId)?.isBaseline === true;
      return [
        { measure, variantId, label: findLabel(variants, variantId), isBaseline, groups, figure },
      ];
    }),
  );
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

export const qualitySigns: Readonly<Record<QualityComparison['verdict'], string>> = {
  ...{ better: '▲', worse: '▼', inconclusive: '?' },
};

/** `+12.4 [+12.1, +12.7]`, of shares in percentage points; empty for the baseline. */
export function formatQualityDifference({ measure, figure: { comparison } }: QualityRow): string {
  if (comparison === null) return '';
  const format = measure.unit === 'share' ? formatPoints : formatSigned;
  const { difference, interval } = comparison;
  const bounds = interval === null ? '' : ` [${format(interval.low)}, ${format(interval.high)}]`;
  return `${format(difference)}${bounds}`;
}
