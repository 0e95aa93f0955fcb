import { expect, test } from 'vitest';
import { failures } from '../reports/document/messages/failures.ts';
import { writeMessage } from '../reports/document/messages/message.ts';
import { type ErrorCode, errorCodes, LoadstoneError } from './errors.ts';

const told = errorCodes.flatMap((code): [ErrorCode, string][] => {
  const { toldHint } = new LoadstoneError(code, 'It failed.');
  return toldHint === undefined ? [] : [[code, toldHint.code]];
});

test('some hints have a code', () => {
  expect(told.length).toBeGreaterThan(5);
});

test.each(told)('the usual hint of %s reads as the message that it is', (code, key) => {
  const known = failures.en as Readonly<Record<string, unknown>>;
  expect(Object.keys(known)).toContain(key);
  const { toldHint } = new LoadstoneError(code, 'It failed.');
  expect(toldHint).toEqual(writeMessage(key as 'fix-redis'));
});
