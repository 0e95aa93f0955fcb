// A service that keeps its data from one episode to the next is neither accused nor acquitted of them.

import { expect, test } from 'vitest';
import { quoteText } from '../../../reports/document/messages/message.ts';
import { cleanAudit } from '../../analysis/faults/test-fault-records.ts';
import type { AuditResult } from '../../measurement/fault-records.ts';
import { awaitSettledAudit, leaveOutEarlier, listWrites } from './audit-stage.ts';

const holding = (...ids: readonly string[]) => ({
  operations: ids.map((operationId) => ({ operationId, amount: undefined })),
  ...{ versions: undefined, invariants: [] },
});
const sending = (...ids: readonly string[]) => ({
  intents: ids.map((operationId) => ({ operationId, amount: undefined, atMs: 0 })),
});

test('a write that was there before is not called made up; one that came meanwhile still is', () => {
  const left = leaveOutEarlier(holding('old', 'new', 'alien'), new Set(['old']), sending('new'));
  expect([...listWrites(left)]).toEqual(['new', 'alien']);
});

test('a write that is sent again although it was there proves nothing, so the data are not read', () => {
  const found = leaveOutEarlier(holding('a', 'b'), new Set(['a']), sending('a', 'b'));
  expect(found).toMatchObject({
    unread: { text: expect.stringContaining('target.dataFolderEnv') },
  });
});

test('where no request says what it writes, no row is called made up; rules are judged all the same', () => {
  const invariants = [{ name: 'totals', violations: 1 }];
  const found = leaveOutEarlier({ ...holding('a'), invariants }, new Set(), sending());
  expect(found).toEqual({ ...holding(), invariants });
});

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
    [{ lost: 2 }, { reason: quoteText('It is gone.') }],
    [1, 2],
    2,
  ],
])('an audit %s', async (_, readings, waitsMs, missing) => {
  expect(await settle(readings)).toEqual({ waitsMs, missing });
});
