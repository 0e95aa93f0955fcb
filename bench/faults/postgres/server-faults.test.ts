import { expect, test } from 'vitest';
import { verifyRecovery } from './server-faults.ts';

const living = process.pid;
/** Above the largest pid that Linux gives. */
const gone = 2 ** 30;

test('only an end of the backend and of the server of before is a recovery', () => {
  expect(verifyRecovery({ backend: gone, checkpointer: gone })).toMatchObject({ tookEffect: true });
  expect(verifyRecovery({ backend: gone, checkpointer: living })).toEqual({
    tookEffect: false,
    evidence: `Backend ${gone} is gone, but PostgreSQL did not begin to recover.`,
  });
  expect(verifyRecovery({ backend: living, checkpointer: gone })).toEqual({
    tookEffect: false,
    evidence: `Backend ${living} still runs.`,
  });
});
