// The default experiment, its guide and its README name the same levels and scenarios.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import config from '../loadstone.config.mts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8');
const guide = read('docs/crm.md');

const levelsOf = (factor: string) => Object.keys(config.factors?.[factor]?.levels ?? {});

test.each(['workflow', 'code', 'index'])('docs/crm.md tells of every level of %s', (factor) => {
  const levels = levelsOf(factor).filter((level) => level !== 'usual');
  expect(levels.length).toBeGreaterThan(5);
  expect(levels.filter((level) => !guide.includes(`\`${level}\``))).toEqual([]);
});

test('docs/crm.md tells of every scenario and every preset of one axis', () => {
  const names = [...Object.keys(config.scenarios), 'caching', 'workflow', 'code', 'index'];
  expect(names.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});

test('server/README.md tells of every level that the config sets', () => {
  const text = read('server/README.md');
  for (const factor of ['index', 'workflow']) {
    for (const level of levelsOf(factor)) expect(text).toContain(level);
  }
});

test('a preset leaves no axis by chance: it names every one, or means all of it', () => {
  const factors = Object.keys(config.factors ?? {});
  const ofOneAxis = new Set(['workflow', 'code', 'index', 'caching', 'ci']);
  for (const [name, { levels, design }] of Object.entries(config.presets ?? {})) {
    if (typeof design === 'object' && 'variants' in design) continue;
    const free = factors.filter((factor) => levels?.[factor] === undefined);
    if (!ofOneAxis.has(name))
      expect([name, free.filter((factor) => factor !== 'cache')]).toEqual([name, []]);
  }
});
