// docs/faults.md lists every fault with every parameter, its default and its range.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faultKinds } from '../faults/catalogue.ts';
import { defaults } from '../spec/defaults.ts';

const docs = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8');

/** Rows of the table of faults by their first cell, without its marks. */
const rows = new Map(
  docs
    .slice(docs.indexOf('## Faults'))
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, name = '', how = '', parameters = '']) => [
      name.replace(/^`([^`@]+)(@…)?`.*$/, '$1'),
      { name, how, parameters },
    ]),
);

test('every fault has a row, and no row is about a fault that there is not', () => {
  expect([...rows.keys()]).toEqual(faultKinds.map(({ name }) => name));
  expect(rows.size).toBeGreaterThan(20);
});

test.each(faultKinds.map((kind) => [kind.name, kind] as const))(
  'the row of %s says its links, and each parameter with its default and range',
  (name, { links, parameters, texts }) => {
    const row = rows.get(name);
    expect(row?.name.includes('@…')).toBe(links.length > 0);
    for (const [key, { fallback, least, most }] of Object.entries(parameters))
      expect(row?.parameters).toContain(`\`${key}\` ${fallback} (${least} to ${most})`);
    for (const key of Object.keys(texts)) expect(row?.parameters).toContain(`\`${key}\``);
  },
);

test('the faults that are taken without a choice are marked', () => {
  const starred = [...rows].flatMap(([name, row]) => {
    if (!row.name.includes('★')) return [];
    const link = /\(`(@\w+)`\)/.exec(row.name)?.[1] ?? '';
    return [`${name}${link}`];
  });
  expect(starred.sort()).toEqual([...defaults.faults.inject].sort());
});
