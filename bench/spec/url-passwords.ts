// Where in a text the passwords of URLs stand. Written as a search and not as one regular expression:
// that would begin anew at each letter of a long body, and take a time that grows with its square.

/** The password of a URL such as `redis://user:password@host`; `text.slice(start, end)` is the password. */
export interface UrlPassword {
  readonly start: number;
  readonly end: number;
}

/** Every password, in the order of the text; a text is passed over once. */
export function* findUrlPasswords(text: string): Generator<UrlPassword> {
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 1)) {
    // A scheme ends there: `://` alone is none.
    if (!/[a-z0-9+.-]/i.test(text.charAt(at - 1))) continue;
    const userStart = at + '://'.length;
    const authority = text.slice(userStart, findEnd(text, userStart, /[\s/]/g));
    const colon = authority.indexOf(':');
    if (colon < 0 || authority.slice(0, colon).includes('@')) continue;
    const rest = authority.slice(colon + 1);
    const length = rest.slice(0, findEnd(rest, 0, /["'<>]/g)).lastIndexOf('@');
    const start = userStart + colon + 1;
    if (length > 0) yield { start, end: start + length };
  }
}

/** Index of the first of these characters at or behind `from`, else the length of the text. */
function findEnd(text: string, from: number, characters: RegExp): number {
  characters.lastIndex = from;
  return characters.exec(text)?.index ?? text.length;
}
