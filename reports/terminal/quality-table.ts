// The data quality of a run for a terminal: the rules that are broken, and a line a measure and variant.
import type { ResultDocument } from '../document/result.ts';
import { isTrusted } from '../figures/lookup.ts';
import {
  countRules,
  formatQuality,
  formatQualityDifference,
  formatQualityInterval,
  listBrokenRules,
  listQualityRows,
  type QualityRow,
  qualitySigns,
  standingOf,
} from '../figures/quality.ts';
import { english } from '../language/catalogue.ts';
import { type Column, layOutColumns, left, right } from './columns.ts';
import { say } from './say.ts';
import { type Paint, wrapText } from './text.ts';

/** At most this many lines; the page and the CSV have all of them. */
const rowLimit = 40;

/** Nothing where the run asked nothing of the data; no line is wider than `widthColumns`. */
export function renderQuality(
  document: ResultDocument,
  widthColumns: number,
  paint: Paint,
): string[] {
  if (document.quality === undefined) return [];
  const rows = listQualityRows(document).slice(0, rowLimit);
  const { lines, leftOut } = layOutColumns(
    listColumns(isTrusted(document), paint),
    rows,
    widthColumns,
    paint,
  );
  const notes =
    leftOut.length > 0
      ? [english.terminal.leftOut({ width: widthColumns, columns: leftOut.join(', ') })]
      : [];
  return [
    paint('bold', english.quality.title),
    ...renderRules(document, widthColumns, paint),
    ...(rows.length > 0 ? lines : []),
    ...notes.flatMap((note) => wrapText(note, widthColumns).map((line) => paint('dim', line))),
  ];
}

function renderRules(document: ResultDocument, width: number, paint: Paint): string[] {
  const rules = countRules(document);
  const broken = listBrokenRules(document);
  if (rules === 0) return [];
  if (broken.length === 0) {
    const text = say((m) => m.quality.rulesHold({ rules }));
    return wrapText(text, width).map((line) => paint('dim', line));
  }
  return broken
    .flatMap(({ label, name, violations, groups }) =>
      wrapText(
        say((m) => m.quality.broken({ label, rule: name, violations, groups })),
        width,
      ),
    )
    .map((line) => paint('red', line));
}

const colours = { better: 'green', worse: 'red', inconclusive: 'dim', same: 'dim' } as const;

function listColumns(hasVerdicts: boolean, paint: Paint): readonly Column<QualityRow>[] {
  const difference: Column<QualityRow> = left(
    english.table.againstBaseline,
    2,
    (row) => {
      const standing = standingOf(row);
      if (standing === undefined) return '';
      const difference =
        standing === 'same' ? english.quality.verdict.same : formatQualityDifference(row);
      return `${qualitySigns[standing]} ${difference}`;
    },
    (row, text) => paint(colours[standingOf(row) ?? 'inconclusive'], text),
  );
  const { measure, about, value, interval } = english.quality;
  return [
    left(measure, 0, (row) => row.measure.name),
    left(about, 5, (row) => english.quality.dimension[row.measure.dimension]),
    left(english.table.variant, 0, ({ label }) => label),
    right(value, 1, formatQuality),
    left(interval, 4, formatQualityInterval),
    ...(hasVerdicts ? [difference] : []),
  ];
}
