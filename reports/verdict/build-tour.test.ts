// A chapter says what its run says, and one without a result never reads like one with a finding.
import { expect, test } from 'vitest';
import type { TourChapter } from '../document/tour.ts';
import { readDocument } from '../document/versions.ts';
import { renderTourMarkdown } from '../exports/tour-markdown.ts';
import { buildTour, buildTourRuns } from '../fixtures/tour-document.ts';
import { renderTourPage } from '../html/tour-page.ts';
import { say } from '../terminal/say.ts';
import { renderTourTable } from '../terminal/tour-table.ts';
import {
  describeChapterCaveats,
  describeCosts,
  describeReasons,
  describeTour,
  titleChapter,
} from './build-tour.ts';

const tour = buildTour();
function findChapter(id: string): TourChapter {
  const chapter = tour.chapters.find((one) => one.id === id);
  if (chapter === undefined) throw new Error(`no chapter ${id}`);
  return chapter;
}
const title = (id: string) => say(titleChapter(findChapter(id)));

test('the summary counts every chapter once', () => {
  expect(say(describeTour(tour))).toBe(
    '8 of 12 claims tested: 3 shown to help, 1 without a difference, 2 undecided, 1 invalid, 1 with wrong data, 4 without a result.',
  );
});

test('each verdict has its sentence, with effect, interval and baseline where there is one', () => {
  expect(title('cache')).toBe(
    'index = composite: throughput 8.3× (95% interval 8.2× to 8.5×) against cache = none, threads = single, index = none, in browse.',
  );
  expect(title('same')).toMatch(/^No difference found within ±5%: throughput of /);
  expect(title('open')).toMatch(/^Undecided after 8 groups: throughput of /);
  expect(title('invalid')).toBe('No conclusion: its run is invalid.');
  expect(title('wrong')).toBe('No conclusion: responses or data were wrong.');
});

test('nothing is claimed of a chapter without a result, and its reason is told', () => {
  for (const id of ['failed', 'left-out', 'pending', 'hardware']) {
    const chapter = findChapter(id);
    expect(title(id), id).toMatch(/^No(t measured| result)/);
    expect(describeReasons(chapter).map(say).join(), id).not.toBe('');
    expect(describeChapterCaveats(chapter), id).toEqual([]);
  }
});

test('an invalid run has reasons and no cost', () => {
  const { finding } = findChapter('invalid');
  if (finding === null) throw new Error('no finding');
  expect(describeCosts(finding)).toEqual([]);
  expect(describeReasons(findChapter('invalid')).length).toBeGreaterThan(0);
});

test('page, terminal and Markdown say the same sentence of each chapter', () => {
  const page = renderTourPage(tour, buildTourRuns());
  const table = renderTourTable(tour, { widthColumns: 400, colour: false });
  const markdown = renderTourMarkdown(tour, 'en');
  for (const { id } of tour.chapters) {
    expect(table).toContain(title(id));
    const words = title(id).split(/[^\w% ]/)[0] ?? '';
    expect(page).toContain(words);
    expect(markdown).toContain(words);
  }
  expect(renderTourMarkdown(tour, 'zh')).toContain('## 缓存 × 索引');
  const scenarios = [...buildTourRuns().results.values()].flatMap((one) => one.scenarios);
  expect(page.match(/<table class="decision"/g)).toHaveLength(scenarios.length);
});

test('a document whose verdict is that of no row, or that finds where nothing was measured, is refused', () => {
  const damage = (id: string, change: (chapter: TourChapter) => object) => ({
    ...tour,
    chapters: tour.chapters.map((one) => (one.id === id ? { ...one, ...change(one) } : one)),
  });
  const bad = [
    damage('open', ({ finding }) => ({ finding: { ...finding, verdict: 'better' } })),
    damage('failed', () => ({ finding: findChapter('open').finding })),
    damage('cache', () => ({ status: 'failed' })),
    damage('cache', () => ({ id: 'same' })),
    damage('cache', ({ run }) => ({ run: { ...run, page: 'javascript:alert(1)' } })),
  ];
  for (const document of bad) expect(() => readDocument('tour', document)).toThrow();
});
