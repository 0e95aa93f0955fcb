// Takes secrets out of everything that is written: what its surroundings give away, and the secrets and
// other private values of the config wherever they turn up. The second line: the first is not to write them.

import { replaceCredentials } from '../spec/credential-shape.ts';
import type { IsRecorded } from '../spec/recorded-names.ts';
import { isSecretName } from '../spec/secret-name.ts';
import {
  decodeText,
  findQueryValues,
  findUserinfo,
  replaceParts,
  type TextPart,
} from '../spec/url-parts.ts';
import { createKnownForms, leastFormLength } from './known-forms.ts';

export interface Redactor {
  text(text: string): string;
  /** A deep copy of JSON-like data without secrets. */
  value<T>(value: T): T;
  /** The text without the secrets that are known by themselves alone: JSON and HTML stay what they are. */
  known(text: string): string;
  /** From now on these are secrets, too: passwords that are drawn during a run. */
  learn(secrets: readonly string[]): void;
}

interface RedactorOptions {
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

/** What stands where a secret was that is not known by itself. */
const redactedText = '[redacted]';

/** `NAME=value`, `"name": "value"` and `Name-With-Hyphens: value`; a name begins where none goes on. */
const assigned =
  /(?<![\w.-])((?:--?)?[A-Za-z_][\w.-]*)(\\?["']?(?:=|:[ \t]?)\\?["']?)([^\s"'\\,;&<>]+)/g;

/** `--token value` */
const flagged = /(?<![\w.-])(--?[A-Za-z][\w-]*)([ \t]+)([^\s"'\\-][^\s"'\\]*)/g;

/** The header Authorization without its name. */
const authorization = /(?<![\w-])(Bearer|Basic)([ \t]+)([\w.~+/=-]{8,})/g;

/** @param isRecorded names of query parameters whose values stay */
function hideByContext(given: string, isRecorded: IsRecorded): string {
  let text = replaceParts<TextPart>(given, findUserinfo(given), hideValue);
  text = replaceParts(text, findQueryValues(text), (value, { name }) =>
    isRecorded(decodeText(name)) ? value : hideValue(value),
  );
  text = replaceCredentials(text, hideValue);
  return text
    .replace(assigned, (whole, name: string, sign: string, value: string, at: number) =>
      isTelling(name, sign, text.charAt(at - 1)) ? `${name}${sign}${hideValue(value)}` : whole,
    )
    .replace(flagged, (whole, name: string, blank: string, value: string) =>
      isSecretName(name) ? `${name}${blank}${hideValue(value)}` : whole,
    )
    .replace(authorization, (whole, scheme: string, blank: string, token: string) =>
      /[\d_~+/=]/.test(token) ? `${scheme}${blank}${hideValue(token)}` : whole,
    );
}

/** Lower-case names that no factor has: what would be `factor=level`, the id of a variant, must stay. */
const plainSecret =
  /^(?:password|passwd|passphrase|pwd|secret|(?:access|refresh|id|auth|session)_token|api_?key|client_secret)$/i;

/** In prose a colon follows words, too: "the session token: it has expired". */
function isTelling(name: string, sign: string, before: string): boolean {
  if (!isSecretName(name)) return false;
  const [isNameQuoted, isValueQuoted] = [/^\\?["']/, /["']$/].map((quote) => quote.test(sign));
  if (sign.includes('='))
    return /^(?:-|[A-Z_][A-Z0-9_]*$)/.test(name) || /[?&;]/.test(before) || plainSecret.test(name);
  // A number or a table behind a name of JSON is no secret, and a mark in its place no JSON.
  if (isNameQuoted) return isValueQuoted === true;
  // `PASS: all gates passed` is a verdict.
  if (/^pass$/i.test(name)) return false;
  return /[-_A-Z]/.test(name.slice(1)) || plainSecret.test(name);
}

/** A mark that stands already keeps its number or hash when a text is redacted again. */
function hideValue(value: string): string {
  return /^\[(?:redacted(?:-\d+)?\]|hash:)/.test(value) ? value : redactedText;
}
