// The processes of a service: listed, told apart, paused, and started again where a fault ended them.

import type { Message } from '../../reports/document/message.ts';
import { writeMessage } from '../../reports/document/messages/message.ts';
import { readProcess, readProcessTree } from '../probes/processes.ts';
import type { Journal } from '../services/journal.ts';
import { isSameProcess, readStartTicks } from '../services/process-identity.ts';
import type { Revival, RunningService } from '../target/running-service.ts';
import { failBy } from '../tell-failure.ts';
import type { AppliedFault, FaultSurroundings, Verification } from './fault.ts';

/** Why its processes cannot be reached; undefined where they can. */
export function explainNoProcesses(service: RunningService): Message | undefined {
  if (service.pid === undefined || service.revival === undefined)
    return writeMessage('foreign-service');
  return service.isAlive() ? undefined : writeMessage('service-gone');
}

/** Of a service for which `explainNoProcesses` gave no reason. @throws Error for any other */
export function requireProcesses(service: RunningService): {
  readonly pid: number;
  readonly revival: Revival;
} {
  const { pid, revival } = service;
  if (pid === undefined || revival === undefined) throw failBy('cause-given-service');
  return { pid, revival };
}

/** Pids of the living processes of a service, its root first. */
export function listServicePids(service: RunningService): readonly number[] {
  return service.pid === undefined ? [] : readProcessTree(service.pid);
}

/** A process as it was when it was seen, so that another with its pid is not taken for it. */
export interface SeenProcess {
  readonly pid: number;
  readonly startTicks: number;
}

/** Leaves out what has ended meanwhile. */
export function identify(pids: readonly number[]): readonly SeenProcess[] {
  return pids.flatMap((pid) => {
    const startTicks = readStartTicks(pid);
    return startTicks === undefined ? [] : [{ pid, startTicks }];
  });
}

export function isStillThere({ pid, startTicks }: SeenProcess): boolean {
  return isSameProcess(pid, startTicks);
}

/** The processes that were seen at first must be gone. */
export function verifyGone(seen: readonly SeenProcess[]): Verification {
  const left = seen.filter(isStillThere);
  if (left.length === 0) return { tookEffect: true, evidence: describeKilled(seen) };
  const processes = left.map(({ pid }) =>
    writeMessage('process-in-state', { pid, state: readProcess(pid)?.state ?? '?' }),
  );
  return { tookEffect: false, evidence: writeMessage('evidence-not-killed', { processes }) };
}

function describeKilled(seen: readonly SeenProcess[]): Message {
  const pids = seen.map(({ pid }) => pid).join(', ');
  return writeMessage('evidence-killed', { count: seen.length, pids });
}

/** Starts the service again where a fault ended it as a whole, as a supervisor would. */
async function reviveWhereEnded(service: RunningService): Promise<void> {
  if (!service.isAlive()) await service.revival?.revive();
}

/**
 * An applied fault whose healing undoes it first, as far as that goes, and then starts the service
 * again where it has ended.
 */
export function withRevival(
  { service }: FaultSurroundings,
  applied: {
    readonly verify: () => Verification | Promise<Verification>;
    readonly undo: () => void | Promise<void>;
  },
): AppliedFault {
  return {
    verify: async () => applied.verify(),
    async heal() {
      try {
        await applied.undo();
      } finally {
        await reviveWhereEnded(service);
      }
    },
  };
}

export interface PausedProcesses {
  /** Looks into the system whether all of them are stopped. */
  verify(): Verification;
  /** Wakes up those that still live; safe to call twice. */
  resume(): void;
}

/**
 * Stops the given processes in their order, so that a parent comes before its children.
 * @throws Error where not one of them could be stopped
 */
export function pauseProcesses(pids: readonly number[], journal: Journal): PausedProcesses {
  const stopped: { readonly pid: number; readonly startTicks: number }[] = [];
  for (const pid of pids) {
    const startTicks = readStartTicks(pid);
    if (startTicks === undefined) continue;
    journal.addStoppedProcess(pid, startTicks);
    if (send(pid, 'SIGSTOP')) stopped.push({ pid, startTicks });
    else journal.removeStoppedProcess(pid, startTicks);
  }
  if (stopped.length === 0) throw failBy('cause-none-stopped');
  return {
    verify: () => verifyStopped(stopped.map(({ pid }) => pid)),
    resume() {
      // Children first: a parent that wakes up before them may take them for dead.
      for (const { pid, startTicks } of stopped.splice(0).reverse()) {
        if (isSameProcess(pid, startTicks)) send(pid, 'SIGCONT');
        journal.removeStoppedProcess(pid, startTicks);
      }
    },
  };
}

function verifyStopped(pids: readonly number[]): Verification {
  const running = pids.filter((pid) => !['T', 't'].includes(readProcess(pid)?.state ?? ''));
  const tookEffect = running.length === 0 && pids.length > 0;
  const all = pids.length;
  const evidence = tookEffect
    ? writeMessage('evidence-stopped', { count: all, all })
    : writeMessage('evidence-not-stopped', { count: running.length, all });
  return { tookEffect, evidence };
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
