// Old names of records become the present ones, with their contents and in their order.
import { expect, test } from 'vitest';
import { renameRecord } from './upgrade-record.ts';

test.each([
  ['treatment', 'configuration'],
  ['settled', 'calibration'],
  ['trial', 'trial'],
  ['toString', 'toString'],
  [7, 7],
])('the kind %s is read as %s', (before, now) => {
  expect(renameRecord({ kind: before, group: 1 })).toEqual({ kind: now, group: 1 });
});

test('what drivers called in question stands among the caveats, in its place and with its message', () => {
  const old = {
    kind: 'trial',
    doubts: ['Late.'],
    doubtsSaid: [{ code: 'x', text: 'Late.' }],
    group: 1,
  };
  const { doubts, doubtsSaid, ...rest } = old;
  const now = renameRecord(old);
  expect(now).toEqual({ ...rest, caveats: doubts, caveatsSaid: doubtsSaid });
  expect(Object.keys(now)).toEqual(['kind', 'caveats', 'caveatsSaid', 'group']);
});

test('a record that has the present name keeps what stands under it', () => {
  expect(renameRecord({ kind: 'trial', caveats: [], doubts: ['old'] })).toEqual({
    ...{ kind: 'trial', caveats: [] },
  });
});
