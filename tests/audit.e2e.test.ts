// The audit of the audit: each fault planted into the CRM is found under its own name, and the clean CRM is clean.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FaultAudit, FaultsDocument } from '../reports/document/faults.ts';
import { runLoadstone } from './support/command-line.ts';

const config = join(import.meta.dirname, 'fixtures/planted-crm/loadstone.config.mts');
let runs: string;
beforeAll(() => {
  runs = mkdtempSync(join(tmpdir(), 'loadstone-planted-'));
});
afterAll(() => rmSync(runs, { recursive: true, force: true }));

async function play(...args: readonly string[]) {
  const outcome = await runLoadstone(['faults', '--config', config, '--runs', runs, ...args], {
    cwd: join(import.meta.dirname, '..'),
  });
  const ids = readdirSync(runs).filter((name) => /^\d/.test(name));
  const id = ids.sort().at(-1);
  if (id === undefined) throw new Error(outcome.stderr);
  const text = readFileSync(join(runs, id, 'faults.json'), 'utf8');
  const { cells, audit } = (JSON.parse(text) as FaultsDocument).faults;
  const auditOf = (plant: string): FaultAudit => {
    const cell = cells.find(({ variantId }) => variantId.includes(`plant=${plant}`));
    if (cell?.figures == null) throw new Error(`${plant} was not measured: ${cell?.reason}`);
    return cell.figures.audit;
  };
  return { code: outcome.code, status: audit.status, auditOf };
}

const invariant = (name: string) => (audit: FaultAudit) =>
  audit.brokenInvariants.some((broken) => broken.name === name && broken.violations > 0);

/** What must be found of each plant. */
const signs: Readonly<Record<string, (audit: FaultAudit) => boolean>> = {
  'lost-write': ({ lost }) => lost > 0,
  'double-write': ({ duplicated }) => duplicated > 0,
  'wrong-total': invariant('total-is-sum-of-items'),
  phantom: ({ phantom }) => phantom > 0,
  'partial-batch': invariant('total-is-sum-of-items'),
  'reordered-versions': ({ lostUpdates }) => lostUpdates > 0,
  'stale-read': ({ staleness }) => staleness.beyondLimit > 0,
};

test('each planted fault is found under its own name, and nothing in the clean service', async () => {
  const { code, status, auditOf } = await play(
    ...['none', ...Object.keys(signs)].flatMap((plant) => ['--variant', `plant=${plant}`]),
  );
  expect([code, status]).toEqual([5, 'violated']);
  const clean = auditOf('none');
  expect(clean).toMatchObject({ status: 'clean', findings: [] });
  expect(clean.acknowledged).toBeGreaterThan(50);
  for (const [plant, isFound] of Object.entries(signs)) {
    const audit = auditOf(plant);
    expect([plant, audit.status, isFound(audit)]).toEqual([plant, 'violated', true]);
  }
});

test('answers before the commit are found once the service is killed', async () => {
  const { auditOf } = await play('--preset', 'killed');
  expect(auditOf('none').status).toBe('clean');
  expect(auditOf('answer-before-commit').lost).toBeGreaterThan(0);
});
