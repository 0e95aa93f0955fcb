// Requests of an OpenAPI document (2.0, 3.0, 3.1; JSON or YAML): what is read, with the parameters that have an example.
import { parse } from 'yaml';
import { LoadstoneError, messageOf } from '../../errors.ts';
import { textAt, valueAt } from '../project.ts';
import type { FoundRequest, FoundRequests } from '../requests.ts';

/** @throws LoadstoneError USAGE where the text is no OpenAPI document, or nothing in it can be asked */
export function readOpenApi(text: string, file: string): FoundRequests {
  const found = findOperations(parseDocument(text, file));
  if (found.requests.length > 0) return found;
  throw new LoadstoneError(
    'USAGE',
    `${file} has no GET whose parameters have an example. ${found.leftOut.slice(0, 5).join(' ')}`.trim(),
    { hint: 'Give the parameters an `example` in the document, or write the requests yourself.' },
  );
}

/** The same, and undefined for any other text: for files that only look as if. */
export function tryOpenApi(text: string): FoundRequests | undefined {
  try {
    return findOperations(parseDocument(text, 'it'));
  } catch (thrown) {
    if (thrown instanceof LoadstoneError) return undefined;
    throw thrown;
  }
}

function parseDocument(text: string, file: string): unknown {
  let document: unknown;
  try {
    document = parse(text, { logLevel: 'error' });
  } catch (cause) {
    throw new LoadstoneError(
      'USAGE',
      `${file} is neither JSON nor YAML: ${messageOf(cause).split('\n')[0]}`,
      {
        hint: 'Give an OpenAPI document; many services answer theirs at /openapi.json.',
        cause,
      },
    );
  }
  const version = textAt(document, 'openapi') ?? textAt(document, 'swagger');
  if (version !== undefined && typeof valueAt(document, 'paths') === 'object') return document;
  throw new LoadstoneError(
    'USAGE',
    `${file} is no OpenAPI document: it has no \`openapi\` with \`paths\`.`,
    {
      hint: 'Give an OpenAPI document; many services answer theirs at /openapi.json.',
    },
  );
}

function findOperations(document: unknown): FoundRequests {
  const requests: FoundRequest[] = [];
  const leftOut: string[] = [];
  const base = findBasePath(document);
  for (const [path, item] of Object.entries(valueAt(document, 'paths') ?? {})) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete', 'head'] as const) {
      const operation = valueAt(item, method);
      if (operation === undefined) continue;
      const name = `${method.toUpperCase()} ${base}${path}`;
      if (method !== 'get' && method !== 'head') {
        leftOut.push(`${name}: it writes.`);
        continue;
      }
      const filled = fillPath(document, `${base}${path}`, [
        ...listParameters(document, item),
        ...listParameters(document, operation),
      ]);
      if ('missing' in filled) leftOut.push(`${name}: ${filled.missing} has no example.`);
      else
        requests.push({
          method: method === 'get' ? 'GET' : 'HEAD',
          path: filled.path,
          ...(Object.keys(filled.headers).length > 0 && { headers: filled.headers }),
          status: findStatus(operation),
          ...(filled.guessed.length > 0 && { guessed: filled.guessed }),
        });
    }
  }
  return { requests, leftOut };
}

/** The path of the first server: the host is the one under test. */
function findBasePath(document: unknown): string {
  const server = valueAt(document, 'servers', '0');
  const url = textAt(server, 'url')?.replaceAll(
    /\{([^{}]*)\}/g,
    (_, name: string) => textAt(valueAt(server, 'variables', name), 'default') ?? name,
  );
  const basePath = textAt(document, 'basePath') ?? url;
  const path = basePath === undefined ? '' : URL.parse(basePath, 'http://127.0.0.1')?.pathname;
  return (path ?? '').replace(/\/$/, '');
}

function findStatus(operation: unknown): number | undefined {
  const codes = Object.keys(valueAt(operation, 'responses') ?? {}).filter((code) =>
    /^2\d\d$/.test(code),
  );
  const status = Number(codes.sort()[0] ?? 200);
  return status === 200 ? undefined : status;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly isRequired: boolean;
  readonly definition: unknown;
}

function listParameters(document: unknown, owner: unknown): readonly Parameter[] {
  const list = valueAt(owner, 'parameters');
  return (Array.isArray(list) ? list : []).flatMap((given) => {
    const definition = resolve(document, given);
    const [name, place] = [textAt(definition, 'name'), textAt(definition, 'in')];
    if (name === undefined || place === undefined) return [];
    return [{ name, in: place, isRequired: valueAt(definition, 'required') === true, definition }];
  });
}

/** Follows `$ref` within the document. */
function resolve(document: unknown, given: unknown): unknown {
  let value = given;
  for (let steps = 0; steps < 20; steps += 1) {
    const pointer = textAt(value, '$ref');
    if (pointer === undefined) return value;
    if (!pointer.startsWith('#/')) return undefined;
    const keys = pointer
      .slice(2)
      .split('/')
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    value = valueAt(document, ...keys);
  }
  return undefined;
}

type FilledPath =
  | { readonly missing: string }
  | {
      readonly path: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly guessed: readonly string[];
    };

/** What is said of an operation wins over what is said of its path. */
function fillPath(
  document: unknown,
  template: string,
  parameters: readonly Parameter[],
): FilledPath {
  const byPlace = new Map(
    parameters.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter]),
  );
  let path = template;
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  const guessed: string[] = [];
  for (const { name, in: place, isRequired, definition } of byPlace.values()) {
    const told = findExample(document, definition);
    const guess = told === undefined && isRequired ? guessValue(document, definition) : undefined;
    const value = told ?? guess?.value;
    if (value === undefined && !isRequired) continue;
    if (value === undefined || place === 'cookie' || place === 'body') return { missing: name };
    if (guess !== undefined) guessed.push(`${name} = ${value} (${guess.from})`);
    if (place === 'path') path = path.replaceAll(`{${name}}`, encodeURIComponent(value));
    if (place === 'query') query.set(name, value);
    if (place === 'header') headers[name.toLowerCase()] = value;
  }
  const open = /\{([^{}]*)\}/.exec(path)?.[1];
  if (open !== undefined) return { missing: open };
  return { path: query.size > 0 ? `${path}?${query}` : path, headers, guessed };
}

function findExample(document: unknown, definition: unknown): string | undefined {
  const schema = resolve(document, valueAt(definition, 'schema')) ?? definition;
  const examples = Object.values(valueAt(definition, 'examples') ?? {}).map((example) =>
    valueAt(resolve(document, example), 'value'),
  );
  const known = [
    valueAt(definition, 'example'),
    valueAt(definition, 'x-example'),
    ...examples,
    valueAt(schema, 'example'),
    valueAt(schema, 'examples', '0'),
    valueAt(schema, 'const'),
    valueAt(schema, 'default'),
  ];
  return toText(known.find(isPlain));
}

const isPlain = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
const toText = (value: unknown) => (value === undefined ? undefined : String(value));

interface Guess {
  readonly value: string;
  /** What it was guessed from. */
  readonly from: string;
}

/** A first row is there in most services; a text could be any. */
function guessValue(document: unknown, definition: unknown): Guess | undefined {
  const schema = resolve(document, valueAt(definition, 'schema')) ?? definition;
  const first = toText([valueAt(schema, 'enum', '0')].find(isPlain));
  if (first !== undefined) return { value: first, from: 'the first of its values' };
  // Version 3.1 takes several: `[integer, 'null']`.
  const given = valueAt(schema, 'type');
  const types: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (types.includes('boolean')) return { value: 'true', from: 'of a boolean' };
  if (!types.includes('integer') && !types.includes('number')) return undefined;
  const minimum = valueAt(schema, 'minimum');
  const least = typeof minimum === 'number' ? Math.max(1, Math.ceil(minimum)) : 1;
  return { value: String(least), from: 'of a number' };
}
