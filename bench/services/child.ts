// Starts a child process that is pinned, noted in the journal, and does not outlive the harness.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../../reports/document/message.ts';
import { writeMessage } from '../../reports/document/messages/message.ts';
import type { Journal } from './journal.ts';
import { buildPrefix, type Placement } from './placement.ts';
import { type EndOptions, endProcess } from './process-ending.ts';
import { readStartTicks } from './process-identity.ts';

interface ChildOptions {
  readonly command: readonly string[];
  /** The whole environment; nothing is inherited beside it but the mark of the journal. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly cpus: readonly number[] | undefined;
  readonly journal: Journal;
  /** What the kernel sends at the death of the harness, and the sweep where that failed. */
  readonly deathSignal?: 'KILL' | 'INT';
  /** Another user to run as, where the harness is root. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  readonly onLine?: (line: string) => void;
  /** Called with each piece of either output as it comes, uncut. */
  readonly onText?: (text: string) => void;
  /** Called with each message of the child; without it there is no IPC channel. */
  readonly onMessage?: (message: unknown) => void;
}

export interface ChildExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** `code 1` or `signal SIGKILL`. */
export function writeExit({ code, signal }: ChildExit): Message {
  return signal === null
    ? writeMessage('exit-code', { code: `${code}` })
    : writeMessage('exit-signal', { signal });
}

export interface Child {
  readonly pid: number;
  readonly placement: Placement;
  /** Last 40 lines of both outputs. */
  readonly output: () => string;
  /** Resolves when the process itself has ended; never rejects. */
  readonly exited: Promise<ChildExit>;
  isAlive(): boolean;
  /** Sends a message over the channel; one to a child that has ended or has no channel is lost. */
  send(message: object): void;
  /** Ends it with all that it started; does nothing where it has ended. Takes it off the journal. */
  end(options: EndOptions): Promise<void>;
}

/** `node` in the first place means the Node that runs the harness, whatever is first on PATH. */
function resolveProgram(command: readonly string[]): readonly string[] {
  const [program, ...args] = command;
  return program === 'node' ? [process.execPath, ...args] : command;
}

function spawnChild(command: readonly string[], options: ChildOptions): ChildProcess {
  const [program = '', ...args] = command;
  return spawn(program, args, {
    cwd: options.cwd,
    env: { ...options.env, ...options.journal.markEnv },
    stdio: ['ignore', 'pipe', 'pipe', ...(options.onMessage === undefined ? [] : ['ipc' as const])],
    // A group of its own: Ctrl-C in the terminal reaches the harness alone, which stops in order.
    detached: process.platform !== 'win32',
    ...(options.user === undefined ? {} : options.user),
  });
}

function awaitExit(child: ChildProcess): Promise<ChildExit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

/**
 * Starts the command and resolves once it has a pid.
 * @throws Error of spawn (for example ENOENT) where it cannot be started, LoadstoneError where it cannot be noted
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { prefix, placement } = buildPrefix(options.cpus, options.deathSignal ?? 'KILL');
  const child = spawnChild([...prefix, ...resolveProgram(options.command)], options);
  const exited = awaitExit(child);
  const tail = createOutputTail(options.onLine);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => {
      tail.push(text);
      options.onText?.(text);
    });
  }
  if (options.onMessage !== undefined) child.on('message', options.onMessage);
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', resolve);
  });
  child.on('error', () => {});
  const { pid } = child;
  if (pid === undefined) throw new Error('The child has no pid.');
  const startTicks = readStartTicks(pid);
  try {
    options.journal.addProcess(pid, options.deathSignal === 'INT' ? 'SIGINT' : 'SIGTERM');
  } catch (thrown) {
    // One that nobody knows of must not live.
    child.kill('SIGKILL');
    throw thrown;
  }
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  return {
    pid,
    placement,
    output: () => tail.read(),
    exited,
    isAlive,
    send: (message) => void (child.connected && child.send(message, () => {})),
    async end(endOptions) {
      if (isAlive()) {
        if (startTicks === undefined) await endByHandle(child, exited, endOptions);
        else await endProcess(pid, startTicks, endOptions);
        await Promise.race([exited, sleep(1_000, undefined, { ref: false })]);
      }
      if (!isAlive()) options.journal.removeProcess(pid);
    },
  };
}

/**
 * Where nothing tells when a process began, as on Windows: while its exit has not been seen its pid is its own.
 * Windows knows no polite signal, and ends what a process has started only when asked to.
 */
export async function endByHandle(
  child: ChildProcess,
  exited: Promise<ChildExit>,
  { signal, timeoutMs }: EndOptions,
): Promise<void> {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
    return;
  }
  child.kill(signal);
  const deadline = new AbortController();
  await Promise.race([
    exited,
    sleep(timeoutMs, undefined, { signal: deadline.signal }).catch(() => {}),
  ]);
  deadline.abort();
  child.kill('SIGKILL');
}

/** Waits until the pipes of an ended child have been read, so that its last words are not missed. */
export async function awaitLastOutput(child: Child): Promise<void> {
  await child.exited;
  await sleep(50);
}

const maxLines = 40;
const maxLineLength = 500;

interface OutputTail {
  /** Takes a piece of output, cut anywhere. */
  push(text: string): void;
  /** The last 40 lines, each at most 500 characters. */
  read(): string;
}

/** @param onLine called with each finished line; a carriage return ends one too (progress bars) */
export function createOutputTail(onLine?: (line: string) => void): OutputTail {
  const lines: string[] = [];
  let rest = '';
  const add = (line: string) => {
    const cut = line.length > maxLineLength ? `${line.slice(0, maxLineLength)}…` : line;
    lines.push(cut);
    if (lines.length > maxLines) lines.shift();
    onLine?.(cut);
  };
  return {
    push(text) {
      const parts = (rest + text).split(/\r\n|[\r\n]/);
      // A program that never ends its line must not fill the memory.
      rest = (parts.pop() ?? '').slice(-4 * maxLineLength);
      for (const part of parts) if (part.trim() !== '') add(part);
    },
    read() {
      const last = rest.trim() === '' ? [] : [rest.slice(0, maxLineLength)];
      return [...lines, ...last].slice(-maxLines).join('\n');
    },
  };
}
