// The known word that an unknown one was probably meant to be.
import { closest, distance } from 'fastest-levenshtein';

/** The known word nearest to a wrong one, however far it is; null where none is known. */
export function nearestOf(word: string, known: Iterable<string>): string | null {
  const words = [...known];
  return words.length === 0 ? null : closest(word, words);
}

/** `did you mean "x"?` where a known word is near, else the list of known words. */
export function suggest(word: string, known: readonly string[]): string {
  if (known.length === 0) return 'there are none';
  const meant = findMeant(word, known);
  return meant === undefined ? `known are ${known.join(', ')}` : `did you mean "${meant}"?`;
}

/** The known word that is near, or undefined. */
export function findMeant(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const near = closest(
    word.toLowerCase(),
    known.map((candidate) => candidate.toLowerCase()),
  );
  const meant = known.find((candidate) => candidate.toLowerCase() === near) ?? near;
  return isSlip(word.toLowerCase(), near) ? meant : findPart(word, known);
}

/** More wrong letters than this make another word. */
const mostWrongLetters = 3;

/** A third of the letters may be wrong, one of a short word at least, and two that are swapped. */
function isSlip(word: string, near: string): boolean {
  const most = Math.min(mostWrongLetters, Math.max(1, Math.floor(word.length / 3)));
  const wrong = distance(word, near);
  const isSwapped = wrong === 2 && sortLetters(word) === sortLetters(near);
  return wrong <= most || isSwapped;
}

const sortLetters = (word: string) => [...word].sort().join('');

/** Fewer letters than this are part of many words. */
const shortestPart = 3;
/** Of more words than this a part names none. */
const mostWithPart = 4;

/** `p99` for `latencyP99Us`: the shortest of the few known words that the word is a part of. */
function findPart(word: string, known: readonly string[]): string | undefined {
  if (word.length < shortestPart) return undefined;
  const holding = known.filter((candidate) => candidate.toLowerCase().includes(word.toLowerCase()));
  if (holding.length > mostWithPart) return undefined;
  return holding.toSorted((a, b) => a.length - b.length)[0];
}
