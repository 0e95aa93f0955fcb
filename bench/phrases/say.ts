// A sentence of a document with its code and parameters, from which reports say it in another language.
import { english } from './english.ts';

export type PhraseCode = keyof typeof english;

/** A figure as text, a count, or other phrases. */
type PhraseValue = string | number | Phrase | readonly Phrase[];

export interface Phrase {
  /** Of the sentence; `name`, `fault`, `metric`, `sentences` and `as-written` have their own rules. */
  readonly code: string;
  readonly params: Readonly<Record<string, PhraseValue>>;
  /** In English. */
  readonly text: string;
}

type NameOf<Placeholder extends string> = Placeholder extends `${infer Name}:${string}`
  ? Name
  : Placeholder extends `${infer Name};`
    ? Name
    : Placeholder;
type NamesIn<Template extends string> =
  Template extends `${string}{${infer Placeholder}}${infer Rest}`
    ? NameOf<Placeholder> | NamesIn<Rest>
    : never;
type NamesOf<Code extends PhraseCode> = NamesIn<(typeof english)[Code]>;
type ParamsOf<Code extends PhraseCode> = [NamesOf<Code>] extends [never]
  ? readonly []
  : readonly [Readonly<Record<NamesOf<Code>, PhraseValue>>];

const placeholder = /\{(\w+)(?:(;)|:([^|}]*)\|([^}]*))?\}/g;

/** The sentence of a code with what belongs into it. */
export function say<Code extends PhraseCode>(code: Code, ...given: ParamsOf<Code>): Phrase {
  const params: Readonly<Record<string, PhraseValue>> = given[0] ?? {};
  const text = english[code].replaceAll(
    placeholder,
    (_, name: string, semicolon?: string, one?: string, many?: string) => {
      const value = params[name] ?? '';
      if (one !== undefined) return value === 1 ? one : (many ?? '');
      return write(value, semicolon !== undefined);
    },
  );
  return { code, params, text };
}

function write(value: PhraseValue, isWithSemicolons: boolean): string {
  if (typeof value !== 'object') return String(value);
  if ('text' in value) return value.text;
  const texts = value.map(({ text }) => text);
  return isWithSemicolons ? texts.join('; ') : joinWords(texts);
}

/** `a`, `a and b`, `a, b and c`. */
function joinWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** What a user or a service chose, never translated. @param text as English sentences show it */
export function sayName(name: string, text = name): Phrase {
  return { code: 'name', params: { name }, text };
}

/** A fault by its id, which has a name in every language. */
export function sayFault(id: string, title: string): Phrase {
  return { code: 'fault', params: { id }, text: title };
}

/** A metric by its key. @param text its English name */
export function sayMetric(metric: string, text: string): Phrase {
  return { code: 'metric', params: { metric }, text };
}

/** Text of others: evidence, messages of systems and drivers. It stays as it is in every language. */
export function quoteText(text: string): Phrase {
  return { code: 'as-written', params: {}, text };
}

/** Several as one, in this order. */
export function sayAll(parts: readonly Phrase[]): Phrase {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  return { code: 'sentences', params: { parts }, text: parts.map(({ text }) => text).join(' ') };
}

/** Each text once. */
export function dropDoubles(phrases: readonly Phrase[]): readonly Phrase[] {
  return [...new Map(phrases.map((phrase) => [phrase.text, phrase])).values()];
}
