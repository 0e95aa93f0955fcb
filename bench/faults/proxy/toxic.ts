// What a link can be made to do wrong, in the names and the JSON shape of Toxiproxy, read from a config.
import { LoadstoneError } from '../../errors.ts';
import { isTable } from '../../table.ts';

/** The way that the bytes go: `upstream` from the client to the service, `downstream` back. */
export type ToxicStream = 'upstream' | 'downstream';

/**
 * The attributes of each type. Their names, and their units with them, are those of Toxiproxy's JSON,
 * so that its toxics can be taken over as they are.
 */
export interface ToxicAttributes {
  /** Each piece comes `latency` ± `jitter` ms later, in order. */
  readonly latency: { readonly latency: number; readonly jitter: number };
  /** No more than `rate` KB/s (1000 bytes a second) on each connection. */
  readonly bandwidth: { readonly rate: number };
  /** The end of the stream comes `delay` ms later. */
  readonly slow_close: { readonly delay: number };
  /** Nothing gets through; the connection is closed after `timeout` ms, never with 0. */
  readonly timeout: { readonly timeout: number };
  /** The connection is reset (RST) on both sides after `timeout` ms. */
  readonly reset_peer: { readonly timeout: number };
  /** Pieces of `average_size` ± `size_variation` bytes, `delay` µs apart. */
  readonly slicer: {
    readonly average_size: number;
    readonly size_variation: number;
    readonly delay: number;
  };
  /** The connection is closed once `bytes` have passed. */
  readonly limit_data: { readonly bytes: number };
}

type ToxicType = keyof ToxicAttributes;

/** One disturbance of one direction of a link, as faults write it; `parseToxic` checks and completes it. */
export interface Toxic {
  /** Unique on its link. */
  readonly name: string;
  readonly type: ToxicType;
  readonly stream: ToxicStream;
  /** Share of the connections that it befalls, 0 to 1. */
  readonly toxicity: number;
  readonly attributes: Readonly<Record<string, number>>;
}

/** A toxic with exactly the attributes of its type. */
export type CheckedToxic = {
  readonly [Type in ToxicType]: Omit<Toxic, 'type' | 'attributes'> & {
    readonly type: Type;
    readonly attributes: ToxicAttributes[Type];
  };
}[ToxicType];

export interface ToxicProblem {
  readonly path: readonly (string | number)[];
  /** Half a sentence that goes on after the path. */
  readonly message: string;
}

/** Bounds of a number, both included, and what is taken where it is absent. */
interface NumberRule {
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
  readonly fallback?: number;
}

const oneDayMs = 86_400_000;
const delayMs: NumberRule = { least: 0, most: oneDayMs, isWhole: false };
const bytes: NumberRule = { least: 0, most: Number.MAX_SAFE_INTEGER, isWhole: true };

const attributeRules: {
  readonly [Type in ToxicType]: Readonly<Record<keyof ToxicAttributes[Type], NumberRule>>;
} = {
  latency: { latency: delayMs, jitter: { ...delayMs, fallback: 0 } },
  // One byte a second; less than that is a black hole, which `timeout` says plainly.
  bandwidth: { rate: { least: 0.001, most: 100_000_000, isWhole: false } },
  slow_close: { delay: delayMs },
  timeout: { timeout: delayMs },
  reset_peer: { timeout: { ...delayMs, fallback: 0 } },
  slicer: {
    average_size: { ...bytes, least: 1, most: 1_000_000_000 },
    size_variation: { ...bytes, fallback: 0 },
    delay: { ...delayMs, most: 1_000 * oneDayMs, fallback: 0 },
  },
  limit_data: { bytes },
};

const toxicityRule: NumberRule = { least: 0, most: 1, isWhole: false, fallback: 1 };
const toxicKeys = ['name', 'type', 'stream', 'toxicity', 'attributes'];

type Table = Readonly<Record<string, unknown>>;

/** Every place where the value is not a toxic, with its path under `path`; empty where it is one. */
export function findToxicProblems(
  value: unknown,
  path: ToxicProblem['path'] = [],
): readonly ToxicProblem[] {
  return isTable(value)
    ? [...findFieldProblems(value, path)]
    : [{ path, message: notTable(value) }];
}

function* findFieldProblems(toxic: Table, path: ToxicProblem['path']): Generator<ToxicProblem> {
  const { name, type, stream, toxicity, attributes = {} } = toxic;
  yield* findUnknownKeys(toxic, toxicKeys, path);
  if (name !== undefined && (typeof name !== 'string' || !/^[^\s,=*|/\\]{1,60}$/.test(name))) {
    const message = 'must be 1 to 60 characters without blanks and without , = * | / \\';
    yield { path: [...path, 'name'], message };
  }
  if (stream !== undefined && stream !== 'upstream' && stream !== 'downstream') {
    const message = `must be "upstream" or "downstream", not ${show(stream)}`;
    yield { path: [...path, 'stream'], message };
  }
  yield* findNumberProblems(toxicity, toxicityRule, [...path, 'toxicity']);
  if (!isToxicType(type)) {
    const known = Object.keys(attributeRules).join(', ');
    yield {
      path: [...path, 'type'],
      message: `${type === undefined ? 'is missing' : `${show(type)} is unknown`}; known are ${known}`,
    };
  } else if (isTable(attributes)) {
    yield* findAttributeProblems(type, attributes, [...path, 'attributes']);
  } else {
    yield { path: [...path, 'attributes'], message: notTable(attributes) };
  }
}

function* findAttributeProblems(
  type: ToxicType,
  attributes: Table,
  path: ToxicProblem['path'],
): Generator<ToxicProblem> {
  const rules: Readonly<Record<string, NumberRule>> = attributeRules[type];
  yield* findUnknownKeys(attributes, Object.keys(rules), path);
  for (const [key, rule] of Object.entries(rules)) {
    yield* findNumberProblems(attributes[key], rule, [...path, key]);
  }
  const { average_size: mean, size_variation: variation } = attributes;
  if (typeof mean === 'number' && typeof variation === 'number' && variation >= mean) {
    const message = `must be less than average_size (${mean})`;
    yield { path: [...path, 'size_variation'], message };
  }
}

function* findUnknownKeys(
  table: Table,
  known: readonly string[],
  path: ToxicProblem['path'],
): Generator<ToxicProblem> {
  for (const key of Object.keys(table)) {
    if (known.includes(key)) continue;
    yield { path: [...path, key], message: `unknown key; known are ${known.join(', ')}` };
  }
}

function* findNumberProblems(
  value: unknown,
  { least, most, isWhole, fallback }: NumberRule,
  path: ToxicProblem['path'],
): Generator<ToxicProblem> {
  if (value === undefined) {
    if (fallback === undefined) yield { path, message: 'is missing' };
    return;
  }
  const fits = typeof value === 'number' && value >= least && value <= most;
  if (fits && (!isWhole || Number.isInteger(value))) return;
  const kind = isWhole ? 'a whole number' : 'a number';
  yield { path, message: `must be ${kind} from ${least} to ${most}, not ${show(value)}` };
}

/**
 * Reads a toxic of a config and fills in what Toxiproxy fills in: the name `<type>_<stream>`, stream
 * `downstream`, toxicity 1, and 0 for `jitter`, `size_variation`, the slicer's `delay` and the
 * `timeout` of `reset_peer`.
 * @param where path of the value in the config, for messages
 * @throws LoadstoneError CONFIG_INVALID with all problems, a line each
 */
export function parseToxic(value: unknown, where: string): CheckedToxic {
  const problems = findToxicProblems(value);
  if (problems.length > 0 || !isTable(value)) {
    const lines = problems.map(
      ({ path, message }) => `\n  ${[where, ...path].join('.')}: ${message}`,
    );
    throw new LoadstoneError('CONFIG_INVALID', `${where} is no toxic:${lines.join('')}`);
  }
  const { type, stream = 'downstream', toxicity = 1, name = `${type}_${stream}` } = value;
  const rules: Readonly<Record<string, NumberRule>> = attributeRules[type as ToxicType];
  const given = (value.attributes ?? {}) as Table;
  const filled = Object.entries(rules).map(([key, { fallback }]) => [key, given[key] ?? fallback]);
  return { name, type, stream, toxicity, attributes: Object.fromEntries(filled) } as CheckedToxic;
}

function isToxicType(value: unknown): value is ToxicType {
  return typeof value === 'string' && Object.hasOwn(attributeRules, value);
}

function notTable(value: unknown): string {
  return `must be an object, not ${show(value)}`;
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
