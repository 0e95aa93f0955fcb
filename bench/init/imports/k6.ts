// Requests of a k6 script, read from its text: calls of k6/http whose arguments are known without running it.
import { stripTypeScriptTypes } from 'node:module';
import { type AnyNode, type Expression, parse } from 'acorn';
import { LoadstoneError, messageOf } from '../../errors.ts';
import { type FoundRequest, type FoundRequests, keepHeaders, toMethod } from '../requests.ts';

/** Functions of k6/http: the method, and whether a body stands before the parameters. */
const calls: Readonly<Record<string, { readonly method: string; readonly hasBody: boolean }>> = {
  get: { method: 'GET', hasBody: false },
  head: { method: 'HEAD', hasBody: false },
  post: { method: 'POST', hasBody: true },
  put: { method: 'PUT', hasBody: true },
  patch: { method: 'PATCH', hasBody: true },
  del: { method: 'DELETE', hasBody: true },
};

/** Stands for what is only known as the script runs. */
const unknown = Symbol('unknown');
/** The address of the service, whatever its variable is called. */
const host = 'http://service.invalid';

/** @throws LoadstoneError USAGE where it is no JavaScript, or no request in it is known */
export function readK6(text: string, file: string): FoundRequests {
  const program = parseScript(text, file);
  const nodes = listNodes(program);
  const known = readConstants(nodes);
  const client = findClient(nodes);
  const found: FoundRequest[] = [];
  const leftOut: string[] = [];
  for (const node of nodes) {
    if (node.type !== 'CallExpression') continue;
    const { callee } = node;
    if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') continue;
    if (callee.object.name !== client || callee.property.type !== 'Identifier') continue;
    const name = callee.property.name;
    const args = node.arguments.map((arg) =>
      arg.type === 'SpreadElement' ? unknown : evaluate(arg, known),
    );
    const read = readCall(name, args);
    const line = text.slice(0, node.start).split('\n').length;
    if (typeof read === 'string') leftOut.push(`${client}.${name} in line ${line}: ${read}`);
    else found.push(...read);
  }
  if (found.length > 0) return { requests: found, leftOut };
  throw new LoadstoneError(
    'USAGE',
    `${file} has no call of k6/http whose URL is known without running it.`,
    {
      hint: "Let k6 play it as it is: `driver: 'k6'` and a scenario with `script` (docs/drivers.md).",
    },
  );
}

function parseScript(text: string, file: string): AnyNode {
  try {
    const plain = /\.[cm]?ts$/.test(file) ? stripTypeScriptTypes(text) : text;
    return parse(plain, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
  } catch (cause) {
    throw new LoadstoneError('USAGE', `${file} is no JavaScript: ${messageOf(cause)}.`, {
      hint: 'Give a k6 script as `k6 run` takes it.',
      cause,
    });
  }
}

/** All nodes in the order of the text. */
function listNodes(root: AnyNode): readonly AnyNode[] {
  const nodes: AnyNode[] = [];
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    if ('type' in value && typeof value.type === 'string') nodes.push(value as AnyNode);
    open.push(...Object.values(value));
  }
  return nodes.toSorted((a, b) => a.start - b.start);
}

/** What the script calls k6/http; `http` where it imports it in no way that is known. */
function findClient(nodes: readonly AnyNode[]): string {
  for (const node of nodes) {
    if (node.type !== 'ImportDeclaration' || node.source.value !== 'k6/http') continue;
    const local = node.specifiers.find(({ type }) => type !== 'ImportSpecifier')?.local.name;
    if (local !== undefined) return local;
  }
  return 'http';
}

type Known = ReadonlyMap<string, unknown>;

/** Names that are declared once with a value that is known. */
function readConstants(nodes: readonly AnyNode[]): Known {
  const known = new Map<string, unknown>();
  for (const node of nodes) {
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init) {
      const { name } = node.id;
      known.set(name, known.has(name) ? unknown : evaluate(node.init, known));
    }
    if (node.type === 'AssignmentExpression' && node.left.type === 'Identifier')
      known.set(node.left.name, unknown);
  }
  return known;
}

/** The value of an expression of literals, constants and JSON.stringify; variables of the environment name the host. */
function evaluate(node: Expression, known: Known): unknown {
  switch (node.type) {
    case 'Literal':
      return node.value;
    case 'Identifier':
      return known.has(node.name) ? known.get(node.name) : unknown;
    case 'TemplateLiteral':
      return node.quasis.reduce<unknown>((text, quasi, index) => {
        const before =
          index === 0 ? '' : evaluate(node.expressions[index - 1] as Expression, known);
        return join(join(text, before), quasi.value.cooked ?? '');
      }, '');
    case 'BinaryExpression':
      if (node.operator !== '+' || node.left.type === 'PrivateIdentifier') return unknown;
      return join(evaluate(node.left, known), evaluate(node.right, known));
    case 'LogicalExpression': {
      const left = evaluate(node.left, known);
      return left === host || left === unknown || left === '' || left === null
        ? evaluate(node.right, known)
        : left;
    }
    case 'ObjectExpression':
      return readObject(node.properties, known);
    case 'ArrayExpression':
      return node.elements.map((element) =>
        element === null || element.type === 'SpreadElement' ? unknown : evaluate(element, known),
      );
    case 'MemberExpression': {
      if (node.object.type === 'Identifier' && node.object.name === '__ENV') return host;
      const object = node.object.type === 'Super' ? unknown : evaluate(node.object, known);
      const key =
        node.property.type === 'Identifier' && !node.computed
          ? node.property.name
          : node.property.type === 'PrivateIdentifier'
            ? unknown
            : evaluate(node.property, known);
      if (typeof object !== 'object' || object === null || typeof key !== 'string') return unknown;
      return Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : unknown;
    }
    case 'CallExpression':
      return readStringify(node, known);
    default:
      return unknown;
  }
}

/** Of a text and what is unknown together nothing is known. */
function join(left: unknown, right: unknown): unknown {
  const isText = [left, right].every((one) => ['string', 'number', 'boolean'].includes(typeof one));
  return isText ? `${left}${right}` : unknown;
}

type Properties = Extract<Expression, { type: 'ObjectExpression' }>['properties'];

function readObject(properties: Properties, known: Known): unknown {
  const object: Record<string, unknown> = {};
  for (const property of properties) {
    if (property.type === 'SpreadElement') return unknown;
    const { key } = property;
    const name =
      key.type === 'Identifier' && !property.computed
        ? key.name
        : key.type === 'Literal'
          ? String(key.value)
          : undefined;
    if (name === undefined) return unknown;
    object[name] = evaluate(property.value as Expression, known);
  }
  return object;
}

function readStringify(
  node: Extract<Expression, { type: 'CallExpression' }>,
  known: Known,
): unknown {
  const { callee, arguments: args } = node;
  const isStringify =
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'JSON' &&
    callee.property.type === 'Identifier' &&
    callee.property.name === 'stringify';
  const [first] = args;
  if (!isStringify || first === undefined || first.type === 'SpreadElement') return unknown;
  const value = evaluate(first, known);
  return isKnown(value) ? JSON.stringify(value) : unknown;
}

function isKnown(value: unknown): boolean {
  if (value === unknown) return false;
  return typeof value !== 'object' || value === null || Object.values(value).every(isKnown);
}

/** The requests of one call, or why it is left out. */
function readCall(name: string, args: readonly unknown[]): readonly FoundRequest[] | string {
  if (name === 'batch') return readBatch(args[0]);
  if (name === 'request') return readRequest(args[0], args.slice(1));
  const call = Object.hasOwn(calls, name) ? calls[name] : undefined;
  if (call === undefined) return 'it is no request that is read.';
  return readRequest(call.method, call.hasBody ? args : [args[0], undefined, args[1]]);
}

function readBatch(given: unknown): readonly FoundRequest[] | string {
  if (typeof given !== 'object' || given === null) return 'its requests are only known as it runs.';
  const read = Object.values(given).map((one) => {
    if (Array.isArray(one)) return readRequest(one[0], one.slice(1));
    if (typeof one === 'object' && one !== null) {
      const { method = 'GET', url, body, params } = one as Readonly<Record<string, unknown>>;
      return readRequest(method, [url, body, params]);
    }
    return readRequest('GET', [one]);
  });
  const requests = read.flatMap((one) => (typeof one === 'string' ? [] : one));
  return requests.length > 0 ? requests : 'its requests are only known as it runs.';
}

function readRequest(
  name: unknown,
  [address, body, params]: readonly unknown[],
): readonly FoundRequest[] | string {
  const method = typeof name === 'string' ? toMethod(name) : undefined;
  if (method === undefined) return 'its method is not one of a scenario.';
  const url = typeof address === 'string' ? URL.parse(address.replace(/^(?=\/)/, host)) : null;
  if (url === null || `${url.pathname}${url.search}`.includes('service.invalid'))
    return 'its URL is only known as it runs.';
  const content = readBody(body);
  if (content === unknown || content?.toString().includes(host))
    return 'its body is only known as it runs.';
  const headers = readParameters(params);
  const isForm = typeof body === 'object' && body !== null;
  const all = isForm
    ? { 'content-type': 'application/x-www-form-urlencoded', ...headers }
    : headers;
  return [
    {
      ...{
        method,
        path: `${url.pathname}${url.search}`,
        headers: keepHeaders(Object.entries(all)),
      },
      ...(typeof content === 'string' && content !== '' && { body: content }),
    },
  ];
}

/** An object is sent as a form. */
function readBody(body: unknown): string | undefined | typeof unknown {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string') return body;
  if (typeof body !== 'object' || !isKnown(body)) return unknown;
  return new URLSearchParams(
    Object.fromEntries(Object.entries(body).map(([key, value]) => [key, String(value)])),
  ).toString();
}

function readParameters(params: unknown): Readonly<Record<string, string>> {
  if (typeof params !== 'object' || params === null || !('headers' in params)) return {};
  const { headers } = params;
  if (typeof headers !== 'object' || headers === null) return {};
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value !== 'string' || value.includes(host) ? [] : [[name, value]],
    ),
  );
}
