// Ends a process and everything that it started: a polite signal, some time, then SIGKILL.
import { setTimeout as sleep } from 'node:timers/promises';
import { readProcessTree } from '../probes/processes.ts';
import { isSameProcess, readStartTicks } from './process-identity.ts';

export interface EndOptions {
  readonly signal: NodeJS.Signals;
  /** Time between the signal and SIGKILL, ms. */
  readonly timeoutMs: number;
}

/** `gone` before, `ended` by the signal, `killed` after the time-out, or `survived` even that. */
export type EndOutcome = 'gone' | 'ended' | 'killed' | 'survived';

const pollMs = 10;
const killTimeoutMs = 3_000;

/** Sends a signal; false where there is nobody to get it or it is not allowed. */
function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

async function awaitEnd(pid: number, startTicks: number, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (isSameProcess(pid, startTicks)) {
    if (performance.now() >= deadline) return false;
    await sleep(pollMs);
  }
  return true;
}

/**
 * Ends the process with this pid and start time, and its descendants; another process that got the
 * pid since is left alone. Only the process itself gets the polite signal, as its workers are its
 * own to end; what remains of them afterwards is killed.
 */
export async function endProcess(
  pid: number,
  startTicks: number,
  options: EndOptions,
): Promise<EndOutcome> {
  if (!isSameProcess(pid, startTicks)) return 'gone';
  const descendants = readProcessTree(pid)
    .filter((child) => child !== pid)
    .map((child) => ({ pid: child, startTicks: readStartTicks(child) }));
  sendSignal(pid, options.signal);
  let outcome: EndOutcome = 'ended';
  if (!(await awaitEnd(pid, startTicks, options.timeoutMs))) {
    for (const child of readProcessTree(pid)) sendSignal(child, 'SIGKILL');
    outcome = (await awaitEnd(pid, startTicks, killTimeoutMs)) ? 'killed' : 'survived';
  }
  // Children of ours lead a group of their own, which also holds what they started since.
  sendSignal(-pid, 'SIGKILL');
  for (const child of descendants) {
    if (child.startTicks !== undefined && isSameProcess(child.pid, child.startTicks)) {
      sendSignal(child.pid, 'SIGKILL');
    }
  }
  return outcome;
}
