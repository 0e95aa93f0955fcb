// A load in words: requests over connections, or iterations of a k6 script by its users.
import { expect, test } from 'vitest';
import { chinese, english } from '../../language/catalogue.ts';
import { tellLoad } from '../../language/tell.ts';
import type { LoadDescription } from '../result.ts';
import { toPlainText } from './sentence.ts';

const say = (load: Partial<LoadDescription>, messages = english) => {
  const whole = { id: 'x', kind: 'open', connections: 16, rateRps: 60, ...load } as const;
  return toPlainText(tellLoad(whole)(messages));
};
const script = { arrivalsAre: 'iterations' } as const;

test('requests, where nothing else arrives', () => {
  expect(say({})).toBe('60 requests per second over 16 connections');
  expect(say({ rateRps: 1, connections: 1 })).toBe('1 request per second over 1 connection');
  expect(say({ kind: 'closed', rateRps: null })).toBe('16 connections, closed loop');
});

test('an open load whose rate was not derived is still an open one', () => {
  const text = say({ rateRps: null });
  expect(text).toBe('requests at a rate that was not calibrated, over 16 connections');
  expect(say({ ...script, rateRps: null })).toContain('by at most 16 users');
  const closed = say({ kind: 'closed', rateRps: null }, chinese);
  expect(say({ rateRps: null }, chinese)).not.toBe(closed);
});

test('iterations of a k6 script, each of any number of requests', () => {
  expect(say(script)).toBe('60 iterations per second by at most 16 users');
  expect(say({ ...script, kind: 'closed', rateRps: null })).toBe(
    '16 users, one iteration after the other',
  );
  expect(say(script, chinese)).toContain('每秒 60 次迭代');
  expect(say({ ...script, kind: 'closed', rateRps: null }, chinese)).not.toContain('连接');
});
