// What the messages of a section are in a language: texts, or functions of the parameters that the English ones have.
import type { Arguments, Params } from '../document/messages/arguments.ts';
import type { Defined, Templates } from '../document/messages/define.ts';
import type { Value } from '../document/messages/render.ts';
import type { Sentence } from '../document/messages/sentence.ts';

type Marked<Found> = (params: Params<Found, Value>) => Sentence;
interface Unmarked<Found> {
  (params: Params<Found, string | number | undefined>): string;
  (params: Params<Found, Value>): Sentence;
}

/** A message in a language: without parameters itself, else a function of them; text alone where nothing in it is marked. */
type Said<Text extends string> = Text extends `${string}{${string}`
  ? Text extends `${string}<${string}`
    ? Marked<Arguments<Text>>
    : Unmarked<Arguments<Text>>
  : Text extends `${string}<${string}`
    ? Sentence
    : string;

type SaidAll<Texts extends Templates> = {
  readonly [Key in keyof Texts]: Texts[Key] extends string
    ? Said<Texts[Key]>
    : { readonly [Word in keyof Texts[Key]]: SaidByWord<Extract<Texts[Key][Word], string>> };
};

/** One of several, which are called alike: one signature alone. */
type SaidByWord<Text extends string> = Text extends `${string}{${string}`
  ? (
      params: Params<Arguments<Text>, Value>,
    ) => Text extends `${string}<${string}` ? Sentence : Sentence | string
  : Said<Text>;

export type SaidOf<Of> = Of extends Defined<infer Texts> ? SaidAll<Texts> : never;
