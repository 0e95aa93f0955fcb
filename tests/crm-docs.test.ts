// All that is asked of the CRM, its guide and its README name the same levels and scenarios. `-u` behind the file writes
// the table of the working day anew.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import config from '../loadstone.crm.mts';
import sessions from '../loadstone.sessions.mts';
import { roles, type Step } from '../scenarios/crm/people.ts';

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

test('docs/crm.md and server/README.md tell of every level of sessions, and of what plays them', () => {
  const names = Object.keys(sessions.factors?.session?.levels ?? {});
  expect(names.length).toBeGreaterThan(2);
  const all = [...names, ...Object.keys(sessions.scenarios)];
  expect(all.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  for (const name of names) expect(read('server/README.md')).toContain(name);
});

test('docs/crm.md tells of every scenario and every preset of one axis', () => {
  const presets = Object.keys(config.presets ?? {});
  const names = [...Object.keys(config.scenarios), ...presets];
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
  for (const [name, { design, levels = {} }] of Object.entries(config.presets ?? {})) {
    if (design !== undefined) continue;
    // Of its own axis it may keep fewer, and two axes have two names.
    const own = factors.filter((factor) => name.split('-').includes(factor));
    const others = factors.filter((factor) => !own.includes(factor));
    expect(own.length, name).toBeGreaterThan(0);
    expect(
      others.map((factor) => levels[factor]?.length),
      name,
    ).toEqual(others.map(() => 1));
  }
});

function renderStep({ route, chance = 1, times = 1 }: Step): string {
  const often = chance < 1 ? `${Math.round(chance * 100)} % ` : '';
  return `${often}\`${route}\`${times > 1 ? ` × ${times}` : ''}`;
}

test('docs/crm.md tells who does what in a working day', async () => {
  const header = '| role | task | a day | steps |\n|---|---|--:|---|\n';
  const start = guide.indexOf(header) + header.length;
  expect(start).toBeGreaterThan(header.length);
  const rows = roles.flatMap(({ name, people, tasks }) =>
    tasks.map(
      ({ name: task, perDay, steps }, at) =>
        `| ${at === 0 ? `${name} (${people})` : ''} | ${task} | ${perDay} | ${steps.map(renderStep).join(', ')} |\n`,
    ),
  );
  const rest = guide.slice(guide.indexOf('\n\n', start - 1) + 1);
  const path = join(import.meta.dirname, '../docs/crm.md');
  await expect(guide.slice(0, start) + rows.join('') + rest).toMatchFileSnapshot(path);
});
