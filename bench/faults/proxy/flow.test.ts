// A flow with a sink that notes what it gets and when, under fake timers.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { buildGenerator } from '../../plan/random.ts';
import { createFlow, type Flow } from './flow.ts';
import type { Piece } from './line.ts';
import { buildStage, type Stage } from './stage.ts';
import { parseToxic } from './toxic.ts';

interface TestFlow {
  readonly flow: Flow;
  /** What arrived: text, or the kind of an end, each with its time since the start, ms. */
  readonly arrived: (readonly [string, number])[];
  readonly pauses: boolean[];
  /** Whether the sink takes what it is given; after true, call `flow.drained`. */
  setWilling(isWilling: boolean): void;
  send(text: string): void;
  addToxic(value: { readonly type: string; readonly attributes: object }, name?: string): void;
}

/** The stage of a toxic that begins now, with a seed of its own. */
function buildTestStage(value: object, seed = 1): Stage {
  return buildStage(parseToxic(value, 'toxic'), buildGenerator(seed), performance.now());
}

function createTestFlow(seed = 1): TestFlow {
  const startMs = performance.now();
  const arrived: (readonly [string, number])[] = [];
  const pauses: boolean[] = [];
  let isWilling = true;
  const note = (piece: Piece | { readonly kind: string }) => {
    const text = 'bytes' in piece ? piece.bytes.toString('latin1') : piece.kind;
    arrived.push([text, performance.now() - startMs]);
  };
  const flow = createFlow({
    setPaused: (isPaused) => void pauses.push(isPaused),
    deliver(piece) {
      note(piece);
      if (piece.kind === 'reset' || piece.kind === 'close') flow.stop();
      return isWilling;
    },
    meetFate(kind) {
      note({ kind: `fate ${kind}` });
      flow.stop();
    },
  });
  return {
    flow,
    arrived,
    pauses,
    setWilling(willing) {
      isWilling = willing;
    },
    send: (text) => flow.receive({ kind: 'bytes', bytes: Buffer.from(text, 'latin1') }),
    addToxic: (value, name = value.type) => flow.setStage(name, buildTestStage(value, seed)),
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const textOf = ({ arrived }: TestFlow) => arrived.map(([text]) => text).join('');
const wait = (ms: number) => void vi.advanceTimersByTime(ms);
const blackHole = { type: 'timeout', attributes: { timeout: 0 } };
const latency = (ms: number, jitter = 0) => ({
  type: 'latency',
  attributes: { latency: ms, jitter },
});

describe('a flow', () => {
  test('hands everything on at once where it has no stage', () => {
    const made = createTestFlow();
    made.send('a');
    made.flow.receive({ kind: 'end' });
    expect(made.arrived).toEqual([
      ['a', 0],
      ['end', 0],
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('pauses its source where the sink is full, and goes on in order', () => {
    const made = createTestFlow();
    made.setWilling(false);
    for (const text of 'abc') made.send(text);
    expect(textOf(made)).toBe('a');
    expect(made.pauses).toEqual([true]);
    made.setWilling(true);
    made.flow.drained();
    expect(textOf(made)).toBe('abc');
    expect(made.pauses).toEqual([true, false]);
  });

  test('lets a reset overtake what a full sink has not taken', () => {
    const made = createTestFlow();
    made.setWilling(false);
    for (const text of 'abc') made.send(text);
    made.flow.receive({ kind: 'reset' });
    expect(textOf(made)).toBe('areset');
  });

  test('holds about 1 MiB and then reads no more, also of single bytes', () => {
    for (const size of [1, 1_000, 65_536]) {
      const made = createTestFlow();
      made.addToxic(blackHole);
      let sentBytes = 0;
      for (; made.pauses.at(-1) !== true; sentBytes += size) made.send('x'.repeat(size));
      expect(sentBytes).toBeLessThanOrEqual(1_048_576 + size);
      made.flow.setStage('timeout', undefined);
      expect(made.pauses).toEqual([true, false]);
      expect(textOf(made)).toHaveLength(sentBytes);
    }
  });

  test('drops what it holds when stopped, lets its source run dry and leaves no timer', () => {
    const made = createTestFlow();
    made.addToxic(latency(10));
    made.setWilling(false);
    made.send('a');
    wait(10);
    made.send('b');
    made.flow.stop();
    made.send('c');
    made.flow.drained();
    expect(textOf(made)).toBe('a');
    expect(made.pauses).toEqual([true, false]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the toxic', () => {
  test('latency delays each piece alike and does not add up', () => {
    const made = createTestFlow();
    made.addToxic(latency(100));
    for (const text of 'abc') {
      made.send(text);
      wait(10);
    }
    made.flow.receive({ kind: 'end' });
    wait(200);
    expect(made.arrived).toEqual([
      ['a', 100],
      ['b', 110],
      ['c', 120],
      ['end', 130],
    ]);
  });

  test('latency with jitter stays within it and lets nothing overtake', () => {
    const made = createTestFlow();
    made.addToxic(latency(50, 40));
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    for (const text of letters) {
      made.send(text);
      wait(5);
    }
    wait(200);
    expect(textOf(made)).toBe(letters);
    const delays = made.arrived.map(([, atMs], index) => atMs - 5 * index);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(10);
    // One that was drawn late holds those behind it up, so that the bound is that of the slowest.
    expect(Math.max(...delays)).toBeLessThanOrEqual(91);
    expect(new Set(delays).size).toBeGreaterThan(5);
  });

  test('bandwidth lets no more through than the rate, and all of it in the end', () => {
    const made = createTestFlow();
    made.addToxic({ type: 'bandwidth', attributes: { rate: 2 } });
    made.send('x'.repeat(1_000));
    made.send('y'.repeat(1_000));
    let passedBytes = 0;
    wait(2_000);
    for (const [text, atMs] of made.arrived) {
      passedBytes += text.length;
      expect(passedBytes).toBeLessThanOrEqual(2 * atMs);
    }
    expect(passedBytes).toBe(2_000);
    expect(made.arrived.at(-1)?.[1]).toBe(1_000);
    // A pause gives no credit.
    made.send('z'.repeat(100));
    wait(49);
    expect(textOf(made).split('z').length - 1).toBeLessThan(100);
    wait(1);
    expect(textOf(made).split('z').length - 1).toBe(100);
  });

  test('slow_close delays the end alone', () => {
    const made = createTestFlow();
    made.addToxic({ type: 'slow_close', attributes: { delay: 70 } });
    made.send('a');
    made.flow.receive({ kind: 'end' });
    wait(100);
    expect(made.arrived).toEqual([
      ['a', 0],
      ['end', 70],
    ]);
  });

  test('timeout 0 holds bytes and end for ever, and lets them go on once removed', () => {
    const made = createTestFlow();
    made.addToxic(blackHole);
    for (const text of 'ab') made.send(text);
    made.flow.receive({ kind: 'end' });
    wait(1_000_000);
    expect(made.arrived).toEqual([]);
    made.flow.setStage('timeout', undefined);
    expect(textOf(made)).toBe('abend');
  });

  test('timeout above 0 closes after that time, with nothing let through', () => {
    const made = createTestFlow();
    made.addToxic({ type: 'timeout', attributes: { timeout: 30 } });
    made.send('a');
    wait(100);
    expect(made.arrived).toEqual([['fate close', 30]]);
  });

  test('reset_peer resets after its time, at once with 0, whatever a black hole before it holds', () => {
    const made = createTestFlow();
    made.addToxic(blackHole);
    made.addToxic({ type: 'reset_peer', attributes: { timeout: 20 } });
    made.send('a');
    wait(100);
    expect(made.arrived).toEqual([['fate reset', 20]]);
    const atOnce = createTestFlow();
    atOnce.addToxic({ type: 'reset_peer', attributes: {} });
    expect(atOnce.arrived).toEqual([['fate reset', 0]]);
  });

  test('slicer cuts into sizes of its range, with pauses between', () => {
    const made = createTestFlow();
    const attributes = { average_size: 10, size_variation: 4, delay: 3_000 };
    made.addToxic({ type: 'slicer', attributes });
    made.send('x'.repeat(500));
    wait(1_000);
    const sizes = made.arrived.map(([text]) => text.length);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(500);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(14);
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThanOrEqual(6);
    expect(new Set(sizes).size).toBeGreaterThan(3);
    expect(made.arrived.map(([, atMs]) => atMs)).toEqual(sizes.map((_, index) => 3 * index));
  });

  test('limit_data lets exactly so many bytes through and closes', () => {
    const made = createTestFlow();
    made.addToxic({ type: 'limit_data', attributes: { bytes: 5 } });
    for (const text of ['abc', 'def', 'ghi']) made.send(text);
    expect(made.arrived.map(([text]) => text)).toEqual(['abc', 'de', 'close']);
  });
});

test('a toxic that is updated keeps its place and what it held', () => {
  const made = createTestFlow();
  made.addToxic(blackHole, 'hole');
  made.send('a');
  made.addToxic(latency(10), 'behind');
  made.addToxic(latency(5), 'hole');
  wait(14);
  expect(made.arrived).toEqual([]);
  wait(1);
  expect(made.arrived).toEqual([['a', 15]]);
});

const delayToxic = fc.oneof(
  fc.record({ latency: fc.nat(50), jitter: fc.nat(60) }).map((attributes) => ({
    ...{ type: 'latency', attributes },
  })),
  fc.record({ rate: fc.integer({ min: 1, max: 50 }) }).map((attributes) => ({
    ...{ type: 'bandwidth', attributes },
  })),
  fc
    .record({ average_size: fc.integer({ min: 5, max: 40 }), size_variation: fc.nat(4) })
    .map(({ average_size, size_variation }) => ({
      ...{ type: 'slicer', attributes: { average_size, size_variation, delay: 700 } },
    })),
  fc.constant({ type: 'slow_close', attributes: { delay: 20 } }),
  fc.constant(blackHole),
);

const step = fc.oneof(
  { weight: 4, arbitrary: fc.nat(200).map((size) => ({ kind: 'send' as const, size })) },
  { weight: 3, arbitrary: fc.nat(30).map((ms) => ({ kind: 'wait' as const, ms })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('p', 'q', 'r'), delayToxic)
      .map(([name, toxic]) => ({ kind: 'add' as const, name, toxic })),
  },
  fc.constantFrom('p', 'q', 'r').map((name) => ({ kind: 'remove' as const, name })),
  fc.boolean().map((isWilling) => ({ kind: 'will' as const, isWilling })),
);

test('whatever is delayed, cut, held and healed on the way arrives whole, in order, with its end last', () => {
  const property = fc.property(fc.array(step, { maxLength: 40 }), fc.nat(), (steps, seed) => {
    const made = createTestFlow(seed);
    let sent = '';
    for (const one of steps) {
      if (one.kind === 'send') {
        const text = Array.from({ length: one.size }, (_, index) =>
          String.fromCharCode(33 + ((sent.length + index) % 90)),
        ).join('');
        sent += text;
        made.send(text);
      } else if (one.kind === 'wait') wait(one.ms);
      else if (one.kind === 'add') made.addToxic(one.toxic, one.name);
      else if (one.kind === 'remove') made.flow.setStage(one.name, undefined);
      else {
        made.setWilling(one.isWilling);
        if (one.isWilling) made.flow.drained();
      }
      expect(sent.startsWith(textOf(made))).toBe(true);
    }
    made.flow.receive({ kind: 'end' });
    made.setWilling(true);
    made.flow.drained();
    for (const name of ['p', 'q', 'r']) made.flow.setStage(name, undefined);
    expect(textOf(made)).toBe(`${sent}end`);
    expect(vi.getTimerCount()).toBe(0);
  });
  fc.assert(property, { numRuns: 300, seed: 20_260_801 });
});
