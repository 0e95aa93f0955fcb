// Points of a k6 run become counts that add up, in the right window.
import { describe, expect, it } from 'vitest';
import type { EndedTags } from '../../../scenarios/k6/protocol.ts';
import { decodeHistogram } from '../../measurement/histogram.ts';
import type { SliceOrder } from '../driver.ts';
import { createTrialRecorder } from '../recording/trial-recorder.ts';
import type { K6Point } from './points.ts';
import { createSliceLedger } from './slice-ledger.ts';

const closedOrder: SliceOrder = {
  variantId: 'a',
  load: { kind: 'closed', connections: 2 },
  durationMs: 1_000,
  dropFirstMs: 200,
  recorded: true,
};
const openOrder: SliceOrder = {
  ...closedOrder,
  load: { kind: 'open', rateRps: 5, arrivals: 'uniform', maxConnections: 2 },
};
const startMs = 1_000_000;

const started: K6Point = { kind: 'started', atMs: startMs };
const sent = (vu = '1'): K6Point => ({ kind: 'sent', vu });
const dropped = (afterMs: number, count = 1): K6Point => ({
  kind: 'dropped',
  atMs: startMs + afterMs,
  count,
});

function ended(afterMs: number, tags: Partial<EndedTags> = {}, responseTimeUs = 1_000): K6Point {
  return {
    kind: 'ended',
    atMs: startMs + afterMs,
    responseTimeUs,
    tags: {
      vu: '1',
      route: 'r',
      kind: 'succeeded',
      status: '200',
      reason: '',
      body: 'unchecked',
      opened: 'no',
      ...tags,
    },
  };
}

function play(order: SliceOrder, points: readonly K6Point[], isScript = false) {
  const trial = createTrialRecorder({ variantId: 'a', load: 'open' });
  const ledger = createSliceLedger(order, trial.openWindow(order), { isScript });
  for (const point of points) ledger.take(point);
  return { ledger, figures: ledger.close(), measurement: trial.collect() };
}

describe('slice ledger', () => {
  it('takes into the window what ended in it, first parts and drains left out', () => {
    const points = [199, 200, 999, 1_000].flatMap((afterMs) => [sent(), ended(afterMs)]);
    const { figures } = play(closedOrder, [started, ...points]);
    expect(figures.sliceCounts).toMatchObject({ scheduled: 4, succeeded: 4, inFlightAtEnd: 0 });
    expect(figures.windowCounts).toMatchObject({ scheduled: 2, succeeded: 2 });
    expect(figures.caveats).toEqual([]);
  });

  it('counts what never ended as in flight', () => {
    const { figures } = play(closedOrder, [started, sent('1'), sent('2'), ended(300)]);
    expect(figures.sliceCounts).toMatchObject({ scheduled: 2, succeeded: 1, inFlightAtEnd: 1 });
    expect(figures.caveats).toEqual([]);
  });

  it('names a caveat of a slice whose beginnings and ends do not match', () => {
    const lostEnd = play(closedOrder, [started, sent(), sent(), ended(300)]);
    expect(lostEnd.figures.caveats).toHaveLength(2);
    const lostBeginning = play(closedOrder, [started, ended(300)]);
    expect(lostBeginning.figures.caveats).toHaveLength(2);
  });

  it('counts dropped arrivals as scheduled, also those told before the start', () => {
    const points = [dropped(10), started, dropped(500, 2), sent(), ended(600), sent(), ended(700)];
    const { figures } = play(openOrder, points);
    expect(figures.sliceCounts).toMatchObject({ scheduled: 5, dropped: 3, succeeded: 2 });
    expect(figures.windowCounts).toMatchObject({ scheduled: 4, dropped: 2, succeeded: 2 });
    expect(figures.caveats).toEqual([]);
  });

  it('names a caveat of an open slice in which arrivals are missing', () => {
    const order: SliceOrder = { ...openOrder, load: { ...openOrder.load, rateRps: 100 } as never };
    expect(play(order, [started, dropped(1, 98)]).figures.caveats).toEqual([]);
    expect(play(order, [started, dropped(1, 97)]).figures.caveats).toHaveLength(1);
  });

  it('takes the wait for a connection out of the service time of an open load alone', () => {
    const points: K6Point[] = [
      started,
      sent(),
      { kind: 'blocked', vu: '1', blockedUs: 400 },
      ended(500),
    ];
    const serviceUs = (order: SliceOrder) =>
      decodeHistogram(play(order, points).measurement.routes[0]?.serviceTime ?? '').maxValue;
    expect(serviceUs(openOrder)).toBe(600);
    expect(serviceUs(closedOrder)).toBe(1_000);
  });

  it('names a caveat of connections opened beyond those asked for and those closed by time-outs', () => {
    const opening = (kind: EndedTags['kind'], reason = '') => [
      sent(),
      ended(300, { kind, reason, opened: 'yes' }),
    ];
    const asked = [started, ...opening('succeeded'), ...opening('timedOut', 'timed out')];
    const allowed = [...asked, ...opening('succeeded')];
    expect(play(closedOrder, allowed).figures).toMatchObject({ connectionsOpened: 3, caveats: [] });
    const tooMany = play(closedOrder, [...allowed, ...opening('succeeded')]);
    expect(tooMany.figures.caveats).toHaveLength(1);
  });

  it('tells a request in the second in which it began, and a drop in the one in which it was due', () => {
    const order: SliceOrder = { ...openOrder, durationMs: 2_200, phase: 'during' };
    const points = [started, sent(), ended(1_300, {}, 200_000), dropped(1_199), dropped(1_201, 2)];
    const { timeline } = play(order, [...points, sent(), ended(2_000, {}, 100_000)]).measurement;
    expect(timeline).toMatchObject([
      { phase: 'during', startMs: 0, loadMs: 1_000, succeeded: 1, dropped: 1 },
      { phase: 'during', startMs: 1_000, loadMs: 1_000, succeeded: 1, dropped: 2 },
    ]);
  });

  it('misses no arrivals that are due to other parts of the load', () => {
    const load = { ...openOrder.load, rateRps: 60 } as never;
    const due = Array.from({ length: 20 }, () => [sent(), ended(300)]).flat();
    const caveatsOf = (parts: number) => {
      const ledger = createSliceLedger({ ...openOrder, load }, undefined, { parts });
      for (const point of [started, ...due]) ledger.take(point);
      return ledger.close().caveats.map(({ code }) => code);
    };
    expect(caveatsOf(3)).toEqual([]);
    expect(caveatsOf(2)).toEqual(['caveat-k6-late']);
  });

  it('takes the iterations of a script for its arrivals, whatever each of them sends', () => {
    const order: SliceOrder = { ...openOrder, load: { ...openOrder.load, rateRps: 60 } as never };
    const iteration: K6Point = { kind: 'iteration' };
    const openings = [sent(), ended(300, { opened: 'yes' })];
    const many = Array.from({ length: 60 }, () => [iteration, ...openings, ...openings]).flat();
    expect(play(order, [started, ...many], true).figures).toMatchObject({
      ...{ arrivals: 60, sliceCounts: { scheduled: 120 }, caveats: [] },
    });
    const none = Array.from({ length: 59 }, () => iteration);
    const silent = play(order, [started, ...none, dropped(500)], true).figures;
    expect(silent).toMatchObject({ arrivals: 60, sliceCounts: { scheduled: 1 }, caveats: [] });
    expect(play(order, [started, iteration], true).figures.caveats).toHaveLength(1);
  });

  it('counts a check that reads times apart from one of the answer', () => {
    const check = (vu: string, name: string, isMissed: boolean): K6Point => ({
      ...{ kind: 'check', vu, name, isMissed },
    });
    const timed: K6Point = { kind: 'timed', vu: '2' };
    const points = [check('1', 'is 200', false), timed, check('1', 'is 200', true)];
    const slow = [check('2', 'fast', true), check('2', 'is 200', false), timed];
    const { figures } = play(closedOrder, [...points, ...slow, check('2', 'fast', false)], true);
    expect(figures).toMatchObject({
      ...{ checkedBodies: 3, wrongBodies: 1, failureReasons: { 'body: check "is 200"': 1 } },
      speedChecks: { fast: { made: 2, missed: 1 } },
    });
  });

  it('keeps the first foreign address that is known', () => {
    const points = ['', 'http://x/', 'http://y/'].map(
      (address): K6Point => ({ kind: 'foreign', address }),
    );
    expect(play(closedOrder, []).ledger.foreignAddress).toBeUndefined();
    expect(play(closedOrder, points.slice(0, 1), true).ledger.foreignAddress).toBe('');
    expect(play(closedOrder, points, true).ledger.foreignAddress).toBe('http://x/');
  });

  it('keeps the first fault', () => {
    const faults = ['one', 'two'].map((message): K6Point => ({ kind: 'fault', message }));
    expect(play(closedOrder, faults).ledger.fault).toBe('one');
  });
});
