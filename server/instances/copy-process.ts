// One copy of the service as a process of its own: `server/main.ts` on a free port of loopback.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Env } from '../config.ts';
import { StartError } from '../errors.ts';

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process of the launcher. */
export interface Started {
  readonly pid: number;
  /** Resolves at its end, also when that was long ago. */
  readonly ended: Promise<Ending>;
  /** False from its end on. */
  isAlive(): boolean;
  kill(signal: NodeJS.Signals): void;
}

export interface CopyProcess extends Started {
  readonly port: number;
}

const announced = /crm listens on http:\/\/\S+:(\d+) \(pid (\d+)\)/;

/**
 * Starts a copy and resolves once it listens, which it does when its database and caches are ready.
 * What it writes goes to the launcher's standard error.
 * @throws StartError with the copy's exit code where it ends before that
 */
export async function startCopy({
  place,
  port,
  env,
}: {
  readonly place: number;
  /** 0 takes any. */
  readonly port: number;
  readonly env: Env;
}): Promise<CopyProcess> {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const child = spawnTied(process.execPath, [...process.execArgv, main], {
    ...env,
    ...{ HOST: '127.0.0.1', PORT: String(port) },
  });
  const started = watch(child, `copy ${place}`);
  const { promise, resolve } = Promise.withResolvers<{ port: number; pid: number }>();
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text = `${text}${chunk}`.slice(-2000);
    const found = announced.exec(text);
    if (found !== null) resolve({ port: Number(found[1]), pid: Number(found[2]) });
  });
  const first = await Promise.race([promise, started.ended]);
  if ('port' in first) return { ...started, ...first };
  const how = first.signal ?? `code ${first.code}`;
  throw new StartError(
    `copy ${place} ended with ${how} before it was ready`,
    'Its own message stands above.',
    first.code ?? undefined,
  );
}

/** Spawns a program that the kernel ends with the launcher, kill -9 included, where `setpriv` is there. */
export function spawnTied(
  program: string,
  args: readonly string[],
  env: Env = process.env,
): ChildProcess {
  const tie = canTie() ? ['setpriv', '--pdeathsig', 'KILL'] : [];
  const [first = program, ...rest] = [...tie, program, ...args];
  return spawn(first, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

let isTieKnown: boolean | undefined;

function canTie(): boolean {
  isTieKnown ??= spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0;
  return isTieKnown;
}

/** Its errors go on to standard error, each line under its name. */
export function watch(child: ChildProcess, name: string): Started {
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    for (const line of chunk.split('\n'))
      if (line !== '') process.stderr.write(`${name}: ${line}\n`);
  });
  let isAlive = true;
  const ended = new Promise<Ending>((resolve) => {
    const finish = (ending: Ending) => {
      isAlive = false;
      resolve(ending);
    };
    // A program that can't be started has no exit.
    child.once('error', () => finish({ code: 127, signal: null }));
    child.once('exit', (code, signal) => finish({ code, signal }));
  });
  return {
    ...{ pid: child.pid ?? 0, ended },
    isAlive: () => isAlive,
    kill: (signal) => {
      if (isAlive) child.kill(signal);
    },
  };
}
