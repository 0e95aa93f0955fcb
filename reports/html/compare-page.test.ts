import { expect, test } from 'vitest';
import { buildComparedRuns, comparedEffect, replaceEffects } from '../fixtures/compared-runs.ts';
import { renderComparePage } from './compare-page.ts';

test('the page says what changed, draws both runs on one axis, and lists what differs', () => {
  const page = renderComparePage(buildComparedRuns());
  expect(page).toContain('Other Node version, other commit.');
  expect(page).toContain('went from 9.1× to 10.8× (1.19× [0.95×, 1.49×], unclear)');
  const dots = [...page.matchAll(/<circle cx="([\d.]+)"[^>]*class="(c\d) fl"/g)];
  expect(dots.map(([, , hue]) => hue)).toEqual(['c0', 'c1']);
  expect(Number(dots[1]?.[1])).toBeGreaterThan(Number(dots[0]?.[1]));
  expect(page).toContain('<bdi>Node version</bdi></th><td class="wrap"><bdi>24.21.0</bdi>');
});

test('figures of two days are headed as no verdict', () => {
  const page = renderComparePage(buildComparedRuns());
  expect(page).toMatch(/<h2>Absolute figures of two days: a description, no verdict<\/h2>/);
});

test('the page needs no script and no network, and names from outside stay text', () => {
  const hostile = '<img src=x onerror=alert(1)>';
  const page = renderComparePage(
    replaceEffects([{ ...comparedEffect, variantLabel: hostile, scenario: hostile }]),
  );
  expect(page).not.toContain('<img');
  expect(page).not.toMatch(/<script|https?:\/\/|NaN|undefined|Infinity| style="/);
  expect(page).toContain("default-src 'none'");
});

test('an invalid run is said with its reason, and no effect or figure is shown', () => {
  const comparison = { ...replaceEffects([]), noVerdictReasons: ['Run run-b is invalid.'] };
  const b = {
    ...comparison.b,
    validity: 'invalid',
    invalidReasons: ['It was saturated.'],
  } as const;
  const page = renderComparePage({ ...comparison, b, figures: [] });
  expect(page).toContain('No verdict. Run run-b is invalid.');
  expect(page).toContain('run-b: It was saturated.');
  expect(page).not.toMatch(/<svg|Absolute figures/);
});
