// Compares a value with the schema and tells every fault with its path. The library's own errors
// name all branches of a union and no likely key; these are written for the author of the config.
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { isTable } from '../table.ts';
import { findMeant, suggest } from './did-you-mean.ts';
import type { ConfigPath, ConfigProblem } from './problem.ts';
import { isSecretName } from './secret-name.ts';
import { sayForm } from './text-forms.ts';

/** The parts of JSON Schema that the config's schema uses. */
interface JsonSchema {
  readonly type?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly minProperties?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly description?: string;
  readonly [keyword: string]: unknown;
}

/** Every place where the value is not of the schema's shape; empty where it fits. */
export function findShapeProblems(schema: TSchema, value: unknown): readonly ConfigProblem[] {
  const problems = [...walk(schema as JsonSchema, value, [])];
  if (problems.length > 0 || Value.Check(schema, value)) return problems;
  // The walk knows each keyword that the schema uses; should it miss one, the fault is still told.
  const [error] = Value.Errors(schema, value);
  return [fault([], `is not of the right form: ${error?.instancePath} ${error?.message}`)];
}

function* walk(schema: JsonSchema, value: unknown, path: ConfigPath): Generator<ConfigProblem> {
  const branch = pickBranch(schema, value);
  const isOtherWord =
    schema.anyOf !== undefined &&
    branch?.enum !== undefined &&
    !branch.enum.includes(String(value)) &&
    findMeant(String(value), branch.enum) === undefined;
  if (branch === undefined || isOtherWord || !hasTypeOf(branch, value)) {
    const told = `must be ${describe(schema)}, not ${show(value, path)}`;
    yield fault(path, `${told}${tellMilliseconds(value, path)}`);
  } else if (isTable(value) && branch.type === 'object') {
    yield* walkObject(branch, value, path);
  } else if (Array.isArray(value) && branch.type === 'array') {
    yield* walkArray(branch, value, path);
  } else if (!Value.Check(branch as TSchema, value)) {
    yield fault(path, describeLeafFault(branch, value, path));
  }
}

function* walkObject(
  schema: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  path: ConfigPath,
): Generator<ConfigProblem> {
  const known = schema.properties ?? {};
  const [pattern, entrySchema] = Object.entries(schema.patternProperties ?? {})[0] ?? [];
  // A key that is told as misspelt is not told as missing, too.
  const misspelt = new Set<string>();
  for (const [key, entry] of Object.entries(value)) {
    const knownSchema = Object.hasOwn(known, key) ? known[key] : undefined;
    if (knownSchema !== undefined) {
      // A key that is there but undefined is as good as absent.
      if (entry !== undefined) yield* walk(knownSchema, entry, [...path, key]);
    } else if (pattern === undefined || entrySchema === undefined) {
      const message = `unknown key; ${suggest(key, Object.keys(known))}`;
      const meant = findMeant(
        key,
        Object.keys(known).filter((name) => value[name] === undefined),
      );
      if (meant !== undefined) misspelt.add(meant);
      yield { path: [...path, key], message, kind: 'unknown-key', ...(meant && { meant }) };
    } else if (new RegExp(pattern, 'u').test(key)) {
      yield* walk(entrySchema, entry, [...path, key]);
    } else {
      yield fault([...path, key], `is no name for this: it must be ${sayPattern(pattern)}`);
    }
  }
  for (const key of schema.required ?? []) {
    if (value[key] === undefined && !misspelt.has(key)) yield fault([...path, key], 'is missing');
  }
  if (Object.keys(value).length < (schema.minProperties ?? 0)) {
    yield fault(path, 'must have at least one entry');
  }
}

function* walkArray(
  schema: JsonSchema,
  value: readonly unknown[],
  path: ConfigPath,
): Generator<ConfigProblem> {
  if (value.length < (schema.minItems ?? 0)) {
    yield fault(
      path,
      `must have at least ${schema.minItems === 1 ? 'one entry' : schema.minItems}`,
    );
  }
  const { items } = schema;
  if (items === undefined) return;
  for (const [index, item] of value.entries()) yield* walk(items, item, [...path, index]);
}

/** The schema itself, or the branch of a union that the value was probably meant for. */
function pickBranch(schema: JsonSchema, value: unknown): JsonSchema | undefined {
  return schema.anyOf === undefined
    ? schema
    : schema.anyOf.find((branch) => hasTypeOf(branch, value));
}

function hasTypeOf({ type, enum: words }: JsonSchema, value: unknown): boolean {
  if (words !== undefined) return typeof value === 'string';
  switch (type) {
    case 'object':
      return isTable(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
    case 'number':
      return typeof value === 'number';
    case 'string':
    case 'boolean':
      return typeof value === type;
    default:
      return value !== undefined;
  }
}

function describe(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return joinWithOr(schema.anyOf.map(describe));
  if (schema.enum !== undefined) return joinWithOr(schema.enum.map((word) => `"${word}"`));
  switch (schema.type) {
    case 'object':
      return 'an object';
    case 'array':
      return 'a list';
    case 'integer':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'string':
      return 'a text';
    case 'boolean':
      return 'true or false';
    default:
      return 'a value';
  }
}

function describeLeafFault(schema: JsonSchema, value: unknown, path: ConfigPath): string {
  if (schema.enum !== undefined && typeof value === 'string') {
    return `${show(value, path)} is unknown; ${suggest(value, schema.enum)}`;
  }
  if (schema.pattern !== undefined) {
    return `must be ${sayPattern(schema.pattern)}; it is ${show(value, path)}`;
  }
  const rules: readonly (readonly [string, (limit: unknown) => string])[] = [
    ['minimum', (limit) => `at least ${limit}`],
    ['exclusiveMinimum', (limit) => `above ${limit}`],
    ['maximum', (limit) => `at most ${limit}`],
    ['exclusiveMaximum', (limit) => `below ${limit}`],
    ['multipleOf', (limit) => `a multiple of ${limit}`],
    ['minLength', () => 'not empty'],
    ['maxLength', (limit) => `at most ${limit} characters long`],
  ];
  const parts = rules.flatMap(([keyword, say]) =>
    schema[keyword] === undefined ? [] : [say(schema[keyword])],
  );
  return `must be ${[describe(schema), ...parts].join(', ')}; it is ${show(value, path)}`;
}

/** In words: a regular expression says little to who wrote a config. */
function sayPattern(pattern: unknown): string {
  return sayForm(pattern) ?? `a text that matches ${pattern}`;
}

/** Times are numbers; a text with a unit says which one is meant. */
function tellMilliseconds(value: unknown, path: ConfigPath): string {
  const [, amount, unit = ''] =
    /^(\d+(?:\.\d+)?) ?(ms|s|m|min|h)$/.exec(typeof value === 'string' ? value : '') ?? [];
  const key = String(path.at(-1));
  const unitMs = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 }[unit];
  if (amount === undefined || unitMs === undefined || !/(Ms|S)$/.test(key)) return '';
  const ms = Number(amount) * unitMs;
  const isSeconds = key.endsWith('S');
  return `; write ${isSeconds ? ms / 1_000 : ms} (${isSeconds ? 'seconds' : 'milliseconds'})`;
}

function joinWithOr(words: readonly string[]): string {
  const unique = [...new Set(words)];
  return unique.length < 2
    ? unique.join()
    : `${unique.slice(0, -1).join(', ')} or ${unique.at(-1)}`;
}

/** Tables and texts of the config whose values may be secrets, whatever they are called. */
const privateKeys = new Set(['env', 'headers', 'body', 'json', 'bodyIncludes', 'settings']);

/** A value as a message may quote it; what stands before an `@`, or under a telling name, is a secret. */
function show(value: unknown, path: ConfigPath): string {
  if (typeof value === 'string' && path.some((key) => isSecretName(String(key)))) return 'a secret';
  if (/^(string|number)$/.test(typeof value) && path.some((key) => privateKeys.has(String(key))))
    return 'another value';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'string') {
    const text = value.replace(/\/\/[^/]*@/, '//…@');
    return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
  }
  return typeof value === 'function' ? 'a function' : String(value);
}

function fault(path: ConfigPath, message: string): ConfigProblem {
  return { path, message, kind: 'shape' };
}
