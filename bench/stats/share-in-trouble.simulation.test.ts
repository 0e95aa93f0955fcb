// How often the share of launches in trouble, and a mean above a limit, are told wrongly.
import { expect, it } from 'vitest';
import { computeMeanExceedanceP, judgeShare } from './share-in-trouble.ts';
import { buildUniform } from './test-noise.ts';

const looks = [8, 12, 18, 27];

it.each(['group-sequential', 'anytime'] as const)('%s: simulated at the limit', (kind) => {
  const uniform = buildUniform(11);
  const rule = { kind, looks, mostRatio: 0.3, passAlpha: 0.05, failAlpha: 0.05 };
  const seen = kind === 'anytime' ? Array.from({ length: 60 }, (_, n) => n + 1) : looks;
  let [within, beyond] = [0, 0];
  const runs = kind === 'anytime' ? 400 : 2_000;
  for (let run = 0; run < runs; run += 1) {
    const draws = Array.from({ length: 60 }, () => uniform() < 0.3);
    const verdicts = seen.map((groups) => {
      const inTrouble = draws.slice(0, groups).filter(Boolean).length;
      return judgeShare({ groups, inTrouble, unknown: 0 }, rule);
    });
    if (verdicts.includes('within')) within += 1;
    if (verdicts.includes('beyond')) beyond += 1;
  }
  expect(within / runs).toBeLessThan(0.065);
  expect(beyond / runs).toBeLessThan(0.065);
  expect(within + beyond).toBeGreaterThan(0);
});

it('errs rarely where the mean is just the limit, in bursts or not', () => {
  const uniform = buildUniform(5);
  for (const [chance, size] of [
    [0.01, 0.1],
    [0.5, 0.002],
  ] as const) {
    let wrong = 0;
    for (let run = 0; run < 1_000; run += 1) {
      const values = Array.from({ length: 27 }, () => (uniform() < chance ? size : 0));
      const isWrong = looks.some(
        (groups) => computeMeanExceedanceP(values.slice(0, groups), chance * size) <= 0.05,
      );
      if (isWrong) wrong += 1;
    }
    expect(wrong / 1_000).toBeLessThan(0.06);
  }
});
