// What a request costs each load generator in CPU: rounds of all subjects in turn, requests counted by the server and CPU read
// over all threads at the two ends of a window in the middle of the load, so that neither starting nor connecting is in it.
import { setTimeout as wait } from 'node:timers/promises';
import { LoadstoneError } from '../../errors.ts';
import { createCpuLedger } from '../../probes/cpu.ts';
import type { CostReading } from './cost-table.ts';
import type { CountingServer } from './counting-server.ts';
import type { LoadSubject } from './subjects.ts';

export interface CompareOptions {
  readonly server: CountingServer;
  readonly subjects: readonly LoadSubject[];
  readonly rounds: number;
  /** Length of the window, ms; wrk's load is rounded up to whole seconds around it. */
  readonly windowMs: number;
  /** Load before and after the window, ms. */
  readonly marginMs: number;
}

/** How long a subject may take until its first request is answered: k6 compiles its script first. */
const startTimeoutMs = 20_000;
const lookIntervalMs = 20;

/**
 * Runs one round that is thrown away, for the compilers of the subjects to warm up, then the rounds, each
 * beginning with another subject. @throws LoadstoneError DRIVER_FAILED
 */
export async function compareCost(options: CompareOptions): Promise<readonly CostReading[]> {
  const { subjects, rounds } = options;
  const readings: CostReading[] = [];
  for (let round = -1; round < rounds; round += 1) {
    for (let turn = 0; turn < subjects.length; turn += 1) {
      const subject = subjects[(turn + Math.max(0, round)) % subjects.length];
      if (subject === undefined) continue;
      const reading = await measure(options, subject, round);
      if (round >= 0) readings.push(reading);
    }
  }
  const order = subjects.map(({ name }) => name);
  return readings.sort((a, b) => order.indexOf(a.subject) - order.indexOf(b.subject));
}

async function measure(
  options: CompareOptions,
  subject: LoadSubject,
  round: number,
): Promise<CostReading> {
  const { server, windowMs, marginMs } = options;
  const running = subject.run(windowMs + 2 * marginMs);
  // Its failure is thrown below; until then it must not count as one that nobody saw.
  running.catch(() => {});
  await firstAnswer(server, running);
  await wait(marginMs);
  const ledger = createCpuLedger();
  const before = await read(server, subject, ledger);
  await wait(windowMs);
  const after = await read(server, subject, ledger);
  await running;
  const requests = after.answeredCount - before.answeredCount;
  if (requests === 0) {
    throw new LoadstoneError('DRIVER_FAILED', `${subject.name} sent nothing in its window`);
  }
  return {
    round,
    subject: subject.name,
    cpuNs: after.cpuNs - before.cpuNs,
    requests,
    windowMs: after.atMs - before.atMs,
  };
}

async function firstAnswer(server: CountingServer, running: Promise<void>): Promise<void> {
  const before = await server.readAnsweredCount();
  const deadlineMs = performance.now() + startTimeoutMs;
  let isOver = false;
  running.then(
    () => {
      isOver = true;
    },
    () => {
      isOver = true;
    },
  );
  while ((await server.readAnsweredCount()) === before) {
    if (isOver) await running;
    if (isOver || performance.now() > deadlineMs) {
      throw new LoadstoneError('DRIVER_FAILED', 'no request reached the server');
    }
    await wait(lookIntervalMs);
  }
}

async function read(
  server: CountingServer,
  subject: LoadSubject,
  ledger: ReturnType<typeof createCpuLedger>,
) {
  const answeredCount = await server.readAnsweredCount();
  const use = ledger.read(subject.name, subject.listPids());
  if (use === undefined) {
    throw new LoadstoneError('DRIVER_FAILED', `the CPU of ${subject.name} cannot be read`, {
      hint: 'This comparison needs /proc, and so Linux.',
    });
  }
  return { answeredCount, cpuNs: use.cpuNs, atMs: performance.now() };
}
