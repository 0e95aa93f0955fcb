// What went wrong with an episode, in one line that a table can hold.
import { LoadstoneError, messageOf } from '../../errors.ts';

const mostCharacters = 200;

/** The message of anything thrown, and the last line that a failed process wrote. */
export function describeFailure(thrown: unknown): string {
  const output = thrown instanceof LoadstoneError ? thrown.output : undefined;
  const last = output
    ?.split('\n')
    .map((line) => line.trim())
    .findLast((line) => line !== '');
  if (last === undefined) return messageOf(thrown);
  return `${messageOf(thrown)} Its last output: ${last.slice(0, mostCharacters)}`;
}
