// One thing that cannot be undone keeps nothing else from being undone.
import { expect, test } from 'vitest';
import { undoAll } from './undo.ts';

test('every step is tried, from the last to the first, and the first failure is thrown', async () => {
  const done: string[] = [];
  const steps = [
    () => void done.push('first'),
    async () => {
      throw new Error('second');
    },
    () => {
      throw new Error('third');
    },
    () => void done.push('last'),
  ];
  await expect(undoAll(steps)).rejects.toThrow('third');
  expect(done).toEqual(['last', 'first']);
  await undoAll(steps);
  expect(done).toEqual(['last', 'first']);
});
