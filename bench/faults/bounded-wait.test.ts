import { expect, test } from 'vitest';
import { quoteText, writeMessage } from '../../reports/document/messages/message.ts';
import { awaitEffect, awaitHealed, withinMs } from './bounded-wait.ts';

const never = new Promise<never>(() => {});

test('work that does not end is given up, work that ends is handed on', async () => {
  await expect(withinMs(never, 5)).rejects.toThrow('no answer within 5 ms');
  await expect(withinMs(Promise.reject(new Error('refused')), 60_000)).rejects.toThrow('refused');
  expect(await withinMs(Promise.resolve(7), 60_000)).toBe(7);
});

test('healing is tried until it succeeds', async () => {
  let attempts = 0;
  await awaitHealed('It is broken', async () => {
    attempts += 1;
    if (attempts < 3) throw new Error('not yet');
  });
  expect(attempts).toBe(3);
});

test('healing that fails or hangs ends with what is left', async () => {
  const failed = awaitHealed('It is broken', () => Promise.reject(new Error('no.')), {
    retryMs: 0,
  });
  await expect(failed).rejects.toMatchObject({
    code: 'FAULT_NOT_HEALED',
    exitCode: 3,
    message: 'It is broken: no.',
  });
  const hung = awaitHealed('It is broken', () => never, { retryMs: 5 });
  await expect(hung).rejects.toMatchObject({ code: 'FAULT_NOT_HEALED' });
});

test('an effect is looked for until it is there, and what was seen last is told', async () => {
  let looks = 0;
  const look = () => {
    looks += 1;
    return { tookEffect: looks === 3, evidence: quoteText(`look ${looks}`) };
  };
  expect(await awaitEffect(look)).toEqual({ tookEffect: true, evidence: quoteText('look 3') });
  const fail = () => Promise.reject(new Error('nobody there'));
  expect(await awaitEffect(fail, 0)).toEqual({
    tookEffect: false,
    evidence: writeMessage('evidence-not-readable', { cause: quoteText('nobody there') }),
  });
});
