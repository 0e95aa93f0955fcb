// All scenarios together in a terminal: every metric in any width, columns straight, nothing where nothing may be said.
import { expect, test } from 'vitest';
import type { ResultDocument } from '../document/result.ts';
import { buildInvalid } from '../fixtures/documents.ts';
import { buildRich } from '../fixtures/rich-document.ts';
import { renderTable } from './table.ts';
import { measureWidth } from './text.ts';

function renderOverall(document: ResultDocument, widthColumns: number): string[] {
  const lines = renderTable(document, { widthColumns, colour: false }).split('\n');
  const from = lines.indexOf('Over all scenarios');
  return from < 0 ? [] : lines.slice(from, lines.indexOf('', from));
}

test('a row has the difference of every metric with its verdict, at 160 columns with its interval', () => {
  const narrow = renderOverall(buildRich(), 80);
  expect(narrow.find((line) => line.startsWith('index = fk'))).toMatch(
    /^index = fk +4\.1× ▲ +−75% ▲ +−75% ▲ +−75% ▲ +−61% ▲$/,
  );
  expect(narrow.join(' ')).toContain('Left out at 80 columns: the intervals.');
  const wide = renderOverall(buildRich(), 160);
  expect(wide.find((line) => line.startsWith('threads = pool'))).toMatch(
    /−1\.6% \[−2\.5%, \+0\.5%\] =.*\+1\.4% \[\+0\.7%, \+2\.1%\] =$/,
  );
  expect(wide.join(' ')).not.toContain('Left out');
});

test.each([40, 80, 160])(
  'at %i columns all rows end in one column, Chinese names included',
  (width) => {
    const document = buildRich();
    const variants = document.variants.map((variant, at) =>
      at === 1 ? { ...variant, label: '多进程集群（每核一个）· 内存缓存 · 单线程' } : variant,
    );
    const rows = renderOverall({ ...document, variants }, width).filter((line) =>
      /[%×\]] [▲▼=?]$/.test(line),
    );
    expect(rows).toHaveLength(document.overall.length);
    expect(rows.some((line) => line.startsWith('多进程'))).toBe(true);
    expect(new Set(rows.map(measureWidth)).size).toBe(1);
    expect(Math.max(...rows.map(measureWidth))).toBeLessThanOrEqual(width);
  },
);

test('with one scenario or in an invalid run there is none', () => {
  const document = buildRich();
  expect(renderOverall({ ...document, overall: [] }, 80)).toEqual([]);
  expect(renderOverall({ ...document, validity: buildInvalid().validity }, 80)).toEqual([]);
});
