// Stops processes with SIGSTOP and wakes them up again; the undo journal knows before the first signal.
import { readProcess } from '../probes/processes.ts';
import type { Journal } from '../services/journal.ts';
import { isSameProcess, readStartTicks } from '../services/process-identity.ts';
import type { Verification } from './fault.ts';

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
  if (stopped.length === 0) throw new Error('not one of the processes could be stopped');
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
  const evidence = tookEffect
    ? `${pids.length} of ${pids.length} processes are in state T (stopped).`
    : `${running.length} of ${pids.length} processes are not stopped.`;
  return { tookEffect, evidence };
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
