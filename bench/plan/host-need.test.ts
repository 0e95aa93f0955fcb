// What a plan needs of the machine.
import { expect, test } from 'vitest';
import { listGeneratorShortages } from './host-need.ts';

test('more generators than CPUs are told, one generator or enough CPUs are not', () => {
  expect(listGeneratorShortages({ generators: 4 }, 2)).toEqual([
    '4 load generators share 2 CPUs and hold each other up: set generators to 2, or give them CPUs under placement.generator.',
  ]);
  expect(listGeneratorShortages({ generators: 2 }, 1)).toHaveLength(1);
  expect(listGeneratorShortages({ generators: 4 }, 4)).toEqual([]);
  expect(listGeneratorShortages({}, 0)).toEqual([]);
});
