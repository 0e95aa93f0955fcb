// What is compared: our drivers, each a session that is kept open over all rounds, and autocannon and wrk as people run them.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { startChild } from '../../drivers/child/child-process.ts';
import type { Driver, ScenarioRef } from '../../drivers/driver.ts';
import { LoadstoneError } from '../../errors.ts';
import { readProcessTree } from '../../probes/processes.ts';
import { readInheritedEnv } from '../../services/inherited-env.ts';
import { endChild } from './counting-server.ts';

export interface LoadSubject {
  readonly name: string;
  /** Runs the load once and returns when it is over. */
  run(durationMs: number): Promise<void>;
  /** Processes whose CPU the load costs, descendants included; may change from run to run. */
  listPids(): readonly number[];
  close(): Promise<void>;
}

interface SubjectOptions {
  readonly baseUrl: string;
  readonly connections: number;
  /** CPUs of the generator; undefined leaves it where the system puts it. */
  readonly cpus: readonly number[] | undefined;
}

/** One plain GET, so that the generator's own work is all there is. */
const scenario: ScenarioRef = {
  kind: 'inline',
  name: 'cost',
  requests: [
    {
      ...{ route: 'customer', method: 'GET', path: '/customers/17', headers: {}, body: undefined },
      ...{ weight: 1, expectedStatuses: [200], bodyIncludes: undefined },
    },
  ],
};

/** Opens a session of the driver. @throws LoadstoneError DRIVER_FAILED */
export async function openGeneratorSubject(
  driver: Driver,
  { baseUrl, connections, cpus }: SubjectOptions,
): Promise<LoadSubject> {
  const session = await driver.open({
    targets: [{ variantId: 'server', baseUrl }],
    scenario,
    ...{ seed: 1, data: null, requestTimeoutMs: 5_000, bodyCheckRatio: 0, cpus },
  });
  return {
    name: `${driver.capabilities.name} (Loadstone)`,
    async run(durationMs) {
      await session.runSlice({
        ...{ variantId: 'server', load: { kind: 'closed', connections } },
        ...{ durationMs, dropFirstMs: 0, recorded: true },
      });
    },
    listPids: () => readProcessTree(session.pid),
    close: () => session.close(),
  };
}

/** autocannon without anything of ours. @throws LoadstoneError DRIVER_FAILED */
export async function openAutocannonSubject(options: SubjectOptions): Promise<LoadSubject> {
  const child = await startChild(new URL('autocannon-child.ts', import.meta.url), options.cpus, [
    `${options.baseUrl}/customers/17`,
    String(options.connections),
  ]);
  return {
    name: 'autocannon',
    async run(durationMs) {
      const replied = once(child.process, 'message');
      child.process.send({ durationMs }, () => {});
      const ended = child.ended.then((how) => {
        throw new LoadstoneError('DRIVER_FAILED', `raw autocannon ended (${how})`);
      });
      const [{ message }] = (await Promise.race([replied, ended])) as [{ message?: string }];
      if (message !== undefined)
        throw new LoadstoneError('DRIVER_FAILED', `autocannon: ${message}`);
    },
    listPids: () => [child.pid],
    close: () => endChild(child),
  };
}

/** wrk with one thread, or undefined where there is none. */
export async function findWrkSubject(options: SubjectOptions): Promise<LoadSubject | undefined> {
  if ((await runToEnd(startProgram(['wrk', '--version']))).error !== undefined) return undefined;
  const pin = options.cpus === undefined ? [] : ['taskset', '--cpu-list', options.cpus.join(',')];
  let current: ChildProcess | undefined;
  return {
    name: 'wrk',
    async run(durationMs) {
      const load = ['-t', '1', '-c', String(options.connections), '-d', wholeSeconds(durationMs)];
      current = startProgram([...pin, 'wrk', ...load, `${options.baseUrl}/customers/17`]);
      const { exitCode, error } = await runToEnd(current);
      current = undefined;
      if (exitCode !== 0) {
        throw new LoadstoneError('DRIVER_FAILED', `wrk ended with ${exitCode}`, { cause: error });
      }
    },
    listPids: () => (current?.pid === undefined ? [] : [current.pid]),
    async close() {
      if (current === undefined) return;
      current.kill('SIGKILL');
      await once(current, 'exit');
    },
  };
}

/** wrk takes whole seconds only. */
function wholeSeconds(durationMs: number): string {
  return `${Math.ceil(durationMs / 1_000)}s`;
}

function startProgram([program = '', ...args]: readonly string[]): ChildProcess {
  return spawn(program, args, { stdio: 'ignore', env: readInheritedEnv() });
}

function runToEnd(
  child: ChildProcess,
): Promise<{ readonly exitCode: number | null; readonly error: Error | undefined }> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ exitCode: null, error }));
    child.once('exit', (exitCode) => resolve({ exitCode, error: undefined }));
  });
}
