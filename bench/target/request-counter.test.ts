// What the answer of a counter says, and what two readings say of the time between.
import { expect, test } from 'vitest';
import type { ResolvedCounter } from '../spec/experiment.ts';
import {
  addReadings,
  countBetween,
  parseCounter,
  type RequestsReading,
} from './request-counter.ts';

const counter: ResolvedCounter = {
  ...{ path: '/count', metric: undefined, labels: {}, url: undefined, countsOwnRequests: false },
};
const metrics = { ...counter, path: '/metrics', metric: 'http_requests_total' };
const counted = (total: number): RequestsReading => ({ kind: 'counted', total });

test.each([
  ['5120', 5120],
  [' 5120\n', 5120],
  ['{"total": 7, "more": 1}', 7],
])('a counter without a metric answers a number or JSON with total: %j', (body, total) => {
  expect(parseCounter(body, counter)).toEqual(counted(total));
});

test.each(['', 'many', '-1', '{}', '{"total":"7"}', 'null', '[7]', 'NaN', 'a_total 5'])(
  'anything else is no answer: %j',
  (body) => {
    expect(parseCounter(body, counter)).toBeUndefined();
  },
);

test('a metric is the sum of its series; NaN is not offered', () => {
  const page = 'http_requests_total{a="1"} 2\nhttp_requests_total{a="2"} 3\n';
  expect(parseCounter(page, metrics)).toEqual(counted(5));
  expect(parseCounter(page, { ...metrics, labels: { a: '2' } })).toEqual(counted(3));
  expect(parseCounter('http_requests_total NaN', metrics)).toEqual({ kind: 'not-offered' });
});

test.each([
  ['a wrong name', 'http_request_total 1', {}, 'did you mean "http_request_total"?'],
  ['no series', '# TYPE http_requests_total counter', {}, 'is declared, but it has no series'],
  ['an empty page', '', {}, 'is no metric; there are none'],
  ['a wrong label', 'http_requests_total{a="1"} 1', { a: '2' }, 'has a="2"'],
])('a series that is missing after load is told with its key: %s', (_, body, labels, why) => {
  const reading = parseCounter(body, { ...metrics, labels });
  const judge = () => countBetween(counted(0), reading);
  expect(judge).toThrow(why);
  expect(judge).toThrow(/^target\.counter\.(metric|labels): /);
  expect(judge).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
});

test('a series that begins with its first request counts from 0', () => {
  expect(countBetween(parseCounter('', metrics), counted(9))).toBe(9);
  expect(countBetween(counted(5), counted(9))).toBe(4);
});

test('without a number on either side there is no count', () => {
  const none: RequestsReading = { kind: 'not-offered' };
  expect(countBetween(none, counted(9))).toBeUndefined();
  expect(countBetween(counted(9), none)).toBeUndefined();
  expect(countBetween(undefined, counted(9))).toBeUndefined();
});

test('addresses add up; one without a number leaves the sum unknown', () => {
  const missing: RequestsReading = { kind: 'no-series', fault: 'x' };
  expect(addReadings([counted(2), counted(3)])).toEqual(counted(5));
  expect(addReadings([counted(2), { kind: 'not-offered' }])).toEqual({ kind: 'not-offered' });
  expect(addReadings([counted(2), missing])).toEqual(counted(2));
  expect(addReadings([missing, missing])).toEqual(missing);
});
