// How a k6 run ended, as a failure of ours; pure.
import { LoadstoneError } from '../../errors.ts';
import type { K6End } from './run-k6.ts';

/** k6's exit codes that have a meaning here; see `k6 run --help` and its errext/exitcodes. */
const exitMeanings: Readonly<Record<number, string>> = {
  99: 'thresholds have failed',
  104: 'k6 refuses its configuration',
  105: 'k6 was stopped by a signal',
  107: 'the script threw an exception',
  108: 'the script aborted the test',
  109: 'k6 crashed',
  110: 'the script marked the test as failed',
};

/** Exit codes that are the script's doing. */
const scriptCodes: readonly number[] = [107, 108, 110];

const longestOutputChars = 1_500;

/**
 * The failure that the end of a run is, or undefined for a good end.
 * @param fault what the scenario threw, where the script could still tell
 */
export function judgeK6End(end: K6End, fault: string | undefined): LoadstoneError | undefined {
  if (fault !== undefined) return new LoadstoneError('SCENARIO_INVALID', fault);
  const { exitCode, signal } = end;
  if (exitCode === 0) return undefined;
  const detail = readLastError(end.lastOutput);
  const told = detail === '' ? '' : `: ${detail}`;
  if (exitCode === undefined) {
    return new LoadstoneError(
      'DRIVER_FAILED',
      `k6 ended by ${signal ?? 'an unknown cause'}${told}`,
    );
  }
  const meaning = exitMeanings[exitCode] ?? 'k6 failed';
  const message = `${meaning} (exit code ${exitCode})${told}`;
  return scriptCodes.includes(exitCode)
    ? new LoadstoneError('SCENARIO_INVALID', message, {
        hint: 'k6 runs scenarios without Node and npm: import relative, pure modules only.',
      })
    : new LoadstoneError('DRIVER_FAILED', message);
}

/** The text of the last error line of k6's log (logfmt), or the whole of what it wrote last. */
export function readLastError(output: string): string {
  const quoted = [...output.matchAll(/level=error msg=("(?:[^"\\]|\\.)*")/g)].at(-1)?.[1];
  return (quoted === undefined ? output : unquote(quoted)).slice(0, longestOutputChars);
}

function unquote(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
