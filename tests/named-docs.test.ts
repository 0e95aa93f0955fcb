// What messages and documents name is there for the one who reads them, in a clone and in the package.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, matchesGlob } from 'node:path';
import { expect, test } from 'vitest';
import packageFile from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const sources = globSync(['bench/**/*.ts', 'reports/**/*.ts'], { cwd: root }).filter(
  (path) => !path.endsWith('.test.ts'),
);
const named = [
  ...new Set(
    sources.flatMap((path) => [...read(path).matchAll(/docs\/[a-z-]+\.md/g)].map(([name]) => name)),
  ),
].sort();

test('messages name documents', () => {
  expect(named).toContain('docs/gates.md');
});

const isPublished = (path: string) =>
  ['README.md', 'LICENSE', 'package.json'].includes(path) ||
  packageFile.files.some((entry) => matchesGlob(path, entry) || path.startsWith(`${entry}/`));

test.each(named)('%s, which a message or a comment names, is there and in the package', (path) => {
  expect(existsSync(join(root, path))).toBe(true);
  expect(isPublished(path)).toBe(true);
});

const documents = ['README.md', ...globSync('docs/**/*.md', { cwd: root })];
const links = documents.flatMap((path) =>
  [...read(path).matchAll(/\]\((?!\w+:|#)([^)#\s]+)(?:#([^)\s]+))?\)/g)].map(
    ([, target = '', anchor = '']) => [path, join(dirname(path), target), anchor] as const,
  ),
);

test.each(links.filter(([path]) => isPublished(path)))(
  '%s, which is in the package, links to %s, which is in it too',
  (_, target) => {
    expect(isPublished(target)).toBe(true);
  },
);

/** Of a heading as GitHub makes it. */
const toAnchor = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');

test.each(links)('%s links to %s#%s, which is there', (_, target, anchor) => {
  expect(existsSync(join(root, target))).toBe(true);
  if (anchor === '') return;
  const headings = [...read(target).matchAll(/^#+ (.*)$/gm)].map(([, text = '']) => toAnchor(text));
  expect(headings).toContain(anchor);
});
