// The process: signals, errors, exit code.

import { basename } from 'node:path';
import { readOwner, readStack, tellPosition } from '../error-position.ts';
import { type ExitCode, exitCodes, LoadstoneError, messageOf } from '../errors.ts';
import { foreignUnderWay, listForeign } from '../foreign-modules.ts';
import { exitCodeOf, runProgram } from './program.ts';
import { openTerminal, renderError, type TerminalIo } from './terminal-io.ts';

/** Ctrl-C, `kill`, and a terminal that was closed. */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs the command line of this process. The first Ctrl-C ends a run in good order, the second at once. */
export async function runMain(): Promise<void> {
  const io = openTerminal();
  const interrupt = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => {
    if (!interrupt.signal.aborted) {
      // What is kept depends on how far it has come; the command itself says so.
      io.err('\nStopping in good order. Once more ends at once.');
      interrupt.abort(
        new LoadstoneError('INTERRUPTED', 'Interrupted.', { hint: 'Start it again.' }),
      );
      return;
    }
    // Of a terminal that is closed both the shell and the system tell: nobody asks for more haste by that.
    if (signal !== 'SIGHUP') end.now(exitCodes.interrupted);
  };
  for (const signal of endingSignals) process.on(signal, onSignal);
  const end = watchEnd(io);
  sayWarnings(io);
  const lost = watchStreams();
  let code: ExitCode;
  try {
    code = await runProgram(process.argv.slice(2), io, interrupt.signal);
  } catch (thrown) {
    io.err(renderError(thrown));
    code = interrupt.signal.aborted ? exitCodes.interrupted : exitCodeOf(thrown);
  } finally {
    for (const signal of endingSignals) process.off(signal, onSignal);
  }
  // The error of the last write is told after this turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  const reason = lost();
  if (reason !== undefined) io.err(`loadstone: standard output could not be written: ${reason}.`);
  end.later(reason !== undefined && code === exitCodes.ok ? exitCodes.environment : code);
}

/** For an error that something of a config throws after the command, which takes back that it ended well. */
const graceMs = 2_000;

interface ProcessEnd {
  /** Ends the process at once. */
  readonly now: (code: ExitCode) => void;
  /** Ends it with this code when nothing is left to do, or soon where what a config started goes on for ever. */
  readonly later: (code: ExitCode) => void;
}

/**
 * Code of a config runs in this process. Only the command decides on the exit code: a gate that was not judged must
 * not be green because something called `process.exit(0)`, and Node's own codes have other meanings here (1 is a gate
 * that failed).
 */
function watchEnd(io: TerminalIo): ProcessEnd {
  let decided: ExitCode | undefined;
  const decide = (code: ExitCode) => {
    decided = code;
    process.exitCode = code;
  };
  const now = (code: ExitCode) => {
    decide(code);
    process.exit(code);
  };
  const later = (code: ExitCode) => {
    decide(code);
    // The timer alone keeps no process alive: it is met only where something else does, such as a timer of a config.
    setTimeout(() => now(decided ?? code), graceMs).unref();
  };
  const fail = (thrown: unknown): void => {
    // A command that has ended badly has told so by its code; one that ended well has not ended well after all.
    const code = decided === undefined || decided === exitCodes.ok ? exitCodeOf(thrown) : decided;
    io.err(renderError(thrown));
    now(code);
  };
  process.on('uncaughtException', (thrown) => fail(blameUncaught(thrown)));
  process.on('unhandledRejection', (reason) => fail(blameUncaught(reason)));
  process.on('beforeExit', () => {
    if (decided === undefined) fail(blameSilence());
  });
  process.on('exit', (code) => {
    if (decided === undefined) {
      const error = blameExit(code);
      io.err(renderError(error));
      decided = error.exitCode;
    }
    process.exitCode = decided;
  });
  return { now, later };
}

/** Warnings of Node and of what a config loads, in place of Node's own listener, which prints them as they are. */
function sayWarnings(io: TerminalIo): void {
  // Nobody listens where NODE_NO_WARNINGS asks for that.
  if (process.listenerCount('warning') === 0) return;
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (!isOfLoading(warning)) io.err(`loadstone: ${warning.name}: ${warning.message}`);
  });
}

/** That a config is TypeScript, or loads this package by `require`, is meant; Node 22 calls both experimental. */
function isOfLoading({ name, message, code }: Error & { readonly code?: string }): boolean {
  if (code === 'MODULE_TYPELESS_PACKAGE_JSON') return true;
  // The error that follows it tells which way out there is.
  if (message.startsWith('Failed to load the ES module')) return true;
  return name === 'ExperimentalWarning' && /type stripping|loading ES Module/i.test(message);
}

/**
 * Keeps a failing write from ending the command before it has written its files and decided on its exit code. A reader
 * that went away (`loadstone list | head`) is no error; what a full disk swallowed is one of the environment, unless
 * the command has worse to say. Of standard error nothing can be told.
 * @returns what reads why standard output could not be written; undefined where it could, or nobody wanted it
 */
function watchStreams(): () => string | undefined {
  let reason: string | undefined;
  let isUnwanted = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    isUnwanted ||= error.code === 'EPIPE';
    reason ??= error.message;
  });
  process.stderr.on('error', () => {});
  return () => (isUnwanted ? undefined : reason);
}

const lateHint =
  'Mend what it starts by itself: a timer, a listener, a promise that nobody awaits or catches.';

/** An error that reached no `catch`: of our own code it stays what it is, of other code it says whose. */
function blameUncaught(thrown: unknown): unknown {
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
function blameExit(code: number): LoadstoneError {
  const message = `${sayFiles()} ended this process (exit code ${code}) before the command was done`;
  return new LoadstoneError('CONFIG_THROWS', message, {
    hint: 'Take the call of process.exit out; throw an error where the config cannot go on.',
  });
}

/** Nothing is left that could still happen, and the command waits. */
function blameSilence(): LoadstoneError {
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
