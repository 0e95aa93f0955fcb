// Takes secrets out of everything that is written: what its surroundings give away, and the secrets and
// other private values of the config wherever they turn up. The second line: the first is not to write them.
import type { IsRecorded } from '../spec/recorded-names.ts';
import { isSecretName } from '../spec/secret-name.ts';
import { createKnownForms, leastFormLength } from './known-forms.ts';
import { hideByContext, hideValue, redactedText } from './secret-text.ts';

export interface Redactor {
  /** The text without secrets. */
  text(text: string): string;
  /** A deep copy of JSON-like data without secrets. */
  value<T>(value: T): T;
  /** The text without the secrets that are known by themselves alone: JSON and HTML stay what they are. */
  known(text: string): string;
  /** From now on these are secrets, too: passwords that are drawn during a run. */
  learn(secrets: readonly string[]): void;
}

export interface RedactorOptions {
  /** Words that the documents need, such as names of levels. */
  readonly publicWords?: readonly string[];
  /** Values that are never written but stand under no telling name, so that some are everyday words. */
  readonly privateValues?: readonly string[];
  /** Names of query parameters whose values stay; absent: none. */
  readonly isRecorded?: IsRecorded;
}

/** Plain words up to this length would be found in harmless texts everywhere. */
const longestPlainWord = 9;

/**
 * Makes a redactor that knows these secrets. Each is replaced by a mark with its number, so that two
 * variants that differ in a secret alone can still be told apart. A secret that is too short, a plain
 * word, or part of a public word goes only where a name or a URL gives it away.
 */
export function createRedactor(
  secrets: readonly string[],
  { publicWords = [], privateValues = [], isRecorded = () => false }: RedactorOptions = {},
): Redactor {
  const marks = new Map<string, string>();
  const known = createKnownForms();
  const learn = (values: readonly string[], isFindable: (value: string) => boolean): void => {
    const isSought = (text: string): boolean =>
      isFindable(text) && !publicWords.some((word) => word.includes(text));
    for (const value of values) {
      if (marks.has(value)) continue;
      const mark = `[redacted-${marks.size + 1}]`;
      marks.set(value, mark);
      if (isSought(value)) known.add(value, mark, isSought);
    }
  };
  learn(secrets, isFindableSecret);
  learn(privateValues, isFindableValue);

  const text = (given: string): string => hideByContext(known.hide(given), isRecorded);
  const walk = (given: unknown, isSecret: boolean): unknown => {
    if (typeof given === 'string') {
      return isSecret ? (marks.get(given) ?? hideWhole(given)) : text(given);
    }
    // A service may echo as a number what the config gives as a text.
    if (typeof given === 'number') return (isSecret ? marks.get(`${given}`) : undefined) ?? given;
    if (Array.isArray(given)) return given.map((item) => walk(item, isSecret));
    if (typeof given !== 'object' || given === null) return given;
    const entries = Object.entries(given).map(([key, item]) => [
      // Keys of the documents themselves are letters alone; others may hold what a service said.
      /^[a-z]+$/i.test(key) ? key : text(key),
      walk(item, isSecret || isSecretName(key)),
    ]);
    return Object.fromEntries(entries);
  };
  return {
    text,
    value: <T>(given: T) => walk(given, false) as T,
    known: (given) => known.hide(given),
    learn: (more) => learn(more, isFindableSecret),
  };
}

/** Of a value that is a mark as a whole; what only begins like one is none. */
function hideWhole(value: string): string {
  return /^\[(?:redacted(?:-\d+)?|hash:[0-9a-f]+)\]$/.test(value) ? hideValue(value) : redactedText;
}

function isFindableSecret(secret: string): boolean {
  if (secret.length < leastFormLength) return false;
  return !(/^[a-z]+$/i.test(secret) && secret.length <= longestPlainWord);
}

/** Shorter values, and words up to the other length, are not looked for unless a name tells that they are secret. */
const leastValueLength = 8;
const longestWords = 24;
/** Fewer digits are a size, a port or a time. */
const leastDigits = 9;

function isFindableValue(value: string): boolean {
  if (value.length < leastValueLength) return false;
  if (/^\p{L}+(?:[-_. ,/]+\p{L}+)*$/u.test(value)) return value.length > longestWords;
  if (/^-?[\d.,:]+$/.test(value)) return value.replaceAll(/\D/g, '').length >= leastDigits;
  return !/^(?:\w+:\/\/)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::\d+)?\/?$/.test(value);
}

const nameless = createRedactor([]);

/** The text without what its surroundings give away; for where no config is known. */
export const redactText = (text: string): string => nameless.text(text);

/** A deep copy without that, and without values under secret names. */
export const redactSecrets = <T>(value: T): T => nameless.value(value);
