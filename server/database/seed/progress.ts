// Shows how far a load is: a bar that rewrites itself on a terminal, plain lines elsewhere.

/** The part of a stream that progress needs; process.stderr is one. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  /** Rows of `table` that went over the wire, and of all tables together. */
  readonly rows: (table: string, doneRows: number, totalRows: number, elapsedMs: number) => void;
  /** A step without rows has begun, such as building keys; ends the bar. */
  readonly step: (text: string) => void;
}

const barWidth = 24;
const redrawEveryMs = 100;
const decile = 10;

/** `[████······]  42 %  orders  610k rows/s  3 s left`, no longer than the terminal. */
export function renderProgressBar(
  table: string,
  doneRows: number,
  totalRows: number,
  elapsedMs: number,
  columns: number,
): string {
  const doneRatio = totalRows === 0 ? 1 : doneRows / totalRows;
  const filled = Math.round(doneRatio * barWidth);
  const bar = '█'.repeat(filled) + '·'.repeat(barWidth - filled);
  const percent = `${Math.floor(doneRatio * 100)}`.padStart(3);
  const rowsPerMs = elapsedMs === 0 ? 0 : doneRows / elapsedMs;
  const leftSeconds = rowsPerMs === 0 ? 0 : (totalRows - doneRows) / rowsPerMs / 1_000;
  const speed = `${Math.round(rowsPerMs)}k rows/s`;
  return `[${bar}] ${percent} %  ${table.padEnd(11)} ${speed}  ${Math.ceil(leftSeconds)} s left`.slice(
    0,
    Math.max(1, columns - 1),
  );
}

/** Progress on a terminal: one line, redrawn ten times a second at most. */
function showBar(output: ProgressOutput): Progress {
  let drawnAtMs = Number.NEGATIVE_INFINITY;
  let drawn = false;
  return {
    rows(table, doneRows, totalRows, elapsedMs) {
      if (doneRows < totalRows && elapsedMs - drawnAtMs < redrawEveryMs) return;
      drawnAtMs = elapsedMs;
      drawn = true;
      // A terminal that doesn't know its width says 0.
      const columns = output.columns === undefined || output.columns === 0 ? 80 : output.columns;
      const line = renderProgressBar(table, doneRows, totalRows, elapsedMs, columns);
      output.write(`\r\u001b[2K${line}`);
    },
    step(text) {
      output.write(drawn ? `\r\u001b[2K${text}\n` : `${text}\n`);
      drawn = false;
    },
  };
}

/** Progress in a log: a line for each tenth of the rows. */
function showLines(output: ProgressOutput): Progress {
  let shown = 0;
  return {
    rows(table, doneRows, totalRows) {
      const reached = totalRows === 0 ? decile : Math.floor((doneRows / totalRows) * decile);
      if (reached <= shown) return;
      shown = reached;
      output.write(`loaded ${reached * 10} % (${doneRows} of ${totalRows} rows, ${table})\n`);
    },
    step(text) {
      output.write(`${text}\n`);
    },
  };
}

/** Chooses the way that fits where the output goes. */
export function showProgress(output: ProgressOutput): Progress {
  return output.isTTY === true ? showBar(output) : showLines(output);
}
