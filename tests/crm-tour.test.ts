// The tour of the CRM: a right config, whose chapters name presets that there are, in the config that they are of.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { findConfigProblems } from '../bench/spec/config-problems.ts';
import type { LoadstoneConfig } from '../bench/spec/config-schema.ts';
import { applyPreset, findPreset } from '../bench/spec/preset.ts';
import { findTour } from '../bench/spec/resolve-tour.ts';
import config from '../loadstone.tour.mts';

const root = join(import.meta.dirname, '..');

async function findConfig(path: string | undefined): Promise<LoadstoneConfig> {
  if (path === undefined) return config;
  const { default: other } = await import(pathToFileURL(join(root, path)).href);
  return other;
}

test('the config is right, whatever its presets are laid over', () => {
  expect(findConfigProblems(config).problems).toEqual([]);
});

test.each([true, false])('each chapter compares something (quick: %s)', async (isQuick) => {
  const { chapters } = findTour(config.tours ?? {}, undefined, isQuick);
  const measured = chapters.flatMap(({ id, run }) => (run === null ? [] : [{ id, run }]));
  expect(measured.length).toBeGreaterThan(7);
  for (const { id, run } of measured) {
    const own = await findConfig(run.config);
    const chosen = applyPreset(own, findPreset(own, run.preset ?? ''));
    const { design } = chosen;
    const named = typeof design === 'object' ? Object.keys(design.variants ?? {}).length : 0;
    const crossed = Object.values(chosen.factors ?? {}).reduce(
      (product, { levels }) => product * Object.keys(levels).length,
      1,
    );
    expect(named > 0 ? named : crossed, id).toBeGreaterThan(1);
    for (const [factor, level] of Object.entries(chosen.baseline ?? {}))
      expect(Object.keys(chosen.factors?.[factor]?.levels ?? {}), `${id} ${factor}`).toContain(
        level,
      );
  }
});

test('a title, a claim and a reason are there in both languages', () => {
  for (const { chapters, title, description } of Object.values(config.tours ?? {}))
    for (const text of [
      title,
      description,
      ...chapters.flatMap((one) => [
        one.title,
        one.claim,
        one.source,
        one.notMeasured ?? one.title,
      ]),
    ])
      expect(typeof text === 'object' && text.zh).toMatch(/\p{Script=Han}/u);
});
