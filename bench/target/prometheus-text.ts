// Reads the Prometheus text format as far as counters need it: names, labels, values.
// https://prometheus.io/docs/instrumenting/exposition_formats/ (and OpenMetrics 1.0, whose exemplars are passed over).

interface PrometheusSample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /** NaN where it is no number; infinite values stay so. */
  readonly value: number;
}

export interface PrometheusText {
  readonly samples: readonly PrometheusSample[];
  /** Names of comments that declare a type or a help text. */
  readonly declared: ReadonlySet<string>;
}

/** A longer line is no series of a counter; a label of megabytes would take the stack of the expression below. */
const longestLineChars = 64 * 1024;

/** What is no sample of the format is passed over, since a page may hold what this reader need not know. */
export function parsePrometheusText(text: string): PrometheusText {
  const samples: PrometheusSample[] = [];
  const declared = new Set<string>();
  for (const line of text.split(/\r?\n/)) {
    if (line.length > longestLineChars) continue;
    const declaration = /^#\s+(?:TYPE|HELP)\s+(\S+)/.exec(line)?.[1];
    if (declaration !== undefined) declared.add(declaration);
    const sample = line.startsWith('#') ? undefined : parseSample(line);
    if (sample !== undefined) samples.push(sample);
  }
  return { samples, declared };
}

const labelPattern = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|(?=\}))/y;

function parseSample(line: string): PrometheusSample | undefined {
  const name = /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*/.exec(line);
  if (name?.[1] === undefined) return undefined;
  let at = name[0].length;
  const labels = new Map<string, string>();
  if (line[at] === '{') {
    labelPattern.lastIndex = at + 1;
    at += 1;
    for (let pair = labelPattern.exec(line); pair !== null; pair = labelPattern.exec(line)) {
      labels.set(pair[1] ?? '', unescapeLabel(pair[2] ?? ''));
      at = labelPattern.lastIndex;
    }
    const end = /^\s*\}/.exec(line.slice(at));
    if (end === null) return undefined;
    at += end[0].length;
  } else if (!/\s$/.test(name[0])) {
    return undefined;
  }
  // After the value a timestamp and an exemplar may follow.
  const value = /^\s*(\S+)/.exec(line.slice(at))?.[1];
  return value === undefined ? undefined : { name: name[1], labels, value: parseValue(value) };
}

function unescapeLabel(text: string): string {
  return text.replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
}

function parseValue(text: string): number {
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text);
  if (infinite === null) return Number(text);
  return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/**
 * The sum over all series of a metric that have these labels (and any others); undefined where there is
 * none, NaN where one of them has no finite value.
 */
export function sumSeries(
  { samples }: PrometheusText,
  metric: string,
  labels: Readonly<Record<string, string>>,
): number | undefined {
  const wanted = Object.entries(labels);
  const matching = samples.filter(
    (sample) =>
      sample.name === metric && wanted.every(([key, value]) => sample.labels.get(key) === value),
  );
  if (matching.length === 0) return undefined;
  const total = matching.reduce((sum, { value }) => sum + value, 0);
  return Number.isFinite(total) ? total : Number.NaN;
}
