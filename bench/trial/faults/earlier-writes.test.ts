// A service that keeps its data from one episode to the next is neither accused nor acquitted of them.
import { expect, test } from 'vitest';
import { leaveOutEarlier, listWrites } from './earlier-writes.ts';

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
