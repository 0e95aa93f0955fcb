// Takes secrets out of everything that is written: passwords in URLs, and values under telling names.

const secretName =
  /pass(word|wd|phrase)?|secret|token|authorization|cookie|credential|api[-_]?key|private[-_]?key/i;
const urlPassword = /([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/gi;

/** What stands where a secret was. */
const redactedText = '[redacted]';

/** The text with the password of every URL in it replaced. */
export function redactText(text: string): string {
  return text.replace(urlPassword, `$1:${redactedText}@`);
}

/** A deep copy of JSON-like data with passwords in URLs and values under secret names replaced. */
export function redactSecrets<T>(value: T): T {
  return redactValue(value, false) as T;
}

function redactValue(value: unknown, isSecret: boolean): unknown {
  if (typeof value === 'string') return isSecret ? redactedText : redactText(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, isSecret));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      redactValue(item, isSecret || (secretName.test(key) && typeof item !== 'number')),
    ]),
  );
}
