// Brings what was written before 2026-12 to messages: a sentence was a text then, with `<field>Said` beside it where its code was known.
import type { TSchema } from 'typebox';
import { Message } from './message.ts';
import { quoteText } from './messages/message.ts';

/** A schema as JSON: what of it is walked. */
interface Shape {
  readonly $id?: string;
  readonly anyOf?: readonly TSchema[];
  readonly items?: TSchema;
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly additionalProperties?: TSchema;
}

/** The value with a message wherever the schema has one and the value a text; all else stays as it is. */
export function upgradeMessages(schema: TSchema, value: unknown, said?: unknown): unknown {
  if (!holdsMessage(schema)) return value;
  const { anyOf = [], items, properties = {}, additionalProperties } = schema as Shape;
  if (isMessage(schema)) return typeof value === 'string' ? toMessage(value, said) : value;
  if (anyOf.length > 0)
    return anyOf.reduce<unknown>((upgraded, one) => upgradeMessages(one, upgraded, said), value);
  if (Array.isArray(value)) {
    const saidOf = (text: unknown) =>
      Array.isArray(said) ? said.find((one) => isObject(one) && one.text === text) : undefined;
    return value.map((item) => (items ? upgradeMessages(items, item, saidOf(item)) : item));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      const inner = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
      if (inner === undefined && Object.hasOwn(properties, key.replace(/Said$/, ''))) return [];
      return [[key, inner ? upgradeMessages(inner, item, value[`${key}Said`]) : item]];
    }),
  );
}

function toMessage(text: string, said: unknown): unknown {
  return isObject(said) ? { ...said, text } : quoteText(text);
}

const known = new WeakMap<TSchema, boolean>();

/** Most of a document and of its records has none: not looked through. */
function holdsMessage(schema: TSchema): boolean {
  const found = known.get(schema);
  if (found !== undefined) return found;
  const { anyOf = [], items, properties = {}, additionalProperties } = schema as Shape;
  const inner = [...anyOf, ...Object.values(properties), items, additionalProperties];
  const holds =
    isMessage(schema) || inner.some((one) => isObject(one) && holdsMessage(one as TSchema));
  known.set(schema, holds);
  return holds;
}

function isMessage(schema: TSchema): boolean {
  return (schema as Shape).$id === (Message as Shape).$id;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
