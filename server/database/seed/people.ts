// Draws the names and mobile numbers of people.
import { skew1024ths } from './profile.ts';
import type { RandomStream } from './random.ts';
import { drawIndexes, zipfWeights } from './weighted-draw.ts';
import { givenSyllables, mobilePrefixes, surnames } from './words.ts';

const surnameDraw = drawIndexes(zipfWeights(surnames.length, skew1024ths.surnames));
const fourDigits = Array.from({ length: 10_000 }, (_, value) => String(value).padStart(4, '0'));
const capitalised = givenSyllables.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));

/** A name such as `Wang Jianguo`: a surname by its rank, and one or (80 %) two syllables. */
export function drawName(random: RandomStream): string {
  const surname = surnames[surnameDraw.draw(random)] ?? '';
  const first = capitalised[random.below(capitalised.length)] ?? '';
  const second = givenSyllables[random.below(givenSyllables.length)] ?? '';
  return random.below(10) < 8 ? `${surname} ${first}${second}` : `${surname} ${first}`;
}

/** A clean mobile number of eleven digits under a prefix that is in use. */
export function drawMobile(random: RandomStream): string {
  const prefix = mobilePrefixes[random.below(mobilePrefixes.length)] ?? '';
  const middle = fourDigits[random.below(10_000)] ?? '';
  return prefix + middle + (fourDigits[random.below(10_000)] ?? '');
}
