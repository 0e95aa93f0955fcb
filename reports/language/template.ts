// Templates of sentences in both languages: ICU messages with tags, whose parameters are typed by the English one.
import type { Message } from '../document/message.ts';
import type { Arguments, Params } from '../document/messages/arguments.ts';
import type { Sentence } from './sentence.ts';

/** What may be put into a sentence; the items of a list are joined as its tag says. */
type Inline = string | number | Sentence | Message;
export type Value = Inline | readonly Inline[] | undefined;

/** A section: messages by key, or several of them that are chosen by a word (`verdicts.better`). */
export type Templates = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

type Translated<Texts extends Templates> = {
  readonly [Key in keyof Texts]: Texts[Key] extends string
    ? string
    : { readonly [Word in keyof Texts[Key]]: string };
};

export interface Section<Texts extends Templates> {
  readonly en: Texts;
  readonly zh: Translated<Texts>;
}

/** The messages of a section. Both have the same keys; a test compares parameters and tags. */
export function defineSection<const Texts extends Templates>(
  en: Texts,
  zh: Translated<Texts>,
): Section<Texts> {
  return { en, zh };
}

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

export type SaidOf<Of> = Of extends Section<infer Texts> ? SaidAll<Texts> : never;
