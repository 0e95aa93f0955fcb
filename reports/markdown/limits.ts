// How long a summary and a comment may be, and what they say where they were cut.
import { type Block, fitBlocks } from './budget.ts';

/** GitHub refuses a step summary above 1 MiB; other steps of a job have limits of their own. */
const mostBytes = 1_048_576;

/** GitHub takes 65,536 characters; the rest is left to what a bot may add. */
const mostCharacters = 60_000;

const tellCut = (what: string) =>
  `_The ${what} was cut here, since it may not be longer; the report of the run has the rest._`;

/** Of at most `limitBytes`, 1 MiB by default. */
export function fitSummary(blocks: readonly Block[], last: string, limitBytes = mostBytes): string {
  const measure = (text: string) => Buffer.byteLength(text);
  return fitBlocks(blocks, last, { most: limitBytes, cut: tellCut('summary'), measure });
}

/** Of at most `limitCharacters`, 60,000 by default. */
export function fitComment(
  blocks: readonly Block[],
  last: string,
  limitCharacters = mostCharacters,
): string {
  const measure = (text: string) => text.length;
  return fitBlocks(blocks, last, { most: limitCharacters, cut: tellCut('comment'), measure });
}
