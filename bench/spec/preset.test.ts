// Tests of laying a preset over a config.
import { expect, test } from 'vitest';
import { applyPreset, findPreset } from './preset.ts';
import { sampleConfig } from './sample-config.ts';

test('keys of the preset replace those of the config', () => {
  const config = { ...sampleConfig, groups: 8, design: 'full' as const };
  const chosen = applyPreset(config, { groups: 3, design: { variants: { a: {} } } });
  expect(chosen.groups).toBe(3);
  expect(chosen.design).toEqual({ variants: { a: {} } });
  expect(chosen.name).toBe(config.name);
});

test('slices and limits are merged key by key', () => {
  const config = { ...sampleConfig, slices: { sliceMs: 500, warmupMs: 10 } };
  expect(applyPreset(config, { slices: { sliceMs: 300 } }).slices).toEqual({
    sliceMs: 300,
    warmupMs: 10,
  });
});

test('a warm-up is merged key by key, too; none is made up', () => {
  const config = { ...sampleConfig, warmup: { requests: 500 } };
  expect(applyPreset(config, { warmup: { maxMs: 10 } }).warmup).toEqual({
    ...{ requests: 500, maxMs: 10 },
  });
  expect(applyPreset(sampleConfig, {}).warmup).toBeUndefined();
});

test('a preset that measures cold leaves out the warm-up of the config, not its own', () => {
  const slices = { sliceMs: 500, warmupMs: 10, dropFirstMs: 100 };
  const config = { ...sampleConfig, slices, warmup: { requests: 500 } };
  const cold = applyPreset(config, { phase: 'cold' });
  expect(cold.slices).toEqual({ sliceMs: 500 });
  expect(cold).not.toHaveProperty('warmup');
  expect(applyPreset(config, { phase: 'cold', warmup: { maxMs: 1 } }).warmup).toEqual({ maxMs: 1 });
});

test('scenarios and levels are kept as named, in the order of the config', () => {
  const chosen = applyPreset(sampleConfig, {
    scenarios: ['list'],
    levels: { cache: ['redis', 'none'] },
  });
  expect(Object.keys(chosen.scenarios)).toEqual(['list']);
  expect(Object.keys(chosen.factors?.cache?.levels ?? {})).toEqual(['none', 'redis']);
  expect(Object.keys(chosen.factors?.threads?.levels ?? {})).toEqual(['single', 'cluster']);
});

test('an unknown preset is refused with the one that was meant', () => {
  expect(findPreset(sampleConfig, 'quick')).toBe(sampleConfig.presets?.quick);
  for (const name of ['quik', 'toString']) {
    expect(() => findPreset(sampleConfig, name)).toThrow(
      expect.objectContaining({ code: 'SELECTION_UNKNOWN', exitCode: 2 }),
    );
  }
  expect(() => findPreset(sampleConfig, 'quik')).toThrow(/did you mean "quick"/);
});

test('a preset whose loads are all closed visits no pages of the config, but its own are refused', () => {
  const pages = { list: { home: { path: '/', shows: 'h1' } } };
  const config = { ...sampleConfig, pages };
  expect(applyPreset(config, { loads: [{ kind: 'closed' }] })).not.toHaveProperty('pages');
  expect(applyPreset(config, { loads: [{ kind: 'open', rateRps: 9 }] }).pages).toBe(pages);
  expect(applyPreset(config, {}).pages).toBe(pages);
  expect(applyPreset(sampleConfig, { loads: [{ kind: 'closed' }], pages }).pages).toBe(pages);
});
