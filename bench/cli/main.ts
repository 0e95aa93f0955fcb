// The process: signals, errors, exit code.
import { exitCodeOf, runProgram } from './program.ts';
import { openTerminal, renderError } from './terminal-io.ts';

/** Runs the command line of this process. The first Ctrl-C ends a run in good order, the second at once. */
export async function runMain(): Promise<void> {
  const io = openTerminal();
  const interrupt = new AbortController();
  const onSignal = () => {
    if (interrupt.signal.aborted) process.exit(130);
    io.err('\nStopping: what was measured is kept. Once more ends at once.');
    interrupt.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // A reader that went away (`loadstone list | head`) is no error, and must not end a gate before it has
  // written its files and decided on its exit code.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  try {
    process.exitCode = await runProgram(process.argv.slice(2), io, interrupt.signal);
  } catch (thrown) {
    io.err(renderError(thrown));
    process.exitCode = interrupt.signal.aborted ? 130 : exitCodeOf(thrown);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
