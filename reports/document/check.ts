// Checks a value against a schema, and tells every place where it does not fit.
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { Settings } from 'typebox/system';

/** One thing wrong with a document, and where. */
export interface StructureProblem {
  /** JSON path, for example `scenarios[0].cells[3].verdict`; empty for the whole document. */
  readonly path: string;
  readonly message: string;
}

/** More problems than this are not told, and more errors of the validator are not looked at. */
const mostProblems = 50;
const mostErrors = 1_000;

const compiled = new WeakMap<TSchema, Validator>();

/** Everything in which a value differs from its schema, at most 50 places; empty where it fits. */
export function findProblems(schema: TSchema, value: unknown): readonly StructureProblem[] {
  let validator = compiled.get(schema);
  if (validator === undefined) {
    validator = Compile(schema) as unknown as Validator;
    compiled.set(schema, validator);
  }
  if (validator.Check(value)) return [];
  const problems = settleUnions(listErrors(validator, value)).flatMap((error) =>
    describeError(error, value),
  );
  // Of a word that must be one certain word, being of another type is told before it.
  const byPath = new Map(problems.map((problem) => [problem.path, problem]));
  if (byPath.size === 0) return [{ path: '', message: 'has another form' }];
  return [...byPath.values()].slice(0, mostProblems);
}

/** The first of them as `group: must be a whole number, is "x"`; undefined where the value fits. */
export function findShapeProblem(schema: TSchema, value: unknown): string | undefined {
  const [first] = findProblems(schema, value);
  return first && sayProblem(first);
}

/** A problem as one text. */
export function sayProblem({ path, message }: StructureProblem): string {
  return path === '' ? message : `${path}: ${message}`;
}

interface SchemaError {
  readonly keyword: string;
  readonly schemaPath: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: string;
}

function listErrors(validator: Validator, value: unknown): readonly SchemaError[] {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: mostErrors });
  try {
    return validator.Errors(value) as readonly SchemaError[];
  } finally {
    Settings.Set({ maxErrors });
  }
}

/** Of a union that fits nowhere, only what the branch says that was meant; the innermost unions come first. */
function settleUnions(errors: readonly SchemaError[]): readonly SchemaError[] {
  const union = errors.find(({ keyword }) => keyword === 'anyOf');
  // That what stands under a key does not fit is told where it stands.
  if (union === undefined)
    return errors.filter(({ keyword }) => keyword !== 'additionalProperties');
  const prefix = `${union.schemaPath}/anyOf/`;
  const isInside = ({ schemaPath, instancePath }: SchemaError) =>
    schemaPath.startsWith(prefix) && `${instancePath}/`.startsWith(`${union.instancePath}/`);
  const branches = Object.values(
    Object.groupBy(errors.filter(isInside), ({ schemaPath }) =>
      schemaPath.slice(prefix.length).replace(/\/.*/, ''),
    ),
  ).map((branch = []) => branch);
  const told = pickBranch(branches, union.instancePath);
  return settleUnions(
    errors.flatMap((error) => (error === union ? told : isInside(error) ? [] : [error])),
  );
}

/** The branch that is for values of this type and `kind`; where there is none, all types that there are. */
function pickBranch(
  branches: readonly (readonly SchemaError[])[],
  place: string,
): readonly SchemaError[] {
  const ofType = branches.filter((branch) => !branch.some((one) => isTypeError(one, place)));
  const ofKind = ofType.find((branch) => !branch.some(({ keyword }) => keyword === 'const'));
  const [meant] = [ofKind, ...ofType].filter((branch) => branch !== undefined);
  if (meant !== undefined) return meant;
  const types = branches.flat().filter((one) => isTypeError(one, place));
  const [first] = types;
  if (first === undefined) return [];
  return [{ ...first, params: { type: [...new Set(types.flatMap(({ params }) => params.type))] } }];
}

function isTypeError({ keyword, instancePath }: SchemaError, place: string): boolean {
  return keyword === 'type' && instancePath === place;
}

function describeError(
  { keyword, instancePath, params, message }: SchemaError,
  root: unknown,
): readonly StructureProblem[] {
  const steps = instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (keyword === 'required')
    return (params.requiredProperties as string[]).map((key) => ({
      path: joinPath(root, [...steps, key]),
      message: 'is missing',
    }));
  const wanted = sayWanted[keyword]?.(params) ?? message;
  const path = joinPath(root, steps);
  return [{ path, message: `${wanted}, is ${describeValue(findValue(root, steps))}` }];
}

const sayWanted: Readonly<Record<string, (params: Readonly<Record<string, unknown>>) => string>> = {
  type: ({ type }) =>
    `must be ${[type]
      .flat()
      .map((word) => typeWords[String(word)] ?? word)
      .join(' or ')}`,
  const: ({ allowedValue }) => `must be ${JSON.stringify(allowedValue)}`,
  enum: ({ allowedValues }) => `must be one of ${(allowedValues as unknown[]).join(', ')}`,
  minimum: ({ limit }) => `must be at least ${limit}`,
  maximum: ({ limit }) => `must be at most ${limit}`,
  exclusiveMinimum: ({ limit }) => `must be above ${limit}`,
  exclusiveMaximum: ({ limit }) => `must be below ${limit}`,
  minLength: () => 'must not be empty',
  minItems: () => 'must not be empty',
  maxItems: ({ limit }) => `must have at most ${limit} items`,
  pattern: ({ pattern }) => `must match ${pattern}`,
};

const typeWords: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

/** Keys that are no plain names stand in brackets, without signs that a terminal acts on. */
function joinPath(root: unknown, steps: readonly string[]): string {
  return steps
    .map((step, place) => {
      if (Array.isArray(findValue(root, steps.slice(0, place)))) return `[${step}]`;
      if (/^[A-Za-z_$][\w$]{0,79}$/.test(step)) return `.${step}`;
      return `[${JSON.stringify(step.replaceAll(/\p{C}/gu, ' ').slice(0, 80))}]`;
    })
    .join('')
    .replace(/^\./, '');
}

function findValue(root: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Readonly<Record<string, unknown>>)[step]
        : undefined,
    root,
  );
}

function describeValue(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
