// What each scenario costs at each index level: the table in docs/crm.md is measured again.
import { afterAll, beforeAll, inject, test } from 'vitest';
import { applyIndexLevel } from '../server/database/indexes/apply.ts';
import { indexLevels } from '../server/database/indexes/level.ts';
import {
  makeScratchDatabase,
  type ScratchDatabase,
} from '../server/database/scratch-database.fixture.ts';
import { loadDatabase } from '../server/database/seed/load.ts';
import { startApp } from '../server/testing.fixture.ts';
import { type CostRow, expectTable, measureScenarios } from './support/cost-table.ts';

const progress = { rows: () => {}, step: () => {} };
let template: ScratchDatabase;

beforeAll(async () => {
  template = await makeScratchDatabase(inject('postgresUrl'));
  await loadDatabase({ databaseUrl: template.url, size: 'S', seed: 1, progress });
});

afterAll(() => template.drop());

test('docs/crm.md tells what every scenario costs at every index level', async () => {
  const measured: CostRow[] = [];
  for (const level of indexLevels) {
    const database = await makeScratchDatabase(inject('postgresUrl'), template.name);
    await applyIndexLevel({ databaseUrl: database.url, level, progress });
    const app = await startApp({ DATABASE_URL: database.url, CRM_INDEX: level });
    const target = { app, database: database.name, postgresUrl: inject('postgresUrl') };
    measured.push(...(await measureScenarios(level, target)));
    await app.close();
    await database.drop();
  }
  await expectTable(measured);
});
