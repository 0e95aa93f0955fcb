// From readings of CPU and counts to the table of costs and ratios; pure.

/** What one subject did in the window of one round. */
export interface CostReading {
  readonly round: number;
  readonly subject: string;
  readonly cpuNs: number;
  readonly requests: number;
  readonly windowMs: number;
}

interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

export interface CostRow {
  readonly subject: string;
  readonly cpuPerRequestUs: Spread;
  readonly throughputRps: Spread;
  /** Cost against each of the references of the same round; undefined where there is no such round. */
  readonly ratios: readonly (Spread | undefined)[];
}

const nsPerUs = 1_000;

/** One row a subject, in the order in which they first come up. */
export function buildCostRows(
  readings: readonly CostReading[],
  references: readonly string[],
): readonly CostRow[] {
  const subjects = [...new Set(readings.map(({ subject }) => subject))];
  return subjects.flatMap((subject) => {
    const own = readings.filter((reading) => reading.subject === subject);
    const cpuPerRequestUs = spreadOf(own.map(costUs));
    const throughputRps = spreadOf(own.map((one) => (one.requests / one.windowMs) * 1_000));
    if (cpuPerRequestUs === undefined || throughputRps === undefined) return [];
    const ratios = references.map((name) => spreadOf(ratiosTo(readings, own, name)));
    return [{ subject, cpuPerRequestUs, throughputRps, ratios }];
  });
}

/** Both sides of a ratio are of one round, so that a slow minute of the machine is in both. */
function ratiosTo(
  readings: readonly CostReading[],
  own: readonly CostReading[],
  reference: string,
): readonly number[] {
  return own.flatMap((reading) => {
    const other = readings.find(
      ({ round, subject }) => round === reading.round && subject === reference,
    );
    return other === undefined ? [] : [costUs(reading) / costUs(other)];
  });
}

function costUs({ cpuNs, requests }: CostReading): number {
  return cpuNs / requests / nsPerUs;
}

function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const [lowest] = sorted;
  const highest = sorted.at(-1);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.ceil((sorted.length - 1) / 2)];
  if (lowest === undefined || highest === undefined) return undefined;
  return { median: ((low ?? lowest) + (high ?? highest)) / 2, lowest, highest };
}

/** The table as lines of text. */
export function renderCostTable(
  rows: readonly CostRow[],
  references: readonly string[],
): readonly string[] {
  const cells = rows.map((row) => [
    row.subject,
    renderSpread(row.cpuPerRequestUs, 1),
    String(Math.round(row.throughputRps.median)),
    ...row.ratios.map((ratio) => (ratio === undefined ? '–' : renderSpread(ratio, 2))),
  ]);
  const heads = ['generator', 'CPU µs/request', 'requests/s', ...references.map((r) => `÷ ${r}`)];
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...cells.map((line) => line[column]?.length ?? 0)),
  );
  return [heads, ...cells].map((line) =>
    line
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  '),
  );
}

function renderSpread({ median, lowest, highest }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${lowest.toFixed(digits)}–${highest.toFixed(digits)})`;
}
