// The JSON Schema, the types and the fixtures say the same, and our own checker agrees with ajv.
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';
import resultSchema from './result.schema.json' with { type: 'json' };
import { checkStructure, type SchemaNode } from './structure.ts';

const fixtures = new URL('../fixtures/', import.meta.url);
const files = readdirSync(fixtures).filter((file) => /^v2-.*\.json$/.test(file));
const readFixture = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(file, fixtures), 'utf8'));
const typeFiles = [
  './result.ts',
  './metric-name.ts',
  './gates.ts',
  './factorial.ts',
  './timeline.ts',
  './groups.ts',
  './pairwise.ts',
  './verdict-kind.ts',
  './phrase.ts',
];
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(resultSchema);

test('there are fixtures of this version', () => {
  expect(files.filter((file) => file.startsWith('v2-')).length).toBeGreaterThanOrEqual(5);
});

test.each(files)(
  '%s is valid for ajv and for our checker, and has no key that the schema lacks',
  (file) => {
    const document = readFixture(file);
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
    expect(checkStructure(document, resultSchema)).toEqual([]);
    expect(checkStructure(document, closeObjects(resultSchema))).toEqual([]);
  },
);

test('our checker and ajv agree on documents that were damaged anywhere', () => {
  const whole = JSON.stringify(readFixture('v2-aa.json'));
  const paths = listPaths(JSON.parse(whole));
  const replacement = fc.oneof(
    fc.constantFrom(undefined, null, '', 'x', 0, -1, 1.5, 101, true, {}, [], [null]),
    fc.jsonValue({ maxDepth: 1 }),
  );
  fc.assert(
    fc.property(fc.nat(paths.length - 1), replacement, (index, value) => {
      const document: unknown = JSON.parse(whole);
      setPath(document, paths[index] ?? [], value);
      expect(checkStructure(document, resultSchema).length === 0).toBe(validate(document));
    }),
    { numRuns: 1_500, seed: 20 },
  );
});

test('each interface of result.ts has the same properties as its definition, and the same nulls', () => {
  const declared = readInterfaces();
  const defined = new Map<string, SchemaNode>(Object.entries(resultSchema.$defs));
  defined.set('ResultDocument', resultSchema);
  expect([...declared.keys()].filter((name) => !defined.has(name))).toEqual([]);
  expect([...declared.values()].flat().length).toBeGreaterThan(80);
  for (const [name, properties] of declared) {
    expect(describeDefinition(defined.get(name)), name).toEqual(properties.toSorted());
  }
});

test('unions of words in result.ts are the enums of the schema', () => {
  const unions = readUnions();
  for (const name of ['MetricName', 'VerdictKind', 'GateStatus', 'GateOutcome']) {
    const definition: SchemaNode | undefined = new Map<string, SchemaNode>(
      Object.entries(resultSchema.$defs),
    ).get(name);
    expect(definition?.enum).toEqual(unions.get(name));
  }
});

/** `name` of each property, with `?null` and `?optional` where it may be; those of nested literals follow as `outer.name`. */
function describeDefinition(node: SchemaNode | undefined, prefix = ''): string[] {
  const found: string[] = [];
  for (const [key, child] of Object.entries(node?.properties ?? {})) {
    const isOptional = !node?.required?.includes(key);
    found.push(
      `${prefix}${key}${allowsNull(child) ? '?null' : ''}${isOptional ? '?optional' : ''}`,
    );
    found.push(...describeDefinition(child.items ?? child, `${prefix}${key}.`));
  }
  return found.toSorted();
}

function allowsNull(node: SchemaNode): boolean {
  return node.type?.includes('null') === true || node.anyOf?.some(allowsNull) === true;
}

interface SyntaxNode {
  readonly type: string;
  readonly [key: string]: unknown;
}

function readDeclarations(): SyntaxNode[] {
  return typeFiles.flatMap((file) => {
    const { program } = parseSync(file, readFileSync(new URL(file, import.meta.url), 'utf8'));
    return program.body
      .map((statement) => ('declaration' in statement ? statement.declaration : null))
      .filter((declaration) => declaration !== null) as unknown as SyntaxNode[];
  });
}

function readInterfaces(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const node of readDeclarations()) {
    if (node.type !== 'TSInterfaceDeclaration') continue;
    const { id, body } = node as unknown as { id: { name: string }; body: { body: SyntaxNode[] } };
    found.set(id.name, describeMembers(body.body, ''));
  }
  return found;
}

function describeMembers(members: readonly SyntaxNode[], prefix: string): string[] {
  return members.flatMap((member) => {
    const { key, optional, typeAnnotation } = member as unknown as {
      key: { name: string };
      optional: boolean;
      typeAnnotation: { typeAnnotation: SyntaxNode };
    };
    const type = typeAnnotation.typeAnnotation;
    const isNullable =
      type.type === 'TSUnionType' && JSON.stringify(type).includes('TSNullKeyword');
    const isOwnNull =
      isNullable && (type.types as SyntaxNode[]).some((t) => t.type === 'TSNullKeyword');
    const literal = findLiteral(type);
    const name = `${prefix}${key.name}`;
    return [
      `${name}${isOwnNull ? '?null' : ''}${optional ? '?optional' : ''}`,
      ...(literal ? describeMembers(literal.members as SyntaxNode[], `${name}.`) : []),
    ];
  });
}

/** The object literal of a type, also inside `readonly {…}[]`. */
function findLiteral(type: SyntaxNode): SyntaxNode | undefined {
  if (type.type === 'TSTypeLiteral') return type;
  const inner = (type.typeAnnotation ?? type.elementType) as SyntaxNode | undefined;
  return inner && typeof inner === 'object' ? findLiteral(inner) : undefined;
}

function readUnions(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const node of readDeclarations()) {
    if (node.type !== 'TSTypeAliasDeclaration') continue;
    const { id, typeAnnotation } = node as unknown as {
      id: { name: string };
      typeAnnotation: { types?: { literal?: { value: string } }[] };
    };
    const words = (typeAnnotation.types ?? []).map((type) => type.literal?.value ?? '');
    found.set(id.name, words);
  }
  return found;
}

/** The schema with unknown keys refused, to catch fixtures that went beyond it. */
function closeObjects(node: SchemaNode): SchemaNode {
  const nothing: SchemaNode = { enum: [] };
  const text = JSON.stringify(node, (_, value: unknown) => {
    const isOpen =
      typeof value === 'object' &&
      value !== null &&
      'properties' in value &&
      'type' in value &&
      !('additionalProperties' in value);
    return isOpen ? { ...value, additionalProperties: nothing } : value;
  });
  return JSON.parse(text) as SchemaNode;
}

type Path = readonly (string | number)[];

function listPaths(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const children = Array.isArray(value)
    ? value.flatMap((item, index) => listPaths(item, [...path, index]))
    : Object.entries(value).flatMap(([key, item]) => listPaths(item, [...path, key]));
  return [path, ...children].filter((one) => one.length > 0);
}

function setPath(root: unknown, path: Path, value: unknown): void {
  let at = root as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (value !== undefined) at[last] = value;
  else if (Array.isArray(at)) at.splice(Number(last), 1);
  else delete at[last];
}
