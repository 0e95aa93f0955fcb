// Compares an answer with the baseline's by its structure: fields, types of values, elements of lists. Pure.
import { isTable } from '../table.ts';

/** What JSON values at one place looked like in all answers that were added. */
interface Shape {
  readonly types: Set<string>;
  /** Fields of the objects; `everywhere` where every object had it. */
  readonly fields: Map<string, { readonly shape: Shape; everywhere: boolean }>;
  objects: number;
  /** True where two answers to the same request had other fields: names are data there, as in a table by id. */
  isOpen: boolean;
  /** Of all elements of the lists; undefined while all were empty. */
  element: Shape | undefined;
}

/** The structure of the baseline's answers of one route and status. */
export interface AnswerShape {
  readonly shape: Shape;
  readonly ignored: ReadonlySet<string>;
}

export function buildAnswerShape(ignore: readonly string[]): AnswerShape {
  return { shape: buildShape(), ignored: new Set(ignore) };
}

/** Takes two answers of the baseline to the same request. */
export function addAnswers({ shape, ignored }: AnswerShape, first: unknown, second: unknown): void {
  add(shape, first, ignored);
  add(shape, second, ignored);
  markOpen(shape, first, second, ignored);
}

/**
 * How an answer differs, with the place; undefined where it does not. Null stands for any value, a list
 * may be of any length, and what the baseline never showed (the elements of a list always empty) may be anything.
 */
export function findStructureDifference(
  { shape, ignored }: AnswerShape,
  value: unknown,
): string | undefined {
  return compare(shape, value, '$', ignored);
}

/**
 * Where a value differs from two of the baseline that are the same there; undefined where none does.
 * Structure is not looked at: what is missing on one side is passed over.
 */
export function findValueDifference(
  ignore: readonly string[],
  first: unknown,
  second: unknown,
  value: unknown,
): string | undefined {
  return compareValues(new Set(ignore), first, second, value, '$');
}

function buildShape(): Shape {
  return {
    ...{ types: new Set<string>(), fields: new Map(), objects: 0, isOpen: false },
    element: undefined,
  };
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

function add(shape: Shape, value: unknown, ignored: ReadonlySet<string>): void {
  shape.types.add(typeOf(value));
  if (Array.isArray(value)) {
    for (const element of value) {
      shape.element ??= buildShape();
      add(shape.element, element, ignored);
    }
  }
  if (!isTable(value)) return;
  for (const [name, field] of shape.fields)
    if (!Object.hasOwn(value, name)) field.everywhere = false;
  for (const [name, child] of Object.entries(value)) {
    if (ignored.has(name)) continue;
    const known = shape.fields.get(name) ?? {
      shape: buildShape(),
      everywhere: shape.objects === 0,
    };
    shape.fields.set(name, known);
    add(known.shape, child, ignored);
  }
  shape.objects += 1;
}

function markOpen(
  shape: Shape,
  first: unknown,
  second: unknown,
  ignored: ReadonlySet<string>,
): void {
  if (Array.isArray(first) && Array.isArray(second)) {
    const { element } = shape;
    if (element === undefined) return;
    const shared = Math.min(first.length, second.length);
    for (let at = 0; at < shared; at += 1) markOpen(element, first[at], second[at], ignored);
  }
  if (!isTable(first) || !isTable(second)) return;
  for (const name of new Set([...Object.keys(first), ...Object.keys(second)])) {
    const field = shape.fields.get(name);
    if (field === undefined) continue;
    if (!Object.hasOwn(first, name) || !Object.hasOwn(second, name)) shape.isOpen = true;
    else markOpen(field.shape, first[name], second[name], ignored);
  }
}

function compare(
  shape: Shape,
  value: unknown,
  at: string,
  ignored: ReadonlySet<string>,
): string | undefined {
  const type = typeOf(value);
  const known = [...shape.types].filter((one) => one !== 'null');
  if (type !== 'null' && known.length > 0 && !known.includes(type))
    return `${at} is ${nameType(type)}, not ${known.map(nameType).join(' or ')}`;
  if (Array.isArray(value) && shape.element !== undefined) {
    for (const element of value) {
      const difference = compare(shape.element, element, `${at}[]`, ignored);
      if (difference !== undefined) return difference;
    }
  }
  if (!isTable(value) || shape.objects === 0) return undefined;
  if (!shape.isOpen) {
    for (const [name, { everywhere }] of shape.fields) {
      if (everywhere && !Object.hasOwn(value, name)) return `${at}.${name} is missing`;
    }
  }
  for (const [name, child] of Object.entries(value)) {
    if (ignored.has(name)) continue;
    const field = shape.fields.get(name);
    if (field === undefined) {
      if (shape.isOpen) continue;
      return `${at}.${name} is a field that the baseline does not have`;
    }
    const difference = compare(field.shape, child, `${at}.${name}`, ignored);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function nameType(type: string): string {
  return type === 'object' ? 'an object' : `a ${type}`;
}

function compareValues(
  ignored: ReadonlySet<string>,
  first: unknown,
  second: unknown,
  value: unknown,
  at: string,
): string | undefined {
  if (Array.isArray(first) && Array.isArray(second) && Array.isArray(value)) {
    if (first.length !== second.length) return undefined;
    if (first.length !== value.length)
      return `${at} has ${value.length} elements, not ${first.length}`;
    return firstOf(value.keys(), (index) =>
      compareValues(ignored, first[index], second[index], value[index], `${at}[${index}]`),
    );
  }
  if (isTable(first) && isTable(second) && isTable(value)) {
    return firstOf(Object.keys(value), (name) => {
      const isShared = Object.hasOwn(first, name) && Object.hasOwn(second, name);
      if (ignored.has(name) || !isShared) return undefined;
      return compareValues(ignored, first[name], second[name], value[name], `${at}.${name}`);
    });
  }
  if (JSON.stringify(first) !== JSON.stringify(second)) return undefined;
  return JSON.stringify(first) === JSON.stringify(value) ? undefined : `${at} has another value`;
}

function firstOf<T>(items: Iterable<T>, find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
