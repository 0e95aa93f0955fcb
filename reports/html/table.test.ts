// Every table of every kind of page, as the text that screen readers are given.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pageViews, unchanged } from '../fixtures/views.ts';
import { html } from './markup.ts';
import { numberColumn, renderTable, textColumn } from './table.ts';

const reports = join(import.meta.dirname, '..');

test('nothing but the helper writes a table', () => {
  const own = readdirSync(reports, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .filter((path) => readFileSync(join(reports, path), 'utf8').includes('<table'));
  expect(own).toEqual([join('html', 'table.ts')]);
});

test('a caption is shown where it has an address, and else for screen readers', () => {
  const table = { columns: [textColumn('a'), numberColumn('b')], body: html`<tbody></tbody>` };
  const { text } = renderTable({ ...table, caption: 'What it shows' });
  expect(text).toBe(
    '<table class="figures"><caption class="vh">What it shows</caption><thead><tr><th scope="col">a</th><th scope="col" class="n">b</th></tr></thead><tbody></tbody></table>',
  );
  expect(renderTable({ ...table, caption: 'x', captionId: 'here' }).text).toContain(
    '<caption id="here">x</caption>',
  );
});

test('where all cells are figures the table says so once, and elsewhere each cell does', () => {
  const body = html`<tr><th scope="row">v</th><td class="n">1</td><td class="n main">2</td></tr>`;
  const [name, figure, words] = [textColumn('v'), numberColumn('f'), textColumn('w')];
  const rowOf = (columns: readonly (typeof name)[]) =>
    renderTable({ caption: 'c', columns, body }).text;
  expect(rowOf([name, figure, figure])).toMatch(
    /^<table class="figures">.*<td>1<.*class="n main">2/,
  );
  expect(rowOf([name, figure, words])).toMatch(/^<table>.*<td class="n">1<.*class="n main">2/);
});

describe.each(pageViews.map((view) => [view.name, view] as const))('%s', (_, view) => {
  const page = view.render(unchanged);

  test('each table has a caption that says something', () => {
    const tables = page.split(/<table[^>]*>/).slice(1);
    expect(tables.length).toBeGreaterThan(0);
    for (const table of tables) {
      const [, caption = ''] = /^<caption[^>]*>(.*?)<\/caption>/.exec(table) ?? [];
      const text = caption.replaceAll(/<[^>]*>/g, '').trim();
      expect(text, table.slice(0, 200)).not.toBe('');
    }
  });

  test('each head of a row or a column has its scope, and a row of heads has no other cell', () => {
    const heads = page.match(/<th\b[^>]*>/g) ?? [];
    expect(heads.length).toBeGreaterThan(0);
    expect(heads.filter((head) => !/ scope="(?:col|row|rowgroup|colgroup)"/.test(head))).toEqual(
      [],
    );
    const rows = page
      .split(/<thead[^>]*>/)
      .slice(1)
      .map((rest) => rest.split('<tbody')[0] ?? '');
    expect(rows.filter((row) => /<td\b/.test(row))).toEqual([]);
  });
});
