// docs/config.md names every key with its default, and its examples are right configs.
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { findConfigProblems } from './config-problems.ts';
import { configSchema } from './config-schema.ts';

const docs = readFileSync(new URL('../../docs/config.md', import.meta.url), 'utf8');

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly default?: unknown;
}

/** Keys that the docs explain once, in the place they are first met. */
const explainedElsewhere = [
  'factors.NAME.levels.NAME.prepare.',
  'factors.NAME.levels.NAME.exercised[].',
  // Texts in each language, as the title of a tour, and the short form of a chapter.
  ...['description.', 'data.'].map((key) => `tours.NAME.${key}`),
  ...['title.', 'claim.', 'source.', 'notMeasured.', 'quick.'].map(
    (key) => `tours.NAME.chapters[].${key}`,
  ),
];

/** Every path of the schema with its default, written as in the docs. */
function listKeys(node: SchemaNode, path: string): readonly (readonly [string, unknown])[] {
  const own = Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const at = path === '' ? key : `${path}.${key}`;
    return [[at, child.default] as const, ...listKeys(child, at)];
  });
  const [entry] = Object.values(node.patternProperties ?? {});
  return [
    ...own,
    ...(entry === undefined ? [] : listKeys(entry, `${path}.NAME`)),
    ...(node.items === undefined ? [] : listKeys(node.items, `${path}[]`)),
    ...(node.anyOf ?? []).flatMap((branch) => listKeys(branch, path)),
  ];
}

const topLevel = Object.keys(configSchema.properties);
const keys = listKeys(configSchema as SchemaNode, '').filter(([path]) => {
  const overridden = /^presets\.NAME\.(\w+)/.exec(path)?.[1] ?? '';
  if (topLevel.includes(overridden) && overridden !== 'scenarios') return false;
  return !explainedElsewhere.some((prefix) => path.startsWith(prefix));
});

test('the schema has keys to look for', () => {
  expect(keys.length).toBeGreaterThan(60);
});

/** Cells of the table rows by their first one, the key; the formatter pads cells with blanks. */
const rows = new Map(
  docs
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, key = '', ...cells]) => [key.replaceAll('`', ''), cells] as const),
);

test.each(keys)('`%s` stands in docs/config.md with its default', (path, fallback) => {
  const cells = rows.get(path);
  expect(cells).toBeDefined();
  // An empty list or text is `none` or `empty` for a reader.
  const isEmpty = fallback === undefined || fallback === '' || JSON.stringify(fallback) === '[]';
  if (!isEmpty) expect(cells?.[1]).toBe(JSON.stringify(fallback));
});

test('no row explains a key that there is not', () => {
  const known = new Set(keys.map(([path]) => path));
  expect([...rows.keys()].filter((path) => !known.has(path))).toEqual([]);
});

test('every key that a preset may override is listed', () => {
  const section = docs.slice(docs.indexOf('### `presets`'));
  const [, preset] = Object.entries(configSchema.properties.presets.patternProperties)[0] ?? [];
  const overridable = Object.keys(preset?.properties ?? {});
  expect(overridable.length).toBeGreaterThan(5);
  for (const key of overridable)
    expect(section).toMatch(new RegExp(`\`(presets\\.NAME\\.)?${key}\``));
});

describe('examples', () => {
  const blocks = Array.from(
    docs.matchAll(/```(ts|json)\n([\s\S]*?)```/g),
    ([, kind, text = '']) => {
      if (kind === 'json') return JSON.parse(text) as unknown;
      const literal = text.slice(text.indexOf('defineConfig({') + 'defineConfig('.length);
      const value: unknown = runInNewContext(`(${literal.slice(0, literal.lastIndexOf(');'))})`);
      return JSON.parse(JSON.stringify(value)) as unknown;
    },
  );

  test('there are four', () => {
    expect(blocks).toHaveLength(4);
  });

  test.each(blocks)('%j is a right config', (config) => {
    expect(findConfigProblems(config).problems).toEqual([]);
  });
});
