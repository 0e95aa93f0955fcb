import { expect, test } from 'vitest';
import { parseDurationMs, parseSelection, renderSelection } from './selection.ts';

test.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['1.5h', 5_400_000],
])('%s is %i ms', (text, expected) => {
  expect(parseDurationMs('--budget', text)).toBe(expected);
});

test.each(['10', '0s', '-5m', '5 m', 'm', '1d'])('%j is no time', (text) => {
  expect(() => parseDurationMs('--budget', text)).toThrow(/--budget takes a time/);
});

test.each([['0'], ['1.5'], ['-1'], ['1e3'], ['']])('%j is no number of groups', (groups) => {
  expect(() => parseSelection({ groups })).toThrow(/--groups takes a whole number/);
});

test('the reproduction line selects the same again, quoted for a shell', () => {
  const selection = parseSelection({
    ...{ preset: 'demo', variant: ['cache=*,threads=single', 'index=none'], scenario: ["o'hara"] },
    ...{ groups: '8', seed: '3', budget: '2m' },
  });
  expect(renderSelection('my config.mts', selection)).toBe(
    "--config 'my config.mts' --preset demo --variant 'cache=*,threads=single' --variant index=none --scenario 'o'\\''hara' --groups 8 --seed 3 --budget 120s",
  );
});
