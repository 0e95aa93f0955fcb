// Checks a value against the part of JSON Schema 2020-12 that the schemas of this folder use.

/** One thing wrong with a document, and where. */
export interface StructureProblem {
  /** JSON path, for example `scenarios[0].cells[3].verdict`; empty for the whole document. */
  readonly path: string;
  readonly message: string;
}

/** The keywords that are understood; a schema with others is refused, so that none is ignored in silence. */
export interface SchemaNode {
  readonly $id?: string;
  readonly $ref?: string;
  readonly anyOf?: readonly SchemaNode[];
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode;
  readonly items?: SchemaNode;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
}

const annotations = ['$schema', '$id', 'title', 'description', '$defs'];
const keywords = [
  '$ref anyOf type enum const required properties additionalProperties items maxItems',
  'minimum maximum exclusiveMaximum minLength pattern',
].flatMap((line) => line.split(' '));
const understood = new Set([...annotations, ...keywords]);

type Report = (path: string, message: string) => void;

/** Where references lead: into the schema itself, or into another one by its `$id`. */
interface Scope {
  readonly root: SchemaNode;
  readonly others: readonly SchemaNode[];
}

/** More problems than this are not told. */
const mostProblems = 50;

/**
 * Problems of `value` against `root`, in document order, at most 50. `others` are the schemas that it refers to.
 * @throws Error where the schema itself uses a keyword or a reference that is not understood.
 */
export function checkStructure(
  value: unknown,
  root: SchemaNode,
  others: readonly SchemaNode[] = [],
): StructureProblem[] {
  const problems: StructureProblem[] = [];
  const report: Report = (path, message) => {
    if (problems.length < mostProblems) problems.push({ path, message });
  };
  checkNode(value, root, '', { root, others }, report);
  return problems;
}

function checkNode(
  value: unknown,
  node: SchemaNode,
  path: string,
  scope: Scope,
  report: Report,
): void {
  for (const key of Object.keys(node)) {
    if (!understood.has(key)) throw new Error(`schema keyword not understood: ${key}`);
  }
  if (node.$ref !== undefined) {
    const target = resolve(node.$ref, scope);
    checkNode(value, target.node, path, { ...scope, root: target.root }, report);
    return;
  }
  if (node.anyOf !== undefined) {
    checkAnyOf(value, node.anyOf, path, scope, report);
    return;
  }
  if (node.type !== undefined) {
    const types = typeof node.type === 'string' ? [node.type] : node.type;
    if (!types.some((type) => isOfType(value, type))) {
      report(path, `must be ${types.join(' or ')}, is ${describe(value)}`);
      return;
    }
  }
  checkScalar(value, node, path, report);
  if (Array.isArray(value)) checkArray(value, node, path, scope, report);
  else if (isRecord(value)) checkRecord(value, node, path, scope, report);
}

function checkScalar(value: unknown, node: SchemaNode, path: string, report: Report): void {
  if ('const' in node && value !== node.const)
    report(path, `must be ${JSON.stringify(node.const)}`);
  if (node.enum !== undefined && !node.enum.includes(value)) {
    report(path, `must be one of ${node.enum.join(', ')}, is ${describe(value)}`);
  }
  if (typeof value === 'number') {
    if (node.minimum !== undefined && value < node.minimum) {
      report(path, `must be at least ${node.minimum}, is ${value}`);
    }
    if (node.maximum !== undefined && value > node.maximum) {
      report(path, `must be at most ${node.maximum}, is ${value}`);
    }
    if (node.exclusiveMaximum !== undefined && value >= node.exclusiveMaximum) {
      report(path, `must be below ${node.exclusiveMaximum}, is ${value}`);
    }
  }
  if (typeof value === 'string') {
    if (node.minLength !== undefined && [...value].length < node.minLength) {
      report(path, 'must not be empty');
    }
    if (node.pattern !== undefined && !new RegExp(node.pattern, 'u').test(value)) {
      report(path, `must match ${node.pattern}, is ${describe(value)}`);
    }
  }
}

function checkArray(
  value: readonly unknown[],
  node: SchemaNode,
  path: string,
  scope: Scope,
  report: Report,
): void {
  if (node.maxItems !== undefined && value.length > node.maxItems) {
    report(path, `must have at most ${node.maxItems} items, has ${value.length}`);
  }
  const { items } = node;
  if (items === undefined) return;
  value.forEach((item, index) => {
    checkNode(item, items, `${path}[${index}]`, scope, report);
  });
}

function checkRecord(
  value: Readonly<Record<string, unknown>>,
  node: SchemaNode,
  path: string,
  scope: Scope,
  report: Report,
): void {
  for (const key of node.required ?? []) {
    if (!Object.hasOwn(value, key)) report(joinPath(path, key), 'is missing');
  }
  for (const [key, item] of Object.entries(value)) {
    const properties = node.properties ?? {};
    const child = Object.hasOwn(properties, key) ? properties[key] : node.additionalProperties;
    if (child !== undefined) checkNode(item, child, joinPath(path, key), scope, report);
  }
}

/** Problems of the branch that fits best: the one that accepts the value's type. */
function checkAnyOf(
  value: unknown,
  branches: readonly SchemaNode[],
  path: string,
  scope: Scope,
  report: Report,
): void {
  const outcomes = branches.map((branch) => {
    const problems: StructureProblem[] = [];
    checkNode(value, branch, path, scope, (at, message) => problems.push({ path: at, message }));
    return problems;
  });
  if (outcomes.some((problems) => problems.length === 0)) return;
  const best =
    outcomes.find((problems) => problems.every((problem) => problem.path !== path)) ?? outcomes[0];
  for (const problem of best ?? []) report(problem.path, problem.message);
}

/** `#/$defs/Name` or `#/properties/name`, alone or behind the `$id` of another schema. */
function resolve(
  reference: string,
  { root, others }: Scope,
): { node: SchemaNode; root: SchemaNode } {
  const [id = '', pointer = ''] = reference.split('#');
  const schema = id === '' ? root : others.find((other) => other.$id === id);
  const [, place, name = ''] = pointer.split('/');
  const node = place === '$defs' ? schema?.$defs?.[name] : schema?.properties?.[name];
  if (schema === undefined || node === undefined)
    throw new Error(`schema reference leads nowhere: ${reference}`);
  return { node, root: schema };
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isRecord(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'string':
    case 'boolean':
      return typeof value === type;
    default:
      throw new Error(`schema type not understood: ${type}`);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function joinPath(path: string, key: string): string {
  const step = /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  return path === '' ? step.replace(/^\./, '') : `${path}${step}`;
}

function describe(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  }
  if (Array.isArray(value)) return 'an array';
  if (isRecord(value)) return 'an object';
  return String(value);
}
