// What the data of a variant are like: read with the SQL of the config, or as a command or the service itself tells.
import type { ResolvedQuality } from '../spec/experiment.ts';
import { awaitLastOutput, startChild } from './child.ts';
import { readSnapshot, snapshotTimeoutMs } from './data-snapshot.ts';
import { readInheritedEnv } from './inherited-env.ts';
import type { Journal } from './journal.ts';

/** Null where there is nothing to measure, such as a share of nothing. */
export type QualityFigures = Readonly<Record<string, number | null>>;

export interface QualityReading {
  readonly figures: QualityFigures;
  readonly invariants: readonly { readonly name: string; readonly violations: number }[];
}

/**
 * Reads measures and rules in one snapshot, so that they fit each other.
 * @throws Error with the name of the query that PostgreSQL refused, or that gives something other than one number
 */
export async function readQualityRows(
  databaseUrl: string,
  { measures, invariants }: ResolvedQuality,
): Promise<QualityReading> {
  return await readSnapshot(databaseUrl, 'quality', async ({ askLists, countViolations }) => {
    const figures: Record<string, number | null> = {};
    for (const { name, sql, unit } of measures) {
      if (sql === undefined) continue;
      const at = `measures.${name}`;
      const rows = await askLists(at, sql);
      const values = rows[0] ?? [];
      if (rows.length !== 1 || values.length !== 1)
        throw new Error(`quality.${at} gives no single number`);
      const value = values[0] === null ? null : Number(values[0]);
      figures[name] = checkFigure(at, unit, value);
    }
    return { figures, invariants: await countViolations(invariants) };
  });
}

/** Half a rounding error is no reason to lose a share. */
const shareSlack = 1e-9;

/** @throws Error where it is no figure of its unit */
function checkFigure(
  name: string,
  unit: ResolvedQuality['measures'][number]['unit'],
  value: unknown,
): number | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new Error(`quality.${name} is no number`);
  if (unit !== 'share') return value;
  if (value < -shareSlack || value > 1 + shareSlack)
    throw new Error(`quality.${name} is a share, and ${value} is not from 0 to 1`);
  return Math.min(1, Math.max(0, value));
}

/**
 * The measures without SQL, from a JSON object of numbers by name; one that is not there has no figure.
 * @param source such as `the command`
 * @throws Error with what is not of that form
 */
export function readQualityAnswer(
  text: string,
  { measures }: ResolvedQuality,
  source: string,
): QualityFigures {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new Error(`${source} of quality gave no JSON: ${text.slice(0, 200)}`);
  }
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
    throw new Error(`${source} of quality gave no JSON object`);
  const told = answer as Readonly<Record<string, unknown>>;
  const asked = measures.filter(({ sql }) => sql === undefined);
  return Object.fromEntries(
    asked.map(({ name, unit }) => [name, checkFigure(`measures.${name}`, unit, told[name])]),
  );
}

export interface QualityCommand {
  readonly command: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** Undefined where the variant has none. */
  readonly databaseUrl: string | undefined;
  readonly journal: Journal;
  readonly signal: AbortSignal;
}

/**
 * Runs the command and gives its last line.
 * @throws Error where it can't be started, takes longer than a minute, or ends with anything but 0
 */
export async function runQualityCommand(options: QualityCommand): Promise<string> {
  const { command, cwd, databaseUrl, journal, signal } = options;
  const child = await startChild({
    ...{ command, cwd, cpus: undefined, journal },
    env: {
      ...readInheritedEnv(),
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    },
  });
  const end = () => void child.end({ signal: 'SIGTERM', timeoutMs: 1_000 });
  const limit = setTimeout(end, snapshotTimeoutMs);
  signal.addEventListener('abort', end, { once: true });
  try {
    const { code, signal: ended } = await child.exited;
    await awaitLastOutput(child);
    const lines = child.output().trim();
    if (code !== 0)
      throw new Error(
        `quality.command \`${command.join(' ')}\` ended with ${ended ?? `exit code ${code}`}: ${lines}`,
      );
    return lines.slice(lines.lastIndexOf('\n') + 1);
  } finally {
    clearTimeout(limit);
    signal.removeEventListener('abort', end);
    await child.end({ signal: 'SIGTERM', timeoutMs: 1_000 });
  }
}
