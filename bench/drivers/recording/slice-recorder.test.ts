// Recording: counts add up or get a caveat, failures stay apart, memory stays bounded.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { ScenarioRoute } from '../../../scenarios/model.ts';
import { decodeHistogram } from '../../measurement/histogram.ts';
import { judgeAnswer, type ReadBody } from './answer.ts';
import type { RequestEnd } from './request-end.ts';
import {
  addReasons,
  createSliceRecorder,
  describeImbalance,
  FailureReasons,
} from './slice-recorder.ts';
import { createTrialRecorder } from './trial-recorder.ts';

const window = { durationMs: 4_000, dropFirstMs: 0 };

const anEnd: fc.Arbitrary<RequestEnd> = fc
  .record({
    kind: fc.constantFrom('succeeded' as const, 'failed' as const, 'timedOut' as const),
    route: fc.constantFrom('a', 'b'),
    responseTimeUs: fc.integer({ min: 1, max: 1e7 }),
    serviceTimeUs: fc.integer({ min: 1, max: 1e7 }),
    inWindow: fc.boolean(),
    sinceWindowStartMs: fc.double({ min: -50, max: 5_000, noNaN: true }),
  })
  .map((end) => ({
    ...end,
    statusCode: end.kind === 'succeeded' ? 200 : undefined,
    reason: end.kind === 'succeeded' ? undefined : end.kind,
  }));

describe('a slice recorder', () => {
  it('accounts for every request, in the slice and in the window', () => {
    fc.assert(
      fc.property(fc.array(anEnd), fc.nat(5), fc.nat(5), (ends, dropped, inFlight) => {
        const trial = createTrialRecorder({ variantId: 'v', load: 'open' });
        const recorder = createSliceRecorder(trial.openWindow(window));
        for (let sent = 0; sent < ends.length + dropped + inFlight; sent++) recorder.schedule();
        for (const end of ends) recorder.end(end);
        for (let drop = 0; drop < dropped; drop++) recorder.drop('no connection', 1);
        const { sliceCounts, windowCounts, failureReasons } = recorder.figures(inFlight);
        expect(describeImbalance(sliceCounts)).toBeUndefined();
        expect(describeImbalance(windowCounts)).toBeUndefined();
        const inWindow = ends.filter((end) => end.inWindow);
        expect(windowCounts.scheduled).toBe(inWindow.length + dropped);
        const unsuccessful = ends.filter(({ kind }) => kind !== 'succeeded').length + dropped;
        const reasons = Object.values(failureReasons).reduce((sum, count) => sum + count, 0);
        expect(reasons).toBe(unsuccessful);

        const { routes } = trial.collect();
        const recorded = (text: (route: (typeof routes)[number]) => string) =>
          routes.reduce((sum, route) => sum + decodeHistogram(text(route)).totalCount, 0);
        expect(recorded((route) => route.successLatency)).toBe(windowCounts.succeeded);
        expect(recorded((route) => route.serviceTime)).toBe(windowCounts.succeeded);
        expect(recorded((route) => route.failureLatency)).toBe(
          windowCounts.failed + windowCounts.timedOut,
        );
        expect(trial.collect().routes).toEqual([]);
      }),
    );
  });

  it('names a caveat of counts that do not add up', () => {
    const recorder = createSliceRecorder(undefined);
    recorder.schedule();
    recorder.schedule();
    const { sliceCounts } = recorder.figures(1);
    expect(describeImbalance(sliceCounts)?.text).toBe(
      '2 requests were scheduled, but 1 are accounted for.',
    );
  });

  it('keeps a bounded number of reasons, and counts the rest together', () => {
    const recorder = createSliceRecorder(undefined);
    for (let index = 0; index < 200; index++) recorder.drop(`reason ${index}`, undefined);
    const { failureReasons } = recorder.figures(0);
    expect(Object.keys(failureReasons).length).toBe(51);
    expect(failureReasons['other reasons']).toBe(150);
  });
});

describe('a trial recorder', () => {
  it('gives the service time of a closed loop as its latency, and no lateness', () => {
    const trial = createTrialRecorder({ variantId: 'v', load: 'closed' });
    trial.openWindow(window).record({
      kind: 'succeeded',
      route: 'a',
      statusCode: 200,
      reason: undefined,
      responseTimeUs: 1_234,
      serviceTimeUs: 1_234,
      inWindow: true,
      sinceWindowStartMs: 0,
    });
    const { routes, sendLateness } = trial.collect();
    expect(sendLateness).toBeUndefined();
    expect(routes[0]?.serviceTime).toBe(routes[0]?.successLatency);
    expect(routes[0]?.statusCounts).toEqual({ 200: 1 });
  });

  it('keeps the lateness of an open loop', () => {
    const trial = createTrialRecorder({ variantId: 'v', load: 'open' });
    trial.openWindow(window).recordSendLateness(90, 0);
    expect(decodeHistogram(trial.collect().sendLateness ?? '').totalCount).toBe(1);
    expect(decodeHistogram(trial.collect().sendLateness ?? '').totalCount).toBe(0);
  });
});

describe('judgeAnswer', () => {
  const request = { route: 'r', method: 'GET', path: '/' } as const;
  const route = { weight: 1, writes: false, expectedStatuses: [200, 409] };
  const strict = { ...route, check: () => 'wrong' };

  it.each([
    { title: 'an expected status', on: route, status: 409, body: 'x', reason: undefined },
    { title: 'another status', on: strict, status: 500, body: 'x', reason: 'status 500' },
    { title: 'a wrong body', on: strict, status: 200, body: 'x', reason: 'body: wrong' },
    { title: 'a body not read', on: strict, status: 200, body: undefined, reason: undefined },
  ])('judges $title', ({ on, status, body, reason }) => {
    const answer = {
      statusCode: status,
      contentType: '',
      body: body === undefined ? body : { text: body },
    };
    expect(judgeAnswer(on, request, answer).reason).toBe(reason);
  });

  const judgeBody = (contentType: string, body: ReadBody, on: ScenarioRoute = route) =>
    judgeAnswer(on, request, { statusCode: 200, contentType, body });

  it.each([
    ['application/json', '{"a":1}', undefined],
    ['application/problem+json; charset=utf-8', '\uFEFF{}', undefined],
    ['application/json', ")]}',\n[1]", undefined],
    ['application/json', '{"a":', 'body: is no JSON, though it is sent as application/json'],
    ['APPLICATION/JSON', '<h1>', 'body: is no JSON, though it is sent as APPLICATION/JSON'],
  ])('takes what is sent as %s for JSON: %j', (contentType, text, reason) => {
    expect(judgeBody(contentType, { text })).toMatchObject({ reason, bodyChecked: true });
  });

  it.each([
    ['text/html', '{"a":'],
    ['application/x-ndjson', '{}\n{}'],
    ['application/json', ''],
    ['', '{'],
  ])('has nothing to check in %s: %j', (contentType, text) => {
    expect(judgeBody(contentType, { text })).toMatchObject({
      ...{ reason: undefined, bodyChecked: false },
    });
  });

  it('takes a body that can not be decoded for wrong, an encoding it does not know only where it checks', () => {
    const broken = { broken: 'is no whole gzip' };
    expect(judgeBody('text/html', broken)).toMatchObject({
      ...{ reason: 'body: is no whole gzip', bodyChecked: true },
    });
    const strange = { unreadable: 'content-encoding lzma is not known' };
    expect(judgeBody('text/html', strange)).toMatchObject({ bodyChecked: false });
    expect(judgeBody('text/html', strange, strict)).toMatchObject({
      ...{ reason: 'body: content-encoding lzma is not known', bodyChecked: true },
    });
  });

  it('takes a check that throws for a wrong body', () => {
    const throwing = {
      ...route,
      check: () => {
        throw new Error('unexpected token');
      },
    };
    const answer = { statusCode: 200, contentType: '', body: { text: '' } };
    expect(judgeAnswer(throwing, request, answer).reason).toBe(
      'body: the check threw: unexpected token',
    );
  });
});

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

test('reasons beyond fifty are counted together, those that are known go on', () => {
  const reasons = new FailureReasons();
  for (let number = 0; number < 200; number += 1) reasons.count(`no ${number}`);
  reasons.count('no 0', 5);
  const counts = reasons.toRecord();
  expect(Object.keys(counts)).toHaveLength(51);
  expect(counts).toMatchObject({ 'no 0': 6, 'no 49': 1, 'other reasons': 150 });
});

test('many slices with other reasons each make no more of them, and lose none', () => {
  const slices = Array.from({ length: 1_000 }, (_, slice) => ({ [`only ${slice}`]: 2, same: 1 }));
  const counts = addReasons(slices);
  expect(Object.keys(counts).length).toBeLessThanOrEqual(51);
  expect(counts.same).toBe(1_000);
  expect(sumOf(counts)).toBe(3_000);
});

test('a reason may have any name', () => {
  expect(addReasons([{ ['__proto__']: 1, constructor: 2 }, { constructor: 1 }])).toEqual({
    ...{ ['__proto__']: 1, constructor: 3 },
  });
});
