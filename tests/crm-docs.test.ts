// All that is asked of the CRM, its guide and its README name the same levels and scenarios.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import config from '../loadstone.crm.mts';
import sessions from '../loadstone.sessions.mts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8');
const guide = read('docs/crm.md');

const levelsOf = (factor: string) => Object.keys(config.factors?.[factor]?.levels ?? {});

test.each(['workflow', 'code', 'index'])('docs/crm.md tells of every level of %s', (factor) => {
  const levels = levelsOf(factor).filter((level) => level !== 'usual');
  expect(levels.length).toBeGreaterThan(5);
  expect(levels.filter((level) => !guide.includes(`\`${level}\``))).toEqual([]);
});

test('docs/crm.md and server/README.md tell of every level of sessions, and of what plays them', () => {
  const names = Object.keys(sessions.factors?.session?.levels ?? {});
  expect(names.length).toBeGreaterThan(2);
  const all = [...names, ...Object.keys(sessions.scenarios)];
  expect(all.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  for (const name of names) expect(read('server/README.md')).toContain(name);
});

test('docs/crm.md tells of every scenario and every preset of one axis', () => {
  const names = [...Object.keys(config.scenarios), 'workflow', 'code', 'index'];
  expect(names.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});

test('server/README.md tells of every level that the config sets', () => {
  const text = read('server/README.md');
  for (const factor of ['index', 'workflow']) {
    for (const level of levelsOf(factor)) expect(text).toContain(level);
  }
});

test('a preset is about one axis and leaves the others as usual', () => {
  const factors = Object.keys(config.factors ?? {});
  for (const [name, { levels }] of Object.entries(config.presets ?? {})) {
    const others = factors.filter((factor) => factor !== name);
    expect(Object.keys(levels ?? {}).toSorted(), name).toEqual(others.toSorted());
    expect(Object.values(levels ?? {}).map((kept) => kept.length)).toEqual(others.map(() => 1));
  }
});
