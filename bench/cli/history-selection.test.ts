import { expect, test } from 'vitest';
import { fakeHistoryEntry } from '../store/test-history.ts';
import { buildHistoryFilter, listChoices } from './history-selection.ts';

const entry = fakeHistoryEntry(0);

test.each([
  ['cache=redis,threads=single', true],
  ['redis · single', true],
  ['*', true],
  ['cache=redis', true],
  ['cache=redis,threads=*', true],
  ['threads=single|cluster', true],
  [' cache = redis , threads = single ', true],
  ['cache=memory', false],
  ['cache=redis,threads=cluster', false],
  ['cache=red', false],
  ['index=*', false],
  ['redis', false],
  ['', false],
])('the variant pattern %j takes redis · single: %s', (pattern, isTaken) => {
  expect(buildHistoryFilter({ variant: [pattern] })(entry)).toBe(isTaken);
});

test('several words of one option are alternatives, several options must all fit', () => {
  expect(buildHistoryFilter({})(entry)).toBe(true);
  expect(buildHistoryFilter({ scenario: ['search', 'browse'] })(entry)).toBe(true);
  expect(buildHistoryFilter({ scenario: ['browse'], metric: ['latencyP99Us'] })(entry)).toBe(false);
  expect(buildHistoryFilter({ scenario: ['brows'] })(entry)).toBe(false);
});

test('the choices are named once each', () => {
  const entries = [entry, fakeHistoryEntry(1), fakeHistoryEntry(2, { metric: 'latencyP99Us' })];
  expect(listChoices(entries)).toContain(
    'scenarios browse; the metrics latencyP99Us, throughputRps;',
  );
});
