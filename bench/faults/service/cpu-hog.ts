// Processes that compute without end on the CPUs of the service.
import { availableParallelism, tmpdir } from 'node:os';
import { writeMessage } from '../../../reports/document/messages/message.ts';
import { readCpuNs } from '../../probes/cpu.ts';
import { type Child, startChild } from '../../services/child.ts';
import { readInheritedEnv } from '../../services/inherited-env.ts';
import { findOnPath } from '../../services/placement.ts';
import { awaitEffect } from '../bounded-wait.ts';
import type { Fault, FaultSurroundings, Verification } from '../fault.ts';
import { defineFault } from '../fault-parameters.ts';

export const cpuHog = defineFault(
  'cpu-hog',
  { hogsPerCpu: { fallback: 2, least: 1, most: 16, meaning: 'spinning processes a CPU' } },
  createCpuHog,
);

const spin = ['sh', '-c', 'while :; do :; done'];
/** Enough to tell a spinning process from one that has only begun. */
const leastCpuNs = 20_000_000;
const endOptions = { signal: 'SIGKILL', timeoutMs: 1_000 } as const;

export interface CpuHogOptions {
  readonly hogsPerCpu: number;
  /** How long a hog may take to get a CPU, ms. */
  readonly verifyWithinMs?: number;
}

export function createCpuHog({ hogsPerCpu, verifyWithinMs = 10_000 }: CpuHogOptions): Fault {
  return {
    id: 'cpu-hog',
    title: 'CPU hog',
    mechanism: writeMessage('how-cpu-hog', { hogsPerCpu }),
    async check() {
      if (readCpuNs([process.pid]) === undefined) return writeMessage('no-proc');
      return findOnPath('sh') === undefined ? writeMessage('no-shell') : undefined;
    },
    async apply(surroundings) {
      const hogs = await startHogs(surroundings, hogsPerCpu);
      return {
        verify: () => verifyHogs(hogs, verifyWithinMs),
        async heal() {
          await endHogs(hogs);
        },
      };
    },
  };
}

async function startHogs(
  { serviceCpus, journal }: FaultSurroundings,
  hogsPerCpu: number,
): Promise<Child[]> {
  const count = hogsPerCpu * (serviceCpus?.length ?? availableParallelism());
  const hogs: Child[] = [];
  try {
    for (let index = 0; index < count; index += 1) {
      const options = { command: spin, env: readInheritedEnv(), cwd: tmpdir(), cpus: serviceCpus };
      hogs.push(await startChild({ ...options, journal }));
    }
  } catch (thrown) {
    await endHogs(hogs);
    throw thrown;
  }
  return hogs;
}

async function endHogs(hogs: Child[]): Promise<void> {
  await Promise.all(hogs.splice(0).map((hog) => hog.end(endOptions)));
}

/** Each of them must get CPU time from now on; the service may leave them little of it. */
function verifyHogs(hogs: readonly Child[], verifyWithinMs: number): Promise<Verification> {
  const first = hogs.map(({ pid }) => readCpuNs([pid])?.cpuNs);
  return awaitEffect(() => {
    const usedNs = hogs.map(({ pid }, index) => {
      const before = first[index];
      const now = readCpuNs([pid])?.cpuNs;
      return before === undefined || now === undefined ? 0 : now - before;
    });
    const spinning = usedNs.filter((ns) => ns >= leastCpuNs).length;
    const tookEffect = hogs.length > 0 && spinning === hogs.length;
    const evidence = writeMessage('evidence-hogs', { count: spinning, all: hogs.length });
    return { tookEffect, evidence };
  }, verifyWithinMs);
}
