// A variable of the environment: what it is called, what it may be, its default, and how it is echoed.
import { closest } from 'fastest-levenshtein';

export interface Setting<Value> {
  readonly variable: string;
  /** The text that stands for an absent one. */
  readonly usual: string;
  /** Undefined where the text is none of its values. */
  read(text: string): Value | undefined;
  write(value: Value): string;
  /** Goes on after "must be". */
  describe(text: string): string;
  /** Taken in place of a wrong one, so that the other variables can be read too. */
  readonly fallback: Value;
}

export type ValuesOf<Settings extends Readonly<Record<string, Setting<unknown>>>> = {
  readonly [Key in keyof Settings]: Settings[Key]['fallback'];
};

/** A whole number from `least` to `most`. */
export function wholeNumber(
  variable: string,
  usual: number,
  least: number,
  most: number,
): Setting<number> {
  return {
    ...{ variable, usual: String(usual), write: String, fallback: least },
    read: (text) => {
      const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
      return value >= least && value <= most ? value : undefined;
    },
    describe: () => `a whole number from ${least} to ${most}`,
  };
}

/** One of several words, the first of which is the usual one where no other is named. */
export function oneOf<const Word extends string>(
  variable: string,
  words: readonly [Word, ...Word[]],
  usual: NoInfer<Word> = words[0],
): Setting<Word> {
  return {
    ...{ variable, usual, write: (word) => word, fallback: usual },
    read: (text) => words.find((word) => word === text),
    describe: (text) => `one of ${words.join(', ')} (did you mean '${closest(text, words)}'?)`,
  };
}

/** Something that is on or off. */
export function onOff(
  variable: string,
  usual: boolean,
  [on, off]: readonly [string, string] = ['on', 'off'],
): Setting<boolean> {
  const words = oneOf(variable, [on, off], usual ? on : off);
  return {
    ...{ ...words, fallback: usual, write: (isOn) => (isOn ? on : off) },
    read: (text) => (words.read(text) === undefined ? undefined : text === on),
  };
}
