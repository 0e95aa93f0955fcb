// Pieces that the schemas of what is written and read have in common. Objects are open: a newer version may say more.
import Type, { type Static, type TSchema } from 'typebox';

/** What a value that fits a schema is, to read only. */
export type ValueOf<Schema extends TSchema> = Frozen<Static<Schema>>;

type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

/** Sentences and outputs; a service may be talkative, and the length of the line bounds it. */
export const text = Type.String();
/** A name that is a key: of a variant, scenario, route. */
export const name = Type.String({ minLength: 1 });
export const flag = Type.Boolean();
export const number = Type.Number();
/** Whole, from 0. */
export const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
/** A time, a size, or another amount that is never negative. */
export const amount = Type.Number({ minimum: 0 });
/** 0 to 1. */
export const ratio = Type.Number({ minimum: 0, maximum: 1 });
/** A length of time that somebody plans or waits for, ms: at most a year. */
export const timeMs = Type.Number({ minimum: 0, maximum: 366 * 86_400_000 });
/** Index of a group, an epoch or a position. */
export const index = Type.Integer({ minimum: 0, maximum: 1_000_000 });
/** ISO 8601 in UTC. */
export const time = Type.String({
  pattern:
    '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3])(:[0-5]\\d){2}(\\.\\d{1,9})?Z$',
});
/** Binary data as text; what is in it is checked where it is decoded. */
export const base64 = Type.String();
export const texts = Type.Array(text);
export const names = Type.Array(name);
export const optional = <Schema extends TSchema>(schema: Schema) => Type.Optional(schema);
export const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
export const words = <Words extends string[]>(...list: [...Words]) => Type.Enum(list);

/** By key, whatever characters the keys have: TypeBox's own record leaves those with line breaks unchecked. */
export const tableOf = <Schema extends TSchema>(schema: Schema) =>
  Type.Unsafe<Record<string, Static<Schema>>>(Type.Object({}, { additionalProperties: schema }));
export const countsByText = tableOf(count);
export const textsByName = tableOf(text);

/** Undefined in memory, absent in a file: what a record has to say, were it only that it is not known. */
export const orAbsent = <Schema extends TSchema>(schema: Schema) =>
  Type.Unsafe<Static<Schema> | undefined>(Type.Optional(schema));

/** What the author of a config wrote; a null Chinese text: the other one stands in both languages. */
export const OwnText = Type.Object({ en: text, zh: orNull(text) });
export type OwnText = ValueOf<typeof OwnText>;
