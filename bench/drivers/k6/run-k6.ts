// One run of k6: how it is started, how it ended, and the CPU time that it took.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { LoadstoneError } from '../../errors.ts';
import { readInheritedEnv } from '../../services/inherited-env.ts';
import { buildPrefix } from '../../services/placement.ts';
import { buildSegmentArgs, type K6Segment } from './held-start.ts';
import { createLineSplitter } from './points.ts';

export interface K6Run {
  readonly k6: K6Binary;
  readonly scriptPath: string;
  /** An empty JSON object, so that the user's own k6 settings change nothing. */
  readonly configPath: string;
  /** `__ENV` of the script. */
  readonly scriptEnv: Readonly<Record<string, string>>;
  /** What the names of the metrics begin with whose lines are wanted. */
  readonly metricStarts: readonly string[];
  readonly onLine: (line: string) => void;
  /** The part of the load that it plays, paused until it is released; absent: all of it, at once. */
  readonly segment?: K6Segment | undefined;
  /** Ends k6 when it aborts. */
  readonly signal?: AbortSignal;
}

export interface K6End {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The last of what it wrote besides points. */
  readonly lastOutput: string;
}

export interface K6Binary {
  readonly path: string;
  readonly version: string;
}

const keptOutputChars = 4_000;
const running = new Set<ChildProcess>();

// k6 has a process group of its own, so that Ctrl-C reaches it through us alone; it ends with us.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Where that works, it ends with us also where we are killed. */
const { prefix: tie } = buildPrefix(undefined, 'KILL');

/** Runs k6 to its end. @throws LoadstoneError DRIVER_FAILED where it can't be started; what onLine throws */
export function runK6(run: K6Run): Promise<K6End> {
  const [program = '', ...args] = [...tie, run.k6.path, ...buildArgs(run)];
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: buildK6Env(run.k6),
    detached: true,
  });
  running.add(child);
  run.signal?.addEventListener('abort', () => child.kill('SIGKILL'));
  let lastOutput = '';
  let fault: { readonly thrown: unknown } | undefined;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastOutput = (lastOutput + text).slice(-keptOutputChars);
  });
  const split = createLineSplitter(run.metricStarts, run.onLine);
  child.stdout.on('data', (chunk: Buffer) => {
    if (fault !== undefined) return;
    try {
      split(chunk);
    } catch (thrown) {
      fault = { thrown };
      child.kill('SIGKILL');
    }
  });
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => {
      running.delete(child);
      reject(new LoadstoneError('DRIVER_FAILED', `cannot start ${run.k6.path}`, { cause }));
    });
    child.once('close', (exitCode, signal) => {
      running.delete(child);
      if (fault !== undefined) reject(fault.thrown);
      else
        resolve({
          exitCode: exitCode ?? undefined,
          signal: signal ?? undefined,
          lastOutput: lastOutput.trim(),
        });
    });
  });
}

function buildArgs(run: K6Run): readonly string[] {
  const env = Object.entries(run.scriptEnv).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  return [
    'run',
    ...['--config', run.configPath],
    ...['--quiet', '--no-color', '--no-usage-report'],
    '--no-thresholds',
    // No control server where none is needed: two runs would fight for its port.
    ...(run.segment === undefined ? ['--address', ''] : buildSegmentArgs(run.segment)),
    ...['--log-output', 'stderr', '--out', 'json=-'],
    ...env,
    run.scriptPath,
  ];
}

/** A port on which nothing can listen. */
const deadProxy = 'http://127.0.0.1:0';

/** Without any K6_* of the user; thresholds and summary would keep every sample in memory. */
export function buildK6Env({ version }: K6Binary): Readonly<Record<string, string>> {
  return {
    ...readInheritedEnv(),
    // k6 must never fetch another k6 with extensions in the middle of a run.
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
    K6_BINARY_PROVISIONING: 'false',
    // Modules that a script imports from the network are the one thing that k6 fetches past its options: over
    // https, by a proxy that is not there, and from this machine by no certificate that is trusted. The load
    // itself is plain http.
    HTTPS_PROXY: deadProxy,
    SSL_CERT_FILE: '/dev/null',
    SSL_CERT_DIR: '/dev/null',
    // A fifth less CPU for each request than with Go's default, at the price of some memory.
    GOGC: '400',
    ...(version.startsWith('1.') ? { K6_NO_SUMMARY: 'true' } : { K6_SUMMARY_MODE: 'disabled' }),
  };
}

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

/** The kernel tells it to user programs in hundredths of a second, on every architecture. */
const nsPerTick = 10_000_000;

/**
 * CPU time of this process's ended children with all their threads, ns, in steps of 10 ms; undefined
 * where /proc does not tell.
 */
export function readEndedChildrenCpuNs(): number | undefined {
  try {
    return parseEndedChildrenCpuNs(readFileSync('/proc/self/stat', 'utf8'));
  } catch {
    return undefined;
  }
}

/** Fields 16 and 17 (cutime, cstime) of /proc/PID/stat, see proc_pid_stat(5); pure. */
export function parseEndedChildrenCpuNs(stat: string): number | undefined {
  // The name of the program stands in brackets and may hold anything; the third field follows it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[13]) + Number(fields[14]);
  return Number.isFinite(ticks) ? ticks * nsPerTick : undefined;
}
