import { expect, test } from 'vitest';
import { defaults } from '../spec/defaults.ts';
import { computeClockJumpMs, judgeGroup } from './group-verdict.ts';

const start = { wallClock: '2026-01-01T00:00:00.000Z', monotonicMs: 5_000 };

test.each([
  ['goes on evenly', '2026-01-01T00:01:00.000Z', 65_000, 0],
  ['is set forward by a second', '2026-01-01T00:01:01.000Z', 65_000, 1_000],
  ['is set back by an hour', '2025-12-31T23:01:00.000Z', 65_000, -3_600_000],
  ['goes on while the machine sleeps', '2026-01-01T02:00:00.000Z', 65_000, 7_140_000],
])('a wall clock that %s shows against the monotonic one', (_, wallClock, monotonicMs, jumpMs) => {
  expect(computeClockJumpMs(start, { wallClock, monotonicMs })).toBe(jumpMs);
});

test('a clock that gives no time is not known, not steady', () => {
  expect(computeClockJumpMs(start, { wallClock: 'noon', monotonicMs: 6_000 })).toBeUndefined();
});

test('a jump either way beyond the limit voids the group with both figures', () => {
  const host = { foreignCpuRatio: 0 };
  for (const jumpMs of [501, -501]) {
    const reason = judgeGroup(host, jumpMs, defaults.limits)?.text;
    expect(reason).toContain(`${jumpMs} ms`);
    expect(reason).toContain('500 ms');
  }
  expect(judgeGroup(host, 500, defaults.limits)).toBeUndefined();
  expect(judgeGroup(host, undefined, defaults.limits)).toBeUndefined();
});

test('foreign load beyond the limit voids the group', () => {
  expect(judgeGroup({ foreignCpuRatio: 0.26 }, 0, defaults.limits)?.text).toContain('26%');
  expect(judgeGroup({ foreignCpuRatio: 0.25 }, 0, defaults.limits)).toBeUndefined();
});
