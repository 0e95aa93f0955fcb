// Starts a generator process, pinned to CPUs where the system can, and keeps its last output.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { LoadstoneError } from '../../errors.ts';
import { readGeneratorEnv } from '../../services/inherited-env.ts';
import { buildPrefix } from '../../services/placement.ts';

/** Enough for a stack with its cause, little enough to show whole. */
const keptOutputChars = 8_000;

/** How long the rest of its output is waited for after its end: a process of its own may hold the pipes open. */
const outputEndTimeoutMs = 500;

export interface StartedChild {
  readonly process: ChildProcess;
  readonly pid: number;
  /** The last characters of its standard output and error, in the order of their arrival. */
  lastOutput(): string;
  /** Resolves once the process is gone and its own output is read, with how it ended in words. */
  readonly ended: Promise<string>;
}

/**
 * Starts a TypeScript entry file in a Node process of its own with an IPC channel.
 * @param cpus CPUs to pin it to with taskset; undefined, or no taskset, leaves it unpinned.
 * @param extraEnv added to the environment of the harness.
 * @throws LoadstoneError DRIVER_FAILED where no process can be started.
 */
export async function startChild(
  entry: URL,
  cpus: readonly number[] | undefined,
  args: readonly string[] = [],
  extraEnv: Readonly<Record<string, string>> = {},
): Promise<StartedChild> {
  const env = { ...readGeneratorEnv(), ...extraEnv };
  // One that is busy or stopped does not see that its channel has closed.
  const { prefix: tie } = buildPrefix(undefined, 'KILL');
  const nodeCommand = [...tie, ...readPriority(), process.execPath, fileURLToPath(entry), ...args];
  if (cpus !== undefined && cpus.length > 0) {
    // taskset replaces itself by Node: the process id and the channel stay the same.
    const pinned = await spawnChild(['taskset', '--cpu-list', cpus.join(','), ...nodeCommand], env);
    if (pinned !== 'not-found') return pinned;
  }
  const started = await spawnChild(nodeCommand, env);
  if (started === 'not-found') {
    throw new LoadstoneError('DRIVER_FAILED', `cannot start ${process.execPath}`);
  }
  return started;
}

/**
 * Where we may (as root), the generator runs before what it measures: a late generator makes latencies
 * up, while a service that waits for it waits in every variant alike.
 */
function readPriority(): readonly string[] {
  return process.getuid?.() === 0 ? ['nice', '-n', '-10'] : [];
}

async function spawnChild(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<StartedChild | 'not-found'> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
    env,
  });
  let output = '';
  const outputs = [child.stdout, child.stderr].filter((stream) => stream !== null);
  for (const stream of outputs) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output = (output + text).slice(-keptOutputChars);
    });
  }
  // Not the `close` event: it never comes where the parent disconnects the channel (Node 24).
  const closings = outputs.map((stream) => once(stream, 'close'));
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      const letGo = setTimeout(() => {
        for (const stream of outputs) stream.destroy();
      }, outputEndTimeoutMs);
      Promise.allSettled(closings).then(() => {
        clearTimeout(letGo);
        resolve(how);
      });
    });
  });
  try {
    await once(child, 'spawn');
  } catch (cause) {
    if (isNotFound(cause)) return 'not-found';
    throw new LoadstoneError('DRIVER_FAILED', `cannot start ${program}`, { cause });
  }
  // A send to a process that has just died is an `error` event; its end is told by `ended`.
  child.on('error', () => {});
  if (child.pid === undefined) throw new LoadstoneError('DRIVER_FAILED', 'no process id');
  return { process: child, pid: child.pid, lastOutput: () => output.trim(), ended };
}

function isNotFound(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}
