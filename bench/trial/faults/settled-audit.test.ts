// Writes that land late are late; those that never land are lost.
import { expect, test } from 'vitest';
import { cleanAudit } from '../../analysis/test-fault-records.ts';
import type { AuditResult } from '../../measurement/fault-records.ts';
import { awaitSettledAudit } from './settled-audit.ts';

async function settle(readings: readonly Partial<AuditResult>[]) {
  const waitsMs: number[] = [];
  const { lost, lostUpdates, invariants } = await awaitSettledAudit(
    async (waitMs) => {
      waitsMs.push(waitMs);
      return { ...cleanAudit, ...readings[Math.min(waitsMs.length, readings.length) - 1] };
    },
    { soonMs: 1, againMs: 2, most: 6 },
  );
  const broken = invariants.reduce((sum, { violations }) => sum + violations, 0);
  return { waitsMs, missing: lost + lostUpdates + broken };
}

const totals = (violations: number) => ({ invariants: [{ name: 'totals', violations }] });

test.each<[string, readonly Partial<AuditResult>[], readonly number[], number]>([
  ['is final at once where nothing is missing', [{}], [1], 0],
  [
    'waits for writes that come one after another',
    [9, 5, 2, 0].map((lost) => ({ lost })),
    [1, 2, 2, 2],
    0,
  ],
  ['ends with what has stopped coming', [9, 5, 5, 0].map((lost) => ({ lost })), [1, 2, 2], 5],
  ['waits for versions, too', [{ lostUpdates: 1 }, {}], [1, 2], 0],
  ['waits for rules between rows, too', [totals(3), totals(0)], [1, 2], 0],
  [
    'does not wait for ever',
    [90, 80, 70, 60, 50, 40, 30].map((lost) => ({ lost })),
    [1, 2, 2, 2, 2, 2],
    40,
  ],
  [
    'keeps what was seen where the data cannot be read again',
    [{ lost: 2 }, { reason: 'It is gone.' }],
    [1, 2],
    2,
  ],
])('an audit %s', async (_, readings, waitsMs, missing) => {
  expect(await settle(readings)).toEqual({ waitsMs, missing });
});
