// All that is asked of the CRM, its guide and its README name the same levels and scenarios.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import config from '../loadstone.crm.mts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8');
const guide = read('docs/crm.md');

const levelsOf = (factor: string) => Object.keys(config.factors?.[factor]?.levels ?? {});

test.each([
  ['workflow', 6],
  ['code', 6],
  ['index', 6],
  ['delivery', 4],
] as const)('docs/crm.md tells of every level of %s', (factor, fewest) => {
  const levels = levelsOf(factor).filter((level) => level !== 'usual');
  expect(levels.length).toBeGreaterThanOrEqual(fewest);
  expect(levels.filter((level) => !guide.includes(`\`${level}\``))).toEqual([]);
});

test('docs/crm.md tells of every scenario and every preset of one axis', () => {
  const names = [...Object.keys(config.scenarios), 'workflow', 'code', 'index', 'pages'];
  expect(names.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});

test('server/README.md tells of every level that the config sets', () => {
  const text = read('server/README.md');
  for (const factor of ['index', 'workflow', 'delivery']) {
    for (const level of levelsOf(factor)) expect(text).toContain(level);
  }
});

test('a preset is about one axis and leaves the others as usual, or names its variants', () => {
  const factors = Object.keys(config.factors ?? {});
  for (const [name, { design, levels }] of Object.entries(config.presets ?? {})) {
    if (design !== undefined) continue;
    const others = factors.filter((factor) => factor !== name);
    expect(Object.keys(levels ?? {}).toSorted(), name).toEqual(others.toSorted());
    expect(Object.values(levels ?? {}).map((kept) => kept.length)).toEqual(others.map(() => 1));
  }
});
