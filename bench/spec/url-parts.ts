// Where in a text the user, password and query values of URLs stand. Written as searches and not as regular
// expressions: those would begin anew at each letter of a long body, and take a time that grows with its square.

/** A part of a text: `text.slice(start, end)`. */
export interface TextPart {
  readonly start: number;
  readonly end: number;
}

export interface QueryValue extends TextPart {
  /** As written, escapes and all. */
  readonly name: string;
}

/** `user:password` of a URL such as `redis://user:password@host`, in the order of the text. */
export function* findUserinfo(text: string): Generator<TextPart> {
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 1)) {
    // A scheme ends there: `://` alone is none.
    if (!/[a-z0-9+.-]/i.test(text.charAt(at - 1))) continue;
    const start = at + '://'.length;
    const authority = text.slice(start, findEnd(text, start, /[\s/]/g));
    const length = authority.slice(0, findEnd(authority, 0, /["'<>]/g)).lastIndexOf('@');
    if (length > 0) yield { start, end: start + length };
  }
}

/** What of `user:password` is secret: the password, or a token that stands alone. */
export function splitUserinfo(userinfo: string): {
  readonly user: string;
  readonly secret: string;
} {
  const colon = userinfo.indexOf(':');
  return colon < 0
    ? { user: '', secret: userinfo }
    : { user: userinfo.slice(0, colon), secret: userinfo.slice(colon + 1) };
}

/** Characters that end a URL inside another text. */
const wordEnd = /[\s"'<>`\\]/g;

/**
 * Values behind `?name=` and `&name=` of URLs and paths: a query begins at a `?` in a word that holds a slash
 * before it, so that neither questions nor programs are taken for one.
 */
export function* findQueryValues(text: string): Generator<QueryValue> {
  let read = 0;
  for (let mark = text.indexOf('?'); mark >= 0; mark = text.indexOf('?', read)) {
    const start = findWordStart(text, mark, read);
    const end = findEnd(text, mark, wordEnd);
    read = end + 1;
    const word = text.slice(start, end);
    const query = word.indexOf('?', word.indexOf('/'));
    if (word.includes('/') && query >= 0) yield* splitQuery(text, start + query + 1, end);
  }
}

function* splitQuery(text: string, from: number, to: number): Generator<QueryValue> {
  for (let at = from; at < to; ) {
    const end = Math.min(to, findEnd(text, at, /[&;#?]/g));
    const sign = text.indexOf('=', at);
    if (sign >= at && sign < end - 1) yield { name: text.slice(at, sign), start: sign + 1, end };
    // A fragment is read like a query: tokens of OAuth stand in it.
    at = end + 1;
  }
}

/** The blank or quote before `at`, but not before `least`, so that no text is passed over twice. */
function findWordStart(text: string, at: number, least: number): number {
  let start = at;
  while (start > least && !/[\s"'<>`\\]/.test(text.charAt(start - 1))) start -= 1;
  return start;
}

/** Index of the first of these characters at or behind `from`, else the length of the text. */
function findEnd(text: string, from: number, characters: RegExp): number {
  characters.lastIndex = from;
  return characters.exec(text)?.index ?? text.length;
}

/** The text with these parts, which don't overlap and are in its order, replaced. */
export function replaceParts<Part extends TextPart>(
  text: string,
  parts: Iterable<Part>,
  replace: (value: string, part: Part) => string,
): string {
  const pieces: string[] = [];
  let done = 0;
  for (const part of parts) {
    if (part.start < done) continue;
    pieces.push(text.slice(done, part.start), replace(text.slice(part.start, part.end), part));
    done = part.end;
  }
  return done === 0 ? text : pieces.join('') + text.slice(done);
}

/** The text without %-escapes, as it stands where they are none. */
export function decodeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
