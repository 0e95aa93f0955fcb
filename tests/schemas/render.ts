// The published JSON Schemas, from the schemas that documents are read with and the comments in their source.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import type { TSchema } from 'typebox';
import { FaultsDocument } from '../../reports/document/faults.ts';
import { ResultDocument } from '../../reports/document/result.ts';
import { TourDocument } from '../../reports/document/tour.ts';

export const schemaFolder = join(import.meta.dirname, '../../reports/document');

const published: Readonly<
  Record<string, { name: string; id: string; title: string; schema: TSchema }>
> = {
  'result.schema.json': {
    ...{ name: 'ResultDocument', schema: ResultDocument, id: 'urn:loadstone:result:2' },
    title: 'Loadstone result document, version 2',
  },
  'faults.schema.json': {
    ...{ name: 'FaultsDocument', schema: FaultsDocument, id: 'urn:loadstone:faults:1' },
    title: 'Loadstone document of faults, version 1',
  },
  'tour.schema.json': {
    ...{ name: 'TourDocument', schema: TourDocument, id: 'urn:loadstone:tour:1' },
    title: 'Loadstone document of a tour, version 1',
  },
};

const description =
  'Units stand last in names; ratios are 0 to 1 or a quotient; what was not judged or not measured is null. Unknown keys are allowed, so that later additions stay readable.';

/** Text of each published schema by its file name. */
export function renderSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(published).map(([file, { name, id, title, schema }]) => {
      const $defs: Record<string, Json> = {};
      const root = renderSource(schema as Json, constants.get(name)?.value, $defs);
      const head = { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: id, title };
      return [file, `${print({ ...head, description, ...root, $defs }, '')}\n`];
    }),
  );
}

const lineWidth = 140;

type Json = Readonly<Record<string, unknown>>;

/** A part of the syntax tree, of which only these are looked at. */
interface Syntax {
  readonly type: string;
  readonly start: number;
  readonly name?: string;
  readonly callee?: Syntax;
  readonly object?: Syntax;
  readonly property?: Syntax;
  readonly argument?: Syntax;
  readonly arguments?: readonly Syntax[];
  readonly elements?: readonly Syntax[];
  readonly properties?: readonly (Syntax & { readonly key: Syntax; readonly value: Syntax })[];
}

interface Constant {
  readonly value: Syntax;
  readonly comment: string | undefined;
}

/** The schemas that have a name of their own, from all files. */
const constants = new Map<string, Constant>();
const comments = new WeakMap<Syntax, string>();
for (const file of readdirSync(schemaFolder).filter((name) => /^[\w-]+(?<!\.test)\.ts$/.test(name)))
  readConstants(file);

function readConstants(file: string): void {
  const text = readFileSync(join(schemaFolder, file), 'utf8');
  const { program, comments: found } = parseSync(file, text);
  const commentBefore = (start: number): string | undefined => {
    const last = found.findLast(({ end }) => end <= start);
    if (last?.type !== 'Block' || text.slice(last.end, start).trim() !== '') return undefined;
    return last.value
      .replaceAll(/^\s*\*+ ?/gm, '')
      .replaceAll(/\s+/g, ' ')
      .trim();
  };
  const note = (node: Syntax) => {
    for (const property of node.properties ?? []) {
      const comment = commentBefore(property.start);
      if (comment !== undefined) comments.set(property, comment);
      if (property.type === 'Property') note(property.value);
    }
    for (const child of [...(node.arguments ?? []), ...(node.elements ?? [])]) note(child);
  };
  for (const statement of program.body) {
    const declaration =
      statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration') continue;
    const [one] = declaration.declarations as unknown as { id: Syntax; init: Syntax }[];
    if (one?.id.name === undefined || !/^[A-Z]/.test(one.id.name)) continue;
    note(one.init);
    constants.set(one.id.name, { value: one.init, comment: commentBefore(statement.start) });
  }
}

/** A schema with the comments of its source; what has a name of its own becomes a definition. */
function renderSource(schema: Json, source: Syntax | undefined, defs: Record<string, Json>): Json {
  if (source?.name !== undefined && constants.has(source.name))
    return refer(source.name, schema, defs);
  const [first] = source?.arguments ?? [];
  const inner = (child: unknown, from: Syntax | undefined) =>
    renderSource(child as Json, from, defs);
  switch (calleeOf(source)) {
    case 'optional':
      return inner(schema, first);
    case 'orNull': {
      const [some, none] = schema.anyOf as readonly Json[];
      return { ...schema, anyOf: [inner(some, first), none] };
    }
    case 'Type.Union': {
      const branches = schema.anyOf as readonly Json[];
      return { ...schema, anyOf: branches.map((one, at) => inner(one, first?.elements?.[at])) };
    }
    case 'Type.Array':
      return { ...schema, items: inner(schema.items, first) };
    case 'Type.Object':
      return { ...schema, properties: renderProperties(schema.properties as Json, first, defs) };
    default:
      return JSON.parse(JSON.stringify(schema));
  }
}

function calleeOf(source: Syntax | undefined): string | undefined {
  const { callee } = source ?? {};
  return callee?.property === undefined
    ? callee?.name
    : `${callee.object?.name}.${callee.property.name}`;
}

function renderProperties(
  properties: Json,
  source: Syntax | undefined,
  defs: Record<string, Json>,
): Json {
  return Object.fromEntries(
    Object.entries(properties).map(([key, schema]) => {
      const property = listProperties(source).find((one) => one.key?.name === key);
      const comment = property && comments.get(property);
      const rendered = renderSource(schema as Json, property?.value, defs);
      return [key, comment === undefined ? rendered : { ...rendered, description: comment }];
    }),
  );
}

/** With those that are spread from an object of a name of its own. */
function listProperties(source: Syntax | undefined): NonNullable<Syntax['properties']> {
  return (source?.properties ?? []).flatMap((one) =>
    one.type === 'SpreadElement'
      ? listProperties(constants.get(one.argument?.name ?? '')?.value)
      : [one],
  );
}

function refer(name: string, schema: Json, defs: Record<string, Json>): Json {
  const $ref = `#/$defs/${name}`;
  if (defs[name] !== undefined) return { $ref };
  // Its place is taken before its parts are looked at, so that definitions stand in the order of their use.
  defs[name] = {};
  const { value, comment } = constants.get(name) as Constant;
  const { $id, ...own } = renderSource(schema, value, defs);
  // A resource of its own becomes a definition among others, and `#` is no longer itself.
  const rendered = JSON.parse(
    JSON.stringify(own, (key, inner) => ($id !== undefined && key === '$ref' ? $ref : inner)),
  );
  defs[name] = { ...(comment !== undefined && { description: comment }), ...rendered };
  return { $ref };
}

/** JSON with everything on one line that fits, and every list of words. */
function print(value: unknown, indent: string): string {
  const short = JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, ' ');
  const isFlat = !/[{[]/.test(short.slice(1));
  if (isFlat || short.length + indent.length < lineWidth) return short;
  const deeper = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((item) => print(item, deeper))
    : Object.entries(value as Json).map(
        ([key, item]) => `${JSON.stringify(key)}: ${print(item, deeper)}`,
      );
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${lines.map((line) => deeper + line).join(',\n')}\n${indent}${close}`;
}
