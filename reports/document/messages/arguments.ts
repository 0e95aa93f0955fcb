// The parameters of an ICU message, from its text: `{name}`, `{count, plural, …}` and `{is, select, …}`.

/**
 * Name and kind of each argument. Walks from brace to brace; `Inside` has true for each `{x, plural, …}` that is open,
 * where braces are branches, and false for each branch.
 */
export type Arguments<
  Text extends string,
  Inside extends readonly boolean[] = [],
  Found = never,
> = Text extends `${infer Before}{${infer After}`
  ? Before extends `${infer _}}${infer Rest}`
    ? Arguments<`${Rest}{${After}`, Outside<Inside>, Found>
    : Inside extends readonly [...infer _, true]
      ? Arguments<After, [...Inside, false], Found>
      : After extends `${infer Argument}}${infer Rest}`
        ? Argument extends `${infer Name}, ${infer Kind extends 'plural' | 'select'}, ${string}`
          ? After extends `${infer _}, ${Kind}, ${infer Branches}`
            ? Arguments<Branches, [...Inside, true], Found | readonly [Name, Kind]>
            : never
          : Arguments<Rest, Inside, Found | readonly [Argument, 'value']>
        : never
  : Found;

type Outside<Inside extends readonly boolean[]> = Inside extends readonly [
  ...infer Outer extends readonly boolean[],
  boolean,
]
  ? Outer
  : [];

type NamesOf<Found, Kind> = Found extends readonly [infer Name extends string, Kind] ? Name : never;

/** What is handed over for such arguments. @typeParam Plain of those that are neither counted nor chosen by */
export type Params<Found, Plain> = {
  readonly [Name in NamesOf<Found, string>]: Name extends NamesOf<Found, 'plural'>
    ? number
    : Name extends NamesOf<Found, 'select'>
      ? string | boolean | undefined
      : Plain;
};
