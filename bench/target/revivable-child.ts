// The process of a started service, which faults may end and start again on the same port.
import { setTimeout as sleep } from 'node:timers/promises';
import { LoadstoneError } from '../errors.ts';
import { listPids, readProcess, readProcessTree } from '../probes/processes.ts';
import type { Child } from '../services/child.ts';
import { isSameProcess, readStartTicks } from '../services/process-identity.ts';
import type { Revival } from './running-service.ts';

const portTakenPauseMs = 100;
const killTimeoutMs = 5_000;
const pollMs = 10;

export interface RevivableChild {
  /** The one that runs, or the last one that ran. */
  current(): Child;
  /** True from a kill or an end that was asked for until the service is up again. */
  isDownOnPurpose(): boolean;
  readonly revival: Revival;
  /** Ends it in order and for good. */
  stop(): Promise<void>;
}

export interface RevivableOptions {
  readonly first: Child;
  /** Starts it again; the ready child, or undefined where its port is taken. */
  readonly startAgain: () => Promise<Child | undefined>;
  readonly stopTimeoutMs: number;
  readonly readyTimeoutMs: number;
}

export function createRevivableChild(options: RevivableOptions): RevivableChild {
  let child = options.first;
  let isDown = false;
  let isStopped = false;
  let reviving: Promise<void> | undefined;
  const endInOrder = () => child.end({ signal: 'SIGTERM', timeoutMs: options.stopTimeoutMs });
  const startOnce = async () => {
    // One that died by itself may have left workers that hold the port.
    await killAll(child);
    child = await startPatiently(options, () => isStopped);
    isDown = false;
  };
  const settle = async () => {
    await reviving?.catch(() => {});
  };
  return {
    current: () => child,
    isDownOnPurpose: () => isDown,
    revival: {
      async kill() {
        await settle();
        isDown = true;
        await killAll(child);
      },
      async terminate() {
        await settle();
        isDown = true;
        await endInOrder();
      },
      async revive() {
        if (reviving === undefined && child.isAlive()) return;
        reviving ??= startOnce().finally(() => {
          reviving = undefined;
        });
        await reviving;
      },
    },
    async stop() {
      isStopped = true;
      await settle();
      await endInOrder();
    },
  };
}

/**
 * Tries again while the port is taken: a client that goes on connecting to a closed loopback port may
 * get that very port for its own end, and is then connected to itself until it hangs up.
 */
async function startPatiently(
  { startAgain, readyTimeoutMs }: RevivableOptions,
  isStopped: () => boolean,
): Promise<Child> {
  const deadline = performance.now() + readyTimeoutMs;
  for (;;) {
    if (isStopped()) throw new Error('the service was stopped');
    const child = await startAgain();
    if (child !== undefined) return child;
    if (performance.now() >= deadline) break;
    await sleep(portTakenPauseMs);
  }
  const message = 'The service could not be started again: its port is taken.';
  throw new LoadstoneError('PORT_TAKEN', message);
}

/** SIGKILL to the whole tree at once, then waits until nothing of it is left. */
async function killAll(child: Child): Promise<void> {
  const tree = listOwn(child).map((pid) => ({ pid, startTicks: readStartTicks(pid) }));
  for (const { pid } of tree) sendKill(pid);
  await child.end({ signal: 'SIGKILL', timeoutMs: killTimeoutMs });
  const deadline = performance.now() + killTimeoutMs;
  const isLeft = () =>
    tree.some(({ pid, startTicks }) => startTicks !== undefined && isSameProcess(pid, startTicks));
  while (isLeft()) {
    if (performance.now() >= deadline) throw new Error('a killed process of the service lives on');
    await sleep(pollMs);
  }
}

/** Its tree; of one that has ended, what is left of the group that it led. */
function listOwn(child: Child): readonly number[] {
  if (child.isAlive()) return readProcessTree(child.pid);
  // The pid of a group that is not empty is given to nobody else.
  if (readProcess(child.pid) !== undefined) return [];
  return listPids().filter((pid) => readProcess(pid)?.processGroup === child.pid);
}

function sendKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}
