import { expect, test } from 'vitest';
import { writeMessage } from '../../../reports/document/messages/message.ts';
import { verifyRecovery } from './server-faults.ts';

const living = process.pid;
/** Above the largest pid that Linux gives. */
const gone = 2 ** 30;

test('only an end of the backend and of the server of before is a recovery', () => {
  expect(verifyRecovery({ backend: gone, checkpointer: gone })).toMatchObject({ tookEffect: true });
  expect(verifyRecovery({ backend: gone, checkpointer: living })).toEqual({
    tookEffect: false,
    evidence: writeMessage('evidence-no-recovery', { pid: gone }),
  });
  expect(verifyRecovery({ backend: living, checkpointer: gone })).toEqual({
    tookEffect: false,
    evidence: writeMessage('evidence-backend-runs', { pid: living }),
  });
});
