// Generator processes: whatever they do, the harness gets a clear error, and none is left behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DriverSession, SessionOptions, SliceOrder } from '../driver.ts';
import { createChildSession } from './session.ts';

const order: SliceOrder = {
  variantId: 'a',
  load: { kind: 'closed', connections: 1 },
  durationMs: 50,
  dropFirstMs: 0,
  recorded: true,
};

async function openFaulty(
  data: string,
  options: { readonly cpus?: SessionOptions['cpus']; readonly graceMs?: number } = {},
): Promise<DriverSession> {
  const session = await createChildSession({
    entry: new URL('./fixtures/faulty-generator.ts', import.meta.url),
    driverName: 'faulty',
    ...(options.graceMs === undefined ? {} : { graceMs: options.graceMs }),
    session: {
      targets: [],
      scenario: { kind: 'inline', name: 'none', requests: [] },
      seed: 1,
      data,
      requestTimeoutMs: 50,
      bodyCheckRatio: 0,
      cpus: options.cpus,
    },
  });
  onTestFinished(() => session.close());
  return session;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Unlike isAlive, false for one that has ended and that nobody has reaped. */
async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '(gone) Z');
  return !stat.includes(') Z');
}

describe('a generator session', () => {
  it('hands on why the generator refused to open', async () => {
    await expect(openFaulty('refuses')).rejects.toMatchObject({
      code: 'SCENARIO_INVALID',
      message: 'no such scenario',
      output: undefined,
    });
  });

  it('tells how the generator ended, with its last output', async () => {
    const session = await openFaulty('exits');
    await expect(session.runSlice(order)).rejects.toMatchObject({
      code: 'DRIVER_FAILED',
      message: 'the faulty generator ended (exit code 3)',
      output: 'the last words of the generator',
    });
  });

  it('tells of an error that nobody caught in the generator', async () => {
    const session = await openFaulty('throws-outside');
    await expect(session.runSlice(order)).rejects.toMatchObject({
      code: 'DRIVER_FAILED',
      output: expect.stringContaining('thrown in a timer'),
    });
  });

  it('goes on after an error that the generator told', async () => {
    const session = await openFaulty('throws');
    await expect(session.runSlice(order)).rejects.toMatchObject({
      code: 'DRIVER_FAILED',
      message: 'thrown in the slice',
    });
    expect(await session.collect()).toEqual([]);
  });

  it('ends a generator that gives no answer in time', async () => {
    const session = await openFaulty('silent', { graceMs: 200 });
    await expect(session.runSlice(order)).rejects.toMatchObject({
      code: 'DRIVER_FAILED',
      message: 'the faulty generator gave no answer within 300 ms',
    });
    await session.close();
    expect(isAlive(session.pid)).toBe(false);
  });

  it('ends a generator that will not close', async () => {
    const session = await openFaulty('will-not-close');
    await session.close();
    expect(isAlive(session.pid)).toBe(false);
  });

  it('pins the generator to the CPUs it is given', async () => {
    const session = await openFaulty('silent', { cpus: [0] });
    const status = await readFile(`/proc/${session.pid}/status`, 'utf8');
    expect(status).toMatch(/^Cpus_allowed_list:\t0$/m);
    expect(status).toMatch(/^Name:\t(node|MainThread)$/m);
  });

  it('leaves no generator behind where the harness is killed', async () => {
    const holder = spawn(
      process.execPath,
      [fileURLToPath(new URL('./fixtures/session-holder.ts', import.meta.url))],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    onTestFinished(() => {
      holder.kill('SIGKILL');
    });
    const [line] = await once(holder.stdout, 'data');
    const generatorPid = Number(String(line).trim());
    expect(isAlive(generatorPid)).toBe(true);
    holder.kill('SIGKILL');
    // No one tells when a process that is not our child is gone; the test's own limit ends the wait.
    while (await isRunning(generatorPid)) await wait(20);
  });
});
