// The driver contract on answers without end, larger than they look, or that lie: told, and within memory.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import {
  openSession,
  pathsScenario,
  reasonsOfSent,
  sliceOf,
  smallLoad,
} from './contract-session.ts';
import type { Driver } from './driver.ts';
import { hostilePaths, startHostileServer } from './hostile-server.ts';

export interface LimitExpectations {
  /** By path of the hostile server: why a request for it fails. */
  readonly reasons: Readonly<Record<string, string>>;
  /** Most that a generator's processes may grow by a body that is not kept, MiB; undefined where nothing bounds it. */
  readonly mostGrowthMib: number | undefined;
}

async function startHostile() {
  const server = await startHostileServer();
  onTestFinished(() => server.close());
  return server;
}

export function describeLimits(driver: Driver, expectations: LimitExpectations): void {
  const loadKind = driver.capabilities.loads[0] ?? 'closed';
  const load = smallLoad(loadKind, 1);

  it.each(hostilePaths)('tells what %s did, and goes on', async (path) => {
    const server = await startHostile();
    const session = await openSession(driver, [server], pathsScenario(path), {
      requestTimeoutMs: 20_000,
    });
    const outcome = await session.runSlice(sliceOf(driver, load));
    expect(outcome.sliceCounts.succeeded).toBe(0);
    expect(outcome.sliceCounts.failed).toBeGreaterThan(0);
    expect(Object.keys(reasonsOfSent(outcome))).toEqual([expectations.reasons[path]]);
  });

  const mostGrowthMib = expectations.mostGrowthMib ?? Number.POSITIVE_INFINITY;
  it.runIf(mostGrowthMib < Number.POSITIVE_INFINITY).each(['/large/300', '/large-json/300'])(
    'lets a body of 300 MiB flow past: %s',
    async (path) => {
      const server = await startHostile();
      const session = await openSession(driver, [server], pathsScenario(path), {
        requestTimeoutMs: 120_000,
      });
      const generators = findDescendants(process.pid);
      const beforeMib = sumMemoryMib(generators, 'VmRSS');
      // A request that is under way when the slice ends is waited for.
      const { sliceCounts } = await session.runSlice(sliceOf(driver, load));
      expect(sliceCounts.succeeded).toBeGreaterThan(0);
      expect(sliceCounts.succeeded).toBe(sliceCounts.scheduled);
      expect(generators).not.toEqual([]);
      expect(sumMemoryMib(generators, 'VmHWM') - beforeMib).toBeLessThan(mostGrowthMib);
    },
  );
}

/** Processes that this one has started, and theirs. */
function findDescendants(pid: number): readonly number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' '),
  );
  const pids = children.filter((child) => child !== '').map(Number);
  return [...pids, ...pids.flatMap(findDescendants)];
}

/** VmRSS: memory at present; VmHWM: the most that it ever was. */
function sumMemoryMib(pids: readonly number[], field: 'VmRSS' | 'VmHWM'): number {
  const pattern = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm');
  const sizesKib = pids.map((pid) =>
    Number(pattern.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]),
  );
  return sizesKib.reduce((sum, sizeKib) => sum + sizeKib, 0) / 1024;
}
