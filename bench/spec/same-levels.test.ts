// Two levels under which the same thing would run.
import { expect, test } from 'vitest';
import { buildTestLevel } from '../plan/test-experiment.ts';
import { listSameLevels } from './same-levels.ts';

test('a level that sets the same as an earlier one is named with it', () => {
  const levels = [
    buildTestLevel('off', {}),
    buildTestLevel('on', {}),
    buildTestLevel('some', { A: '1', B: '2' }),
    { ...buildTestLevel('all', { B: '2', A: '1' }), exercised: [] },
  ];
  expect(listSameLevels([{ name: 'x', levels }])).toEqual([
    { factor: 'x', first: 'off', second: 'on' },
    { factor: 'x', first: 'some', second: 'all' },
  ]);
});

test('levels that differ in anything that runs are not the same', () => {
  const levels = [
    buildTestLevel('off', {}),
    buildTestLevel('on', { CACHE: 'on' }),
    { ...buildTestLevel('flag', {}), args: ['--cache'] },
    { ...buildTestLevel('redis', {}), needs: ['redis' as const] },
  ];
  expect(listSameLevels([{ name: 'x', levels }])).toEqual([]);
});
