// Caveats: one for each thing that spoils a slice, none for a good one.
import { expect, test } from 'vitest';
import { listSliceCaveats, type SliceEvidence } from './slice-caveats.ts';

const good: SliceEvidence = {
  counts: { scheduled: 10, succeeded: 7, failed: 1, timedOut: 1, inFlightAtEnd: 0, dropped: 1 },
  strays: 0,
  sends: { all: 9, late: 4, waited: 4 },
};

test('a slice that adds up, with a hiccup, has no caveat', () => {
  expect(listSliceCaveats(good)).toEqual([]);
  const empty = { ...good, sends: { all: 0, late: 0, waited: 0 } };
  expect(listSliceCaveats(empty)).toEqual([]);
});

test.each<[string, Partial<SliceEvidence>, string]>([
  ['lost requests', { counts: { ...good.counts, succeeded: 6 } }, '10 requests were scheduled'],
  ['bytes nobody asked for', { strays: 1 }, 'no request asked for'],
  ['a late generator', { sends: { all: 9, late: 5, waited: 0 } }, 'although a connection was free'],
  ['arrivals waiting', { sends: { all: 9, late: 0, waited: 5 } }, 'waited for a connection'],
])('%s cause one caveat', (_title, evidence, text) => {
  const caveats = listSliceCaveats({ ...good, ...evidence });
  expect(caveats).toHaveLength(1);
  expect(caveats[0]?.text).toContain(text);
});
