// Pages of a config: what they become, and what keeps them from being visited.
import { expect, test } from 'vitest';
import type { LoadstoneConfig } from './config-schema.ts';
import { findPageProblems } from './meaning-pages.ts';
import { resolvePages } from './resolve-pages.ts';
import { sampleConfig } from './sample-config.ts';

const list = {
  home: { path: '/', shows: 'h1', interaction: { click: 'button' } },
  search: { path: '/search', shows: 'form', interaction: { type: 'wang', into: 'input' } },
};

const find = (changes: Partial<LoadstoneConfig>) =>
  [...findPageProblems({ ...sampleConfig, ...changes })].map(
    ({ path, message }) => `${path.join('.')} ${message}`,
  );

test('pages are filled up, in the order of the config', () => {
  expect(resolvePages({ ...sampleConfig, pages: { list, browser: './chrome' } }, '/here')).toEqual({
    list: [
      { name: 'home', path: '/', shows: 'h1', interaction: { kind: 'click', selector: 'button' } },
      {
        ...{ name: 'search', path: '/search', shows: 'form' },
        interaction: { kind: 'type', selector: 'input', typed: 'wang' },
      },
    ],
    ...{ rounds: 2, satisfiedMs: 500, timeoutMs: 10_000, browser: '/here/chrome' },
  });
  expect(resolvePages(sampleConfig, '/here')).toBeUndefined();
});

test('pages need an open load and paths of the service', () => {
  expect(find({})).toEqual([]);
  expect(find({ pages: { list } })).toEqual([]);
  expect(find({ pages: { list }, loads: [{ kind: 'closed' }] })[0]).toMatch(
    /^pages are visited under open loads.*give loads one of kind open$/,
  );
  expect(find({ pages: { list }, phase: 'cold' })).toHaveLength(1);
  const [wrong] = find({
    pages: { list: { home: { path: '/', shows: 'h1', interaction: { click: 'a', type: 'b' } } } },
  });
  expect(wrong).toBe('pages.list.home.interaction is either { click } or { type, into }');
  const elsewhere = { list: { home: { path: '//other/x', shows: 'h1' } } };
  expect(find({ pages: elsewhere })[0]).toMatch(/^pages\.list\.home\.path begins with two slashes/);
});
