// Gates in the terminal and void groups: what failed comes first, what repeats is told once.
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { buildAA, buildComplete } from '../fixtures/documents.ts';
import { renderHtml } from '../html/page.ts';
import type { ResultDocument } from '../schema/result.ts';
import { renderGatesBlock } from './gates-block.ts';
import { renderTable } from './table.ts';
import { createPaint } from './text.ts';

const plain = createPaint(false);

test('failed gates stand above undecided ones, passed ones are only counted', () => {
  const [title = '', , ...lines] = renderGatesBlock(buildComplete(), 160, plain);
  expect(title).toMatch(/^Gates: \d+ of \d+ gates failed, \d+ undecided$/);
  const signs = lines.map((line) => line[0]).filter((sign) => sign === '✗' || sign === '?');
  expect(signs).toEqual(signs.toSorted().toReversed());
  expect(new Set(signs)).toEqual(new Set(['✗', '?']));
  expect(lines.some((line) => line.startsWith('✓'))).toBe(false);
  expect(lines.filter((line) => line.startsWith('→ ')).length).toBeGreaterThan(1);
});

test('the block fits every width and is not there without gates', () => {
  for (const width of [40, 80, 120]) {
    const lines = renderGatesBlock(buildComplete(), width, plain);
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(width);
  }
  expect(renderGatesBlock(buildAA(), 80, plain)).toEqual([]);
});

test('twelve groups void for one reason are one line, in the terminal and on the page', () => {
  const document = buildComplete();
  const voidReason = 'The host was busy.';
  const groups = Array.from({ length: 12 }, (_, index) => ({
    ...(document.groups[0] as ResultDocument['groups'][number]),
    ...{ index: index + 8, status: 'void' as const, voidReason },
  }));
  const warnings = groups.map(({ index }) => ({
    ...{ code: 'GROUP_VOID', message: `Group ${index + 1} is void: ${voidReason}` },
    advice: 'None of its figures is used; run more groups in its place.',
  }));
  const troubled = { ...document, groups: [...document.groups, ...groups], warnings };
  const line = '12 groups are void (9, 10, 11, 12, 13, 14, 15, 16, …): ';
  const text = renderTable(troubled, { widthColumns: 200, colour: false });
  expect(text.split(voidReason)).toHaveLength(2);
  expect(text).toContain(`! ${line}${voidReason}`);
  const page = renderHtml(troubled);
  expect(page.split(line)).toHaveLength(2);
});
