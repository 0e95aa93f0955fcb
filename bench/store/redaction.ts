// Takes secrets out of everything that is written: passwords in URLs, values under telling names, and
// the secrets of the config wherever they turn up.
import { isSecretName } from '../spec/secret-name.ts';
import { findUrlPasswords } from '../spec/url-passwords.ts';
import { listSecretForms } from './secret-forms.ts';

/** No name holds one of the characters that begin the next, so that no part of a text is read twice. */
const queryParameter = /([?&;])([^=?&;\s"']+)=([^&;\s"'#<]+)/g;

/** What stands where a secret was that is not known by itself. */
const redactedText = '[redacted]';

export interface Redactor {
  /** The text without secrets. */
  text(text: string): string;
  /** A deep copy of JSON-like data without secrets. */
  value<T>(value: T): T;
}

/** Shorter values, and plain words up to this length, would be found in harmless texts everywhere. */
const leastLength = 6;
const longestPlainWord = 9;

const longestInPattern = 10_000;

/**
 * Makes a redactor that knows these secrets. Each is replaced by a mark with its number, so that two
 * variants that differ in a secret alone can still be told apart. A secret that is too short, a plain
 * word, or part of a public word goes only where a name or a URL gives it away.
 * @param publicWords words that the documents need, such as names of levels
 */
export function createRedactor(
  secrets: readonly string[],
  publicWords: readonly string[] = [],
): Redactor {
  const marks = new Map(secrets.map((secret, index) => [secret, `[redacted-${index + 1}]`]));
  const known = secrets.filter((secret) => isFindable(secret, publicWords));
  const markOfForm = new Map<string, string>();
  for (const secret of known) {
    for (const form of listSecretForms(secret)) {
      if (!markOfForm.has(form)) markOfForm.set(form, marks.get(secret) ?? redactedText);
    }
  }
  // The longest form first, so that no part of one is left standing behind a shorter one.
  const forms = [...markOfForm.keys()].sort((a, b) => b.length - a.length);
  // An expression of a whole file under a secret name would be too large to compile.
  const long = forms.filter((form) => form.length > longestInPattern);
  const short = forms.slice(long.length);
  const pattern =
    short.length === 0 ? undefined : new RegExp(short.map(escapePattern).join('|'), 'g');

  const hideKnown = (given: string): string => {
    let text = given;
    for (const form of long) text = text.replaceAll(form, markOfForm.get(form) ?? redactedText);
    return pattern === undefined
      ? text
      : text.replace(pattern, (form) => markOfForm.get(form) ?? redactedText);
  };
  const text = (given: string): string =>
    hideUrlPasswords(hideKnown(given)).replace(
      queryParameter,
      (whole, sign: string, name: string, value: string) =>
        isSecretName(name) && !value.startsWith('[redacted')
          ? `${sign}${name}=${redactedText}`
          : whole,
    );
  const walk = (given: unknown, isSecret: boolean): unknown => {
    if (typeof given === 'string') {
      return isSecret ? (marks.get(given) ?? markUnknown(given)) : text(given);
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
  return { text, value: <T>(given: T) => walk(given, false) as T };
}

function hideUrlPasswords(text: string): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end } of findUrlPasswords(text)) {
    parts.push(text.slice(done, start), redactedText);
    done = end;
  }
  return done === 0 ? text : parts.join('') + text.slice(done);
}

/** A mark that stands already keeps its number when a document is redacted again. */
function markUnknown(value: string): string {
  return /^\[redacted(-\d+)?\]$/.test(value) ? value : redactedText;
}

function isFindable(secret: string, publicWords: readonly string[]): boolean {
  if (secret.length < leastLength) return false;
  if (/^[a-z]+$/i.test(secret) && secret.length <= longestPlainWord) return false;
  return !publicWords.some((word) => word.includes(secret));
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

const nameless = createRedactor([]);

/** The text with the password of every URL in it replaced; for where no config is known. */
export const redactText = (text: string): string => nameless.text(text);

/** A deep copy with passwords in URLs and values under secret names replaced. */
export const redactSecrets = <T>(value: T): T => nameless.value(value);
