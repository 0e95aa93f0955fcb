import { expect, test } from 'vitest';
import { indexLevels, parseDefinitions, readLevelSql } from './level.ts';

test('every level has its SQL, none adds nothing, and no two levels are the same', async () => {
  const sets = await Promise.all(
    indexLevels.map(async (level) => parseDefinitions(await readLevelSql(level))),
  );
  expect(sets[0]?.size).toBe(0);
  const texts = sets.map((set) => [...set].sort().join('\n'));
  expect(new Set(texts).size).toBe(indexLevels.length);
});

test('statements are read over lines and comments', () => {
  const sql =
    '-- CREATE INDEX no ON a (b);\nCREATE INDEX yes\n  ON a (b); -- why\nCREATE EXTENSION x;';
  expect([...parseDefinitions(sql)]).toEqual(['CREATE INDEX yes ON a (b)']);
});

test('trigram is composite and more', async () => {
  const composite = parseDefinitions(await readLevelSql('composite'));
  const trigram = parseDefinitions(await readLevelSql('trigram'));
  expect(composite.isSubsetOf(trigram)).toBe(true);
});
