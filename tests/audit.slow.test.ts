// The audit of the audit: each fault planted into the CRM is found under its own name, and the clean CRM is clean.
import { expect, test } from 'vitest';
import type { FaultAudit } from '../reports/document/faults.ts';
import { playPlants } from './support/planted-crm.ts';

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
  const { code, status, auditOf } = await playPlants(
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
  const { auditOf } = await playPlants('--preset', 'killed');
  expect(auditOf('none').status).toBe('clean');
  expect(auditOf('answer-before-commit').lost).toBeGreaterThan(0);
});
