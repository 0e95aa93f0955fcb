// Finds known secrets in a text in all their forms, in one pass however many there are.
import { replaceParts, type TextPart } from '../spec/url-parts.ts';
import { type PlainSpelling, spellPlainly } from './plain-spelling.ts';

interface KnownForms {
  /**
   * From now on every form of the secret becomes the mark; one that is known already keeps its own.
   * @param isPlainFindable whether a form may be looked for without its escapes and line breaks, too
   */
  add(secret: string, mark: string, isPlainFindable: (plain: string) => boolean): void;
  /** The text with every form replaced, the longest first, then every form in a spelling of other escapes. */
  hide(text: string): string;
}

/** No form is shorter than this. */
export const leastFormLength = 6;

/** What stands at the end of a line that was cut. */
const cutMark = '…';
const cutSecretMark = '[redacted]';
/** A line is cut after so many characters, see `output-tail.ts`. */
const longestCut = 500;

export function createKnownForms(): KnownForms {
  const marks = new Map<string, string>();
  /** Forms by their first letters, and by length, the greatest first: no part of one is left behind a shorter one. */
  const byStart = new Map<string, Map<number, Set<string>>>();
  /** Whether any form begins with two letters; asked of every letter of a text, so no key is built for it. */
  const mayBegin = new Uint8Array(2 ** 16);
  const pairOf = (text: string, at: number): number =>
    (text.charCodeAt(at) * 257 + text.charCodeAt(at + 1)) & 0xffff;

  const findAt = (text: string, at: number): string | undefined => {
    if (mayBegin[pairOf(text, at)] === 0) return undefined;
    for (const [length, forms] of byStart.get(text.slice(at, at + leastFormLength)) ?? []) {
      const piece = text.slice(at, at + length);
      if (forms.has(piece)) return piece;
    }
    return undefined;
  };

  /** The beginning of a form that ends at a cut, where no longer one does. */
  const findCut = (text: string, end: number): number | undefined => {
    for (let at = Math.max(0, end - longestCut); at + leastFormLength <= end; at += 1) {
      if (mayBegin[pairOf(text, at)] === 0) continue;
      const piece = text.slice(at, end);
      for (const [length, forms] of byStart.get(piece.slice(0, leastFormLength)) ?? [])
        if (length > piece.length && [...forms].some((form) => form.startsWith(piece))) return at;
    }
    return undefined;
  };

  /** Of a long line only its beginning is kept: what is left of a secret at its end goes, too. */
  function* findCuts(text: string): Generator<MarkedPart> {
    for (let end = text.indexOf(cutMark); end >= 0; end = text.indexOf(cutMark, end + 1)) {
      const start = findCut(text, end);
      if (start !== undefined) yield { start, end, mark: cutSecretMark };
    }
  }

  function* findForms(text: string): Generator<MarkedPart> {
    for (let at = 0; at + leastFormLength <= text.length; ) {
      const form = findAt(text, at);
      if (form !== undefined)
        yield { start: at, end: at + form.length, mark: marks.get(form) ?? '' };
      at += form?.length ?? 1;
    }
  }

  const addForm = (form: string, mark: string): void => {
    if (form.length < leastFormLength || marks.has(form)) return;
    marks.set(form, mark);
    mayBegin[pairOf(form, 0)] = 1;
    const start = form.slice(0, leastFormLength);
    const lengths = byStart.get(start) ?? new Map<number, Set<string>>();
    const isNew = !lengths.has(form.length);
    lengths.set(form.length, (lengths.get(form.length) ?? new Set()).add(form));
    byStart.set(start, isNew ? new Map([...lengths].toSorted(([a], [b]) => b - a)) : lengths);
  };

  return {
    add(secret, mark, isPlainFindable) {
      for (const form of listSecretForms(withoutQuotes(secret))) {
        addForm(form, mark);
        const plain = spellPlainly(form).text;
        if (plain !== form && isPlainFindable(plain)) addForm(plain, mark);
      }
    },
    hide(given) {
      if (marks.size === 0) return given;
      const text = replaceMarked(given, findCuts(given));
      const hidden = replaceMarked(text, findForms(text));
      const plain = spellPlainly(hidden);
      if (plain.text === hidden) return hidden;
      const cuts = toGiven(plain, findCuts(plain.text));
      if (cuts.length === 0) return replaceMarked(hidden, toGiven(plain, findForms(plain.text)));
      const uncut = replaceMarked(hidden, cuts);
      const rest = spellPlainly(uncut);
      return replaceMarked(uncut, toGiven(rest, findForms(rest.text)));
    },
  };
}

/** Quotes around a secret are none, and where it stands in JSON they would be taken from around it. */
function withoutQuotes(secret: string): string {
  let [start, end] = [0, secret.length];
  while (start < end && isQuote(secret[start])) start += 1;
  while (end > start && isQuote(secret[end - 1])) end -= 1;
  return secret.slice(start, end);
}

const isQuote = (letter: string | undefined): boolean => letter === '"' || letter === "'";

interface MarkedPart extends TextPart {
  readonly mark: string;
}

function replaceMarked(text: string, parts: Iterable<MarkedPart>): string {
  return replaceParts<MarkedPart>(text, parts, (_, { mark }) => mark);
}

/** Where in the text as it was given the parts of the plain one are. */
function toGiven(plain: PlainSpelling, parts: Iterable<MarkedPart>): readonly MarkedPart[] {
  return [...parts].map((part) => ({ ...part, ...plain.toGiven(part) }));
}

/** Fewer characters of base64 than this could stand anywhere by chance, in a histogram for example. */
const leastBase64Length = 8;

/** Every form of the secret worth looking for, the secret itself first. */
function listSecretForms(given: string): readonly string[] {
  // Half a pair of surrogates has no escape in a URL.
  const secret = given.toWellFormed();
  const quoted = quote(secret);
  const encoded = [encodeURIComponent(secret), encodeStrictly(secret), encodeURI(secret)];
  const percent = encoded.flatMap((text) => [text, text.replaceAll('%20', '+')]);
  const base64 = [secret, encodeURIComponent(secret)].flatMap(listBase64Forms);
  const forms = [
    ...[secret, quoted, quote(quoted), quoted.replaceAll('/', '\\/'), escapeUnicode(quoted)],
    ...listMarkupForms(secret),
    ...percent.flatMap((text) => [text, lowerEscapes(text)]),
    ...base64.flatMap((text) => [text, encodeURIComponent(text)]),
    ...percent.map(encodeURIComponent),
    ...hexOf(secret),
  ];
  return [...new Set(forms)];
}

/** As in a JSON text, without the quotes around it. */
const quote = (text: string): string => JSON.stringify(text).slice(1, -1);

/** As encoders of JSON do that write ASCII alone. */
function escapeUnicode(quoted: string): string {
  return quoted.replaceAll(
    /[^ -~]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Quotes are escaped by number or name, or left. */
function listMarkupForms(secret: string): readonly string[] {
  const markup = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [
    markup,
    markup.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    markup.replaceAll('"', '&#34;').replaceAll("'", '&#x27;'),
    markup.replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
  ];
}

function hexOf(secret: string): readonly string[] {
  const hex = Buffer.from(secret).toString('hex');
  const parted = hex.replaceAll(/..(?=.)/g, '$&:');
  return [hex, parted].flatMap((text) => [text, text.toUpperCase()]);
}

/** Also what encodeURIComponent lets stand, as other encoders do not. */
function encodeStrictly(secret: string): string {
  return encodeURIComponent(secret).replaceAll(
    /[!'()*~_.-]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function lowerEscapes(text: string): string {
  return text.replaceAll(/%[0-9A-F]{2}/g, (found) => found.toLowerCase());
}

/**
 * In base64 a text looks in three ways, by how many bytes stand before it (`user:secret`). Of each
 * only the characters that the secret alone decides are taken.
 */
function listBase64Forms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
    const core = text.slice(
      Math.ceil((before * 8) / 6),
      Math.floor(((before + bytes.length) * 8) / 6),
    );
    if (core.length < leastBase64Length) return [];
    // Where nothing stands behind it, its last bits have a character of their own, and padding.
    const whole = text.slice(Math.ceil((before * 8) / 6));
    const padded = whole.padEnd(whole.length + ((4 - (text.length % 4)) % 4), '=');
    return [core, whole, padded].flatMap((form) => [
      form,
      form.replaceAll('-', '+').replaceAll('_', '/'),
    ]);
  });
}
