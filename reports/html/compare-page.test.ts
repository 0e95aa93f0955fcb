import { expect, test } from 'vitest';
import { quoteText } from '../document/messages/message.ts';
import { buildComparedRuns, comparedEffect, replaceEffects } from '../fixtures/compared-runs.ts';
import { renderComparePage } from './compare-page.ts';

test('the page says what changed, draws both runs on one axis, and lists what differs', () => {
  const page = renderComparePage(buildComparedRuns());
  expect(page).toContain('Other Node version, other commit.');
  expect(page).toContain('went from 9.1× to 10.8× (1.19× [0.95×, 1.49×], unclear)');
  const dots = [...page.matchAll(/<circle cx="([\d.]+)"[^>]*class="(c\d) fl"/g)];
  expect(dots.map(([, , hue]) => hue)).toEqual(['c0', 'c1']);
  expect(Number(dots[1]?.[1])).toBeGreaterThan(Number(dots[0]?.[1]));
  expect(page).toMatch(/Node version<.*>Node 版本<.*<td class="wrap"><bdi>24\.21\.0<\/bdi>/);
  expect(page).toContain('影响由 9.1× 变为 10.8×（1.19× [0.95×, 1.49×]，不明确）');
});

test('figures of two days are headed as no verdict', () => {
  const page = renderComparePage(buildComparedRuns());
  expect(page).toMatch(
    /<h2[^>]*><span lang="en">Absolute figures of two days: descriptive only, no verdict</,
  );
});

test('the page needs no network, has no script but its own, and names from outside stay text', () => {
  const hostile = '<img src=x onerror=alert(1)>';
  const page = renderComparePage(
    replaceEffects([{ ...comparedEffect, variantLabel: hostile, scenario: hostile }]),
  );
  expect(page).not.toContain('<img');
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).not.toMatch(/https?:\/\/|NaN|Infinity| style="/);
  expect(page).toContain("default-src 'none'");
});

test('an invalid run is said with its reason, and no effect or figure is shown', () => {
  const comparison = {
    ...replaceEffects([]),
    noVerdictReasons: [quoteText('Run run-b is invalid.')],
  };
  const b = {
    ...comparison.b,
    validity: 'invalid',
    invalidReasons: [quoteText('It was saturated.')],
  } as const;
  const page = renderComparePage({ ...comparison, b, figures: [] });
  expect(page).toContain('No verdict. <span class="quote" lang="en">Run run-b is invalid.</span>');
  expect(page).toContain(
    '<bdi class="name">run-b</bdi>: <span class="quote" lang="en">It was saturated.</span>',
  );
  expect(page).not.toMatch(/<svg|Absolute figures/);
});
