// Takes out of a text what its surroundings give away as a secret: URLs, named values, tokens.
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

/** What stands where a secret was that is not known by itself. */
export const redactedText = '[redacted]';

/** `NAME=value`, `"name": "value"` and `Name-With-Hyphens: value`; a name begins where none goes on. */
const assigned =
  /(?<![\w.-])((?:--?)?[A-Za-z_][\w.-]*)(\\?["']?(?:=|:[ \t]?)\\?["']?)([^\s"'\\,;&<>]+)/g;

/** `--token value` */
const flagged = /(?<![\w.-])(--?[A-Za-z][\w-]*)([ \t]+)([^\s"'\\-][^\s"'\\]*)/g;

/** The header Authorization without its name. */
const authorization = /(?<![\w-])(Bearer|Basic)([ \t]+)([\w.~+/=-]{8,})/g;

/** @param isRecorded names of query parameters whose values stay */
export function hideByContext(given: string, isRecorded: IsRecorded): string {
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
export function hideValue(value: string): string {
  return /^\[(?:redacted(?:-\d+)?\]|hash:)/.test(value) ? value : redactedText;
}
