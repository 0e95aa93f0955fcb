// What tests of a schema share: it says the same as the types, and damage anywhere is found.
import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';
import type { SchemaNode } from './structure.ts';

/** `name` of each property, with `?null` and `?optional` where it may be; those of nested literals follow as `outer.name`. */
export function describeDefinition(node: SchemaNode | undefined, prefix = ''): string[] {
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

function readDeclarations(typeFiles: readonly string[]): SyntaxNode[] {
  return typeFiles.flatMap((file) => {
    const { program } = parseSync(file, readFileSync(new URL(file, import.meta.url), 'utf8'));
    return program.body
      .map((statement) => ('declaration' in statement ? statement.declaration : null))
      .filter((declaration) => declaration !== null) as unknown as SyntaxNode[];
  });
}

/** The properties of each interface in these files, in the form of `describeDefinition`. */
export function readInterfaces(typeFiles: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const node of readDeclarations(typeFiles)) {
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

/** The words of each type that is a union of words. */
export function readUnions(typeFiles: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const node of readDeclarations(typeFiles)) {
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
export function closeObjects(node: SchemaNode): SchemaNode {
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

/** Every place in a document, by its keys. */
export function listPaths(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const children = Array.isArray(value)
    ? value.flatMap((item, index) => listPaths(item, [...path, index]))
    : Object.entries(value).flatMap(([key, item]) => listPaths(item, [...path, key]));
  return [path, ...children].filter((one) => one.length > 0);
}

/** Puts a value in a place; undefined takes away what is there. */
export function setPath(root: unknown, path: Path, value: unknown): void {
  let at = root as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (value !== undefined) at[last] = value;
  else if (Array.isArray(at)) at.splice(Number(last), 1);
  else delete at[last];
}
