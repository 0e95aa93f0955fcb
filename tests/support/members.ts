// A service of somebody else's, in Python, whose users log in: a driver plays it, and no cookie is written down.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { findK6 } from '../../bench/drivers/k6/find-k6.ts';
import { runLoadstone } from './command-line.ts';
import { copyGatedService } from './gated-service.ts';

// `setup` has put it into the state folder of this checkout, which a folder elsewhere knows nothing of.
const k6 = await findK6({
  givenPath: process.env.LOADSTONE_K6,
  stateDir: join(import.meta.dirname, '../../.loadstone'),
});
const env: Readonly<Record<string, string>> = k6.kind === 'found' ? { LOADSTONE_K6: k6.path } : {};

/** All that a run wrote, compressed parts left out: records and documents are plain. */
function readAll(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.gz'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

/** A run of the members' service by this driver, and what must be true of it. */
export async function playMembers(driver: string): Promise<void> {
  const service = copyGatedService('members-service');
  onTestFinished(() => service.remove());
  const outcome = await runLoadstone(['run', '--driver', driver], { cwd: service.cwd, env });
  const text = outcome.stdout + outcome.stderr;
  // Before the load the harness logged in by itself, and found every route as it should be.
  expect(text).not.toMatch(/answered \d+, not/);
  const { scenarios } = service.readLastRun();
  const cellOf = (sessions: string) =>
    scenarios[0]?.cells.find(({ variantId }) => variantId === `sessions=${sessions}`);
  const kept = cellOf('kept');
  expect(kept?.failureReasons, text).toEqual([]);
  expect(kept?.succeeded).toBeGreaterThan(100);
  // The other variant takes members for strangers.
  const reasons = cellOf('forgotten')?.failureReasons.map(({ reason }) => reason);
  expect(reasons).toContain('status 401');
  const written = readAll(join(service.cwd, 'runs'));
  expect(written).toContain('letters');
  expect(written + text).not.toContain('members-secret-');
}
