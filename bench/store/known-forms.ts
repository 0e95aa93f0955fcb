// Finds known secrets in a text in all their forms, in one pass however many there are.
import { listSecretForms } from './secret-forms.ts';

export interface KnownForms {
  /** From now on every form of the secret becomes the mark; one that is known already keeps its own. */
  add(secret: string, mark: string): void;
  /** The text with every form replaced, the longest first. */
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
  const hideCut = (text: string): string => {
    const pieces: string[] = [];
    let done = 0;
    for (let end = text.indexOf(cutMark); end >= 0; end = text.indexOf(cutMark, end + 1)) {
      const at = findCut(text, end);
      if (at === undefined || at < done) continue;
      pieces.push(text.slice(done, at), cutSecretMark);
      done = end;
    }
    return done === 0 ? text : pieces.join('') + text.slice(done);
  };

  return {
    add(secret, mark) {
      for (const form of listSecretForms(secret)) {
        if (form.length < leastFormLength || marks.has(form)) continue;
        marks.set(form, mark);
        mayBegin[pairOf(form, 0)] = 1;
        const start = form.slice(0, leastFormLength);
        const lengths = byStart.get(start) ?? new Map<number, Set<string>>();
        const isNew = !lengths.has(form.length);
        lengths.set(form.length, (lengths.get(form.length) ?? new Set()).add(form));
        byStart.set(start, isNew ? new Map([...lengths].toSorted(([a], [b]) => b - a)) : lengths);
      }
    },
    hide(given) {
      if (marks.size === 0) return given;
      const text = hideCut(given);
      const pieces: string[] = [];
      let done = 0;
      for (let at = 0; at + leastFormLength <= text.length; ) {
        const form = findAt(text, at);
        if (form === undefined) at += 1;
        else {
          pieces.push(text.slice(done, at), marks.get(form) ?? '');
          at += form.length;
          done = at;
        }
      }
      return done === 0 ? text : pieces.join('') + text.slice(done);
    },
  };
}
