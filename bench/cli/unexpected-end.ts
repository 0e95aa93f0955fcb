// How the process ends where the command did not end it: code of a config or module exits, stops for ever, or throws late.
import { basename } from 'node:path';
import { readOwner, readStack, tellPosition } from '../error-position.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import { foreignUnderWay, listForeign } from '../foreign-modules.ts';

const lateHint =
  'Mend what it starts by itself: a timer, a listener, a promise that nobody awaits or catches.';

/** An error that reached no `catch`: of our own code it stays what it is, of other code it says whose. */
export function blameUncaught(thrown: unknown): unknown {
  if (thrown instanceof LoadstoneError || listForeign().length === 0) return thrown;
  // Our own code throws errors, so what has no stack at all is not of it.
  const owner = thrown instanceof Error ? readOwner(thrown) : 'foreign';
  if (owner === 'own') return thrown;
  if (owner === undefined)
    return new LoadstoneError('INTERNAL', `unexpected error: ${messageOf(thrown)}`, {
      cause: thrown,
      output: readStack(thrown),
      hint: `This is a bug of Loadstone, or of something that ${sayFiles()} started.`,
    });
  const what = `something that ${sayFiles()} started threw${tellPosition(thrown)}`;
  return new LoadstoneError('CONFIG_THROWS', `${what}: ${messageOf(thrown)}`, {
    cause: thrown,
    hint: lateHint,
  });
}

/** The process ends by `process.exit`, which nothing of Loadstone has called. */
export function blameExit(code: number): LoadstoneError {
  const message = `${sayFiles()} ended this process (exit code ${code}) before the command was done`;
  return new LoadstoneError('CONFIG_THROWS', message, {
    hint: 'Take the call of process.exit out; throw an error where the config cannot go on.',
  });
}

/** Nothing is left that could still happen, and the command waits. */
export function blameSilence(): LoadstoneError {
  const file = foreignUnderWay();
  if (file === undefined)
    return new LoadstoneError('INTERNAL', 'the command waits for something that never happens');
  const message = `${basename(file)}: it awaits something that never happens`;
  return new LoadstoneError('CONFIG_THROWS', message, {
    hint: 'Look for an await of a promise that nothing settles.',
  });
}

function sayFiles(): string {
  const file = foreignUnderWay() ?? listForeign()[0];
  return file === undefined ? 'some code' : `${basename(file)} or a module of it`;
}
