// A sweep is held to the same counting rules as a run.
import { expect, test } from 'vitest';
import type { SweepSliceRecord } from '../../measurement/records.ts';
import { buildSweepCurve } from './curve.ts';
import { judgeSweepValidity, listSweepWarnings } from './warnings.ts';

const counts = {
  scheduled: 100,
  succeeded: 90,
  failed: 4,
  timedOut: 3,
  inFlightAtEnd: 2,
  dropped: 1,
};

function sliceOf(change: Partial<SweepSliceRecord> = {}): SweepSliceRecord {
  return {
    ...{
      kind: 'sweep-slice',
      group: 0,
      scenario: 's',
      variantId: 'a',
      position: 0,
      step: 'ladder',
    },
    ...{ rateRps: 250, drainMs: 5, durationMs: 1_000, windowUs: 1_000_000, counts },
    ...{ failureReasons: { ECONNRESET: 4 }, checkedBodies: 0, wrongBodies: 0, caveats: [] },
    measurement: { variantId: 'a', sendLateness: undefined, routes: [] },
    ...{ generatorCpuRatio: undefined, foreignCpuRatio: undefined, stealRatio: undefined },
    ...change,
  };
}

const judge = (...slices: readonly SweepSliceRecord[]) => judgeSweepValidity(slices);
const warn = (...slices: readonly SweepSliceRecord[]) => {
  const curve = buildSweepCurve('a', [], { latencyP99Us: undefined, successRatio: 0.999 });
  return listSweepWarnings(
    curve,
    { slices, capacities: [], uses: [] },
    {
      ...{ generatorCpuRatio: 1, maxRateRps: 20_000 },
    },
  );
};

test.each([
  ['every answer that arrived', 90, 'valid'],
  ['all that may have arrived', 99, 'valid'],
  ['one answer too few', 89, 'invalid'],
  ['one request too many', 100, 'invalid'],
])('a service that counted %s makes the sweep as sound as a run', (_, counted, status) => {
  const slices = [
    sliceOf({ serviceCountedRequests: counted }),
    sliceOf({ serviceCountedRequests: 95 }),
  ];
  expect(judge(...slices).status).toBe(status);
  const found = warn(...slices).filter(({ code }) => code === 'COUNTER_DISAGREES');
  expect(found).toHaveLength(status === 'invalid' ? 1 : 0);
});

test('a request that timed out at one rate may be counted at the next of the same processes, once', () => {
  const first = sliceOf({ serviceCountedRequests: 90 });
  const second = sliceOf({ position: 1, serviceCountedRequests: 108 });
  // 9 ends of the first slice were not seen: 99 of its own and those 9 are the most.
  expect(judge(second, first).status).toBe('valid');
  expect(judge(first, { ...second, serviceCountedRequests: 109 }).status).toBe('invalid');
  expect(judge(first, { ...second, group: 1 }).status).toBe('invalid');
  const third = sliceOf({ position: 2, serviceCountedRequests: 100 });
  expect(judge(first, second, third).status).toBe('invalid');
});

test('the reason names slices, size and variant, the warning the rates', () => {
  const slices = [
    sliceOf({ serviceCountedRequests: 95 }),
    sliceOf({ group: 1, serviceCountedRequests: 103, rateRps: 500 }),
  ];
  const failed = judge(...slices).checks.filter(({ status }) => status === 'failed');
  expect(failed.map(({ detail }) => detail.text)).toEqual([
    'The service counted the same requests as the driver in 1 of 2 slices (no count in 0); largest unexplained difference: 4 of 100 requests (a).',
  ]);
  expect(warn(...slices)[0]?.message?.text).toContain(
    '1 of 2 slices, by up to 4 requests (at 500 requests/s)',
  );
});

test('requests that do not add up make it invalid', () => {
  expect(judge(sliceOf({ counts: { ...counts, scheduled: 101 } })).status).toBe('invalid');
});

test('records of older sweeps have no count: that is a warning, not a fault', () => {
  const { status, checks } = judge(sliceOf());
  expect(status).toBe('valid');
  expect(checks.map((check) => check.status)).toEqual(['ok', 'warning']);
});
