// What each scenario costs the database at each index level: the table in docs/crm.md is measured again; and at the level
// composite no statement is most of a mixed day. It takes a minute a level, which is too long for every run: there each
// scenario is asked for right answers alone (crm-scenarios.integration.test.ts).
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { scenario } from '../scenarios/crm/mixed.ts';
import { applyIndexLevel } from '../server/database/indexes/apply.ts';
import { type IndexLevel, indexLevels } from '../server/database/indexes/level.ts';
import {
  makeScratchDatabase,
  type ScratchDatabase,
} from '../server/database/scratch-database.fixture.ts';
import { loadDatabase } from '../server/database/seed/load.ts';
import { startApp } from '../server/testing.fixture.ts';
import { type CostRow, dayRequests, expectTable, measureScenarios } from './support/cost-table.ts';
import { type CostTarget, measureCost, sumUp } from './support/database-cost.ts';

const progress = { rows: () => {}, step: () => {} };
let template: ScratchDatabase;

beforeAll(async () => {
  template = await makeScratchDatabase(inject('postgresUrl'));
  await loadDatabase({ databaseUrl: template.url, size: 'S', seed: 1, progress });
});

afterAll(() => template.drop());

/** On a copy of the data with the indexes of this level. */
async function withLevel(
  level: IndexLevel,
  measure: (target: CostTarget) => Promise<void>,
): Promise<void> {
  const postgresUrl = inject('postgresUrl');
  const database = await makeScratchDatabase(postgresUrl, template.name);
  await applyIndexLevel({ databaseUrl: database.url, level, progress });
  const app = await startApp({ DATABASE_URL: database.url, CRM_INDEX: level });
  await measure({ app, database: database.name, postgresUrl });
  await app.close();
  await database.drop();
}

test('docs/crm.md tells what every scenario costs at every index level', async () => {
  const measured: CostRow[] = [];
  for (const level of indexLevels) {
    await withLevel(level, async (target) => {
      measured.push(...(await measureScenarios(level, target)));
    });
  }
  await expectTable(measured);
});

// A busy machine may hold up one statement or another for a moment: of five days the one in the middle tells, and 5 % are
// granted on top.
test('no statement of a mixed day takes more than 35 % of the time of the database, at composite and size S', async () => {
  const sharesOf = new Map<string, number[]>();
  await withLevel('composite', async (target) => {
    for (const seed of [2, 3, 4, 5, 6]) {
      const costs = await measureCost(scenario, target, { requests: dayRequests, seed });
      const total = sumUp(costs, 'totalMs');
      for (const { text, totalMs } of costs) {
        sharesOf.set(text, [...(sharesOf.get(text) ?? []), totalMs / total]);
      }
    }
  });
  const usual = [...sharesOf].map(([text, shares]) => {
    const sorted = shares.toSorted((left, right) => left - right);
    return [sorted[Math.floor(sorted.length / 2)] ?? 1, text] as const;
  });
  expect(usual.length).toBeGreaterThan(15);
  expect(usual.filter(([share]) => share > 0.4)).toEqual([]);
});
