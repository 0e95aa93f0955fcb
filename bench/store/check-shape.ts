// Checks what was read against its schema, and tells the first thing that is wrong with it.
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

const compiled = new WeakMap<TSchema, Validator>();

/** `group: must be a whole number, is "x"`; undefined where the value fits. */
export function findShapeProblem(schema: TSchema, value: unknown): string | undefined {
  let validator = compiled.get(schema);
  if (validator === undefined) {
    validator = Compile(schema) as unknown as Validator;
    compiled.set(schema, validator);
  }
  if (validator.Check(value)) return undefined;
  const errors = validator.Errors(value).map((error) => error as ShapeError);
  // Of a union that fits nowhere, the branch that got furthest is the one that was meant.
  const told = errors
    .filter(({ keyword }) => keyword !== 'anyOf')
    .toSorted((a, b) => depthOf(b) - depthOf(a));
  const error = told[0] ?? errors[0];
  return error === undefined ? 'has another form' : describeError(error, value);
}

interface ShapeError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: Readonly<Record<string, unknown>>;
}

function depthOf({ instancePath, keyword }: ShapeError): number {
  return instancePath.split('/').length + (keyword === 'required' ? 1 : 0);
}

function describeError({ keyword, instancePath, params, message }: ShapeError, root: unknown) {
  const steps = instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const missing = keyword === 'required' ? (params.requiredProperties as string[])[0] : undefined;
  if (missing !== undefined) return `${joinSteps([...steps, missing])}: is missing`;
  const wanted = describeWanted(keyword, params) ?? message;
  const where = steps.length === 0 ? '' : `${joinSteps(steps)}: `;
  return `${where}${wanted}, is ${describeValue(findValue(root, steps))}`;
}

function describeWanted(
  keyword: string,
  params: Readonly<Record<string, unknown>>,
): string | undefined {
  switch (keyword) {
    case 'type':
      return `must be ${typeWords[String(params.type)] ?? String(params.type)}`;
    case 'const':
      return `must be ${JSON.stringify(params.allowedValue)}`;
    case 'enum':
      return `must be one of ${(params.allowedValues as unknown[]).join(', ')}`;
    case 'minimum':
      return `must be at least ${String(params.limit)}`;
    case 'maximum':
      return `must be at most ${String(params.limit)}`;
    case 'exclusiveMinimum':
      return `must be above ${String(params.limit)}`;
    case 'exclusiveMaximum':
      return `must be below ${String(params.limit)}`;
    case 'minLength':
    case 'minItems':
      return 'must not be empty';
    case 'pattern':
      return `must match ${String(params.pattern)}`;
    default:
      return undefined;
  }
}

const typeWords: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

function joinSteps(steps: readonly string[]): string {
  return steps
    .map((step) => step.replaceAll(/\p{Cc}/gu, ' ').slice(0, 80))
    .map((step, place) => (/^\d+$/.test(step) ? `[${step}]` : `${place === 0 ? '' : '.'}${step}`))
    .join('');
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
