// What is told of a warm-up: what was asked for and what was sent.
import { expect, test } from 'vitest';
import type { WarmupRecord } from '../measurement/records.ts';
import type { WarmupSettings } from '../spec/experiment.ts';
import { playWarmup } from './test-warmup.ts';
import { describeWarmup } from './warmup-note.ts';

const services = { slow: () => 800, fast: () => 4_000 };

async function tell(
  warmup: WarmupSettings,
  options: { readonly minSliceMs?: number; readonly calibratedRequests?: number } = {},
): Promise<string> {
  const { record } = await playWarmup({ services, warmup, ...options });
  return describeWarmup(record as WarmupRecord, warmup);
}

test('where a round sends more than was asked for, both numbers are told', async () => {
  const asked = { requests: 200, untilSteady: false, maxMs: 6_000 };
  expect(await tell(asked)).toMatch(
    /^browse: warm-up of \d{3} requests for each variant, as asked for$/,
  );
  expect(await tell(asked, { minSliceMs: 1_000 })).toMatch(
    /^browse: warm-up of [78]\d\d requests for each variant, where 200 were asked for: one round sends more$/,
  );
});

test('other ends are told as such', async () => {
  const usual = { requests: 1_000, untilSteady: true, maxMs: 6_000 };
  expect(await tell(usual)).toMatch(/, until all variants were steady$/);
  expect(await tell(usual, { calibratedRequests: 1_500 })).toMatch(
    /, as many as an earlier one took$/,
  );
  expect(await tell({ ...usual, requests: 9_000, untilSteady: false, maxMs: 300 })).toMatch(
    /, until the time for it was over$/,
  );
});
