// Lays columns side by side within a width: those that matter least are left out, nothing wraps.
import { fitToWidth, measureWidth, type Paint } from './text.ts';

export interface Column<Row> {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** 0 is the most important; columns are kept in order of priority while they fit. */
  readonly priority: number;
  readonly text: (row: Row) => string;
  /** Colours the text after it was fitted. */
  readonly paint?: (row: Row, text: string) => string;
  /** For a column that draws: its least and greatest width; it takes what is left over. */
  readonly drawn?: {
    readonly least: number;
    readonly most: number;
    readonly draw: (row: Row, width: number) => string;
  };
}

/** A column of words. @param priority 0 is the most important */
export function left<Row>(
  title: string,
  priority: number,
  text: Column<Row>['text'],
  paint?: Column<Row>['paint'],
): Column<Row> {
  return { title, align: 'left', priority, text, ...(paint && { paint }) };
}

/** A column of figures. */
export function right<Row>(
  title: string,
  priority: number,
  text: Column<Row>['text'],
  paint?: Column<Row>['paint'],
): Column<Row> {
  return { ...left(title, priority, text, paint), align: 'right' };
}

export interface LaidOut {
  readonly lines: readonly string[];
  /** Titles of the columns that did not fit. */
  readonly leftOut: readonly string[];
}

const gap = '  ';

interface Placed<Row> {
  readonly column: Column<Row>;
  readonly width: number;
}

/** The header and a line a row; no line is wider than `widthColumns`. */
export function layOutColumns<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  widthColumns: number,
  paint: Paint,
): LaidOut {
  const placed = placeColumns(columns, rows, widthColumns);
  const header = placed.map(({ column, width }) => fitToWidth(column.title, width, column.align));
  const lines = rows.map((row) =>
    placed
      .map(({ column, width }) => {
        if (column.drawn !== undefined) return column.drawn.draw(row, width);
        const text = fitToWidth(column.text(row), width, column.align);
        return column.paint?.(row, text) ?? text;
      })
      .join(gap)
      .trimEnd(),
  );
  const kept = new Set(placed.map(({ column }) => column));
  return {
    lines: [paint('dim', header.join(gap).trimEnd()), ...lines],
    leftOut: columns.filter((column) => !kept.has(column)).map((column) => column.title),
  };
}

function placeColumns<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  widthColumns: number,
): Placed<Row>[] {
  const widths = new Map<Column<Row>, number>();
  let used = -gap.length;
  for (const column of columns.toSorted((a, b) => a.priority - b.priority)) {
    const wanted = column.drawn?.least ?? measureColumn(column, rows);
    const left = widthColumns - used - gap.length;
    if (wanted > left && widths.size > 0) continue;
    const width = Math.min(wanted, left);
    widths.set(column, width);
    used += width + gap.length;
  }
  return columns.flatMap((column) => {
    const width = widths.get(column);
    if (width === undefined) return [];
    const { drawn } = column;
    if (drawn === undefined) return [{ column, width }];
    return [{ column, width: Math.min(drawn.most, width + widthColumns - used) }];
  });
}

function measureColumn<Row>(column: Column<Row>, rows: readonly Row[]): number {
  return Math.max(
    measureWidth(column.title),
    ...rows.map((row) => measureWidth(fitToWidth(column.text(row), 40, 'left').trimEnd())),
  );
}
