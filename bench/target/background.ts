// Commands whose service is none of their own processes: it goes into the background, or runs in a container.
import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { LoadstoneError } from '../errors.ts';
import { findListeners, listensOn } from '../probes/listeners.ts';
import { readProcess, readProcessTree } from '../probes/processes.ts';
import type { Child } from '../services/child.ts';
import type { Journal } from '../services/journal.ts';
import { endProcess } from '../services/process-ending.ts';
import { findPidsByEnv, isOwnProcess, readStartTicks } from '../services/process-identity.ts';
import { adviseOn, splitCommand } from './background-programs.ts';
import { describeCommand, type ServiceCommand } from './service-command.ts';

interface StartedCommand extends ServiceCommand {
  readonly port: number;
  readonly stopTimeoutMs: number;
  readonly journal: Journal;
  /** When it was started, in ticks since boot as `readUptimeTicks` gives them. */
  readonly sinceTicks: number;
}

interface Left {
  readonly pid: number;
  readonly startTicks: number;
  readonly name: string;
}

const listWords = ({ command, args }: ServiceCommand) => splitCommand([...command, ...args]);

/** The name of the file that runs: a program may call its process anything. */
function readProgramName(pid: number): string {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`));
  } catch {
    return `process ${pid}`;
  }
}

/**
 * Processes that the command has left: they began with its port and the mark of this run, or, where they have written
 * over their environment as nginx does, they listen on the port, are nobody's children, and began after the command.
 */
function findLeft({ portEnv, port, journal, sinceTicks }: StartedCommand): readonly Left[] {
  const ofThisStart = new Set(findPidsByEnv(`${portEnv}=${port}`));
  const marked = Object.entries(journal.markEnv)
    .flatMap(([name, value]) => findPidsByEnv(`${name}=${value}`))
    .filter((pid) => ofThisStart.has(pid));
  const listening = findListeners(port).filter(
    (pid) =>
      isOwnProcess(pid) &&
      readProcess(pid)?.parentPid === 1 &&
      (readStartTicks(pid) ?? 0) >= sinceTicks,
  );
  return [...new Set([...marked, ...listening])].flatMap((pid) => {
    const startTicks = readStartTicks(pid);
    return startTicks === undefined ? [] : [{ pid, startTicks, name: readProgramName(pid) }];
  });
}

/** Ends them. @returns the names of the programs, each once */
async function endLeft(started: StartedCommand): Promise<readonly string[]> {
  const left = findLeft(started);
  for (const { pid, startTicks } of left)
    await endProcess(pid, startTicks, { signal: 'SIGTERM', timeoutMs: started.stopTimeoutMs });
  return [...new Set(left.map(({ name }) => name))];
}

/**
 * The error of a command that ended with 0 before the service was ready: what it started is ended as well.
 * @param output its last lines
 */
export async function buildGoneAway(
  started: StartedCommand,
  output: string,
): Promise<LoadstoneError> {
  const names = await endLeft(started);
  const what =
    names.length === 0
      ? 'and left nothing running'
      : `but left ${names.join(', ')} running in the background, whose CPU and memory are then not known`;
  return new LoadstoneError(
    'SERVICE_DIED',
    `${describeCommand(started)} ended with code 0 before the service was ready, ${what}.`,
    { output, hint: adviseOn([...names, ...listWords(started)]) },
  );
}

/**
 * A service that answers must be one of the processes that the command started.
 * @throws LoadstoneError SERVICE_NOT_READY; what was left in the background is ended
 */
export async function assertOwnListener(started: StartedCommand, child: Child): Promise<void> {
  if (listensOn(readProcessTree(child.pid), started.port) !== false) return;
  const output = child.output();
  await child.end({ signal: 'SIGTERM', timeoutMs: started.stopTimeoutMs });
  const names = await endLeft(started);
  throw new LoadstoneError(
    'SERVICE_NOT_READY',
    `${describeCommand(started)} answers, but none of the processes that it started listens on its port: a container or a background process does, whose CPU and memory are not known.`,
    { output, hint: adviseOn([...listWords(started), ...names]) },
  );
}
