// What scenarios cost the database at the level composite, and that no statement is most of a mixed day.
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { scenario } from '../scenarios/crm/mixed.ts';
import { applyIndexLevel } from '../server/database/indexes/apply.ts';
import {
  makeScratchDatabase,
  type ScratchDatabase,
} from '../server/database/scratch-database.fixture.ts';
import { loadDatabase } from '../server/database/seed/load.ts';
import type { CrmApp } from '../server/services.ts';
import { startApp } from '../server/testing.fixture.ts';
import { dayRequests, expectTable, measureScenarios } from './support/cost-table.ts';
import { type CostTarget, measureCost, sumUp } from './support/database-cost.ts';

const progress = { rows: () => {}, step: () => {} };
let database: ScratchDatabase;
let app: CrmApp;

beforeAll(async () => {
  database = await makeScratchDatabase(inject('postgresUrl'));
  await loadDatabase({ databaseUrl: database.url, size: 'S', seed: 1, progress });
  await applyIndexLevel({ databaseUrl: database.url, level: 'composite', progress });
  app = await startApp({ DATABASE_URL: database.url });
});

const target = (): CostTarget => ({
  ...{ app, database: database.name, postgresUrl: inject('postgresUrl') },
});

afterAll(async () => {
  await app.close();
  await database.drop();
});

// The slow tests ask the same at every level.
test('docs/crm.md tells what every scenario costs at composite', async () => {
  await expectTable(await measureScenarios('composite', target()));
}, 600_000);

// A busy machine may hold up one statement or another for a moment: of five days the one in the middle tells, and 5 % are
// granted on top.
test('no statement of a mixed day takes more than 35 % of the time of the database, at composite and size S', async () => {
  const sharesOf = new Map<string, number[]>();
  for (const seed of [2, 3, 4, 5, 6]) {
    const costs = await measureCost(scenario, target(), { requests: dayRequests, seed });
    const total = sumUp(costs, 'totalMs');
    for (const { text, totalMs } of costs) {
      sharesOf.set(text, [...(sharesOf.get(text) ?? []), totalMs / total]);
    }
  }
  const usual = [...sharesOf].map(([text, shares]) => {
    const sorted = shares.toSorted((left, right) => left - right);
    return [sorted[Math.floor(sorted.length / 2)] ?? 1, text] as const;
  });
  expect(usual.length).toBeGreaterThan(15);
  expect(usual.filter(([share]) => share > 0.4)).toEqual([]);
}, 600_000);
