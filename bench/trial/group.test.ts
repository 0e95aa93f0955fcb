import { expect, test } from 'vitest';
import { LoadstoneError } from '../errors.ts';
import { describeNotRun } from './group.ts';

test('a variant that is not run is told with its last output and the remedy', () => {
  const hint = 'Let the command itself be the service.';
  const daemon = new LoadstoneError('SERVICE_DIED', 'It ended.', { hint, output: 'forked\n' });
  expect(describeNotRun(daemon).text).toBe(`It ended. Its last output: “forked”.\n${hint}`);
  expect(describeNotRun(new LoadstoneError('SERVICE_NOT_READY', 'No answer.')).text).toContain(
    'target.readyPath',
  );
});
