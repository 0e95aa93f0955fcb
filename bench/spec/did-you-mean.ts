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
  const near = closest(
    word.toLowerCase(),
    known.map((candidate) => candidate.toLowerCase()),
  );
  const meant = known.find((candidate) => candidate.toLowerCase() === near) ?? near;
  // A third of the letters may be wrong, and two swapped letters of a short word.
  const most = Math.max(2, Math.floor(word.length / 3));
  if (distance(word.toLowerCase(), near) <= most) return `did you mean "${meant}"?`;
  return `known are ${known.join(', ')}`;
}
