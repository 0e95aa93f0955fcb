// Every scenario of the CRM against the service itself: all answers are of an expected status and right.
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { catalogue } from '../scenarios/catalogue.ts';
import type { ScenarioResponse } from '../scenarios/model.ts';
import type { ScratchDatabase } from '../server/database/scratch-database.fixture.ts';
import type { CrmApp } from '../server/services.ts';
import { makeCrmDatabase, startApp } from '../server/testing.fixture.ts';

let database: ScratchDatabase;
let app: CrmApp;
let data: unknown;

beforeAll(async () => {
  database = await makeCrmDatabase(inject('postgresUrl'));
  app = await startApp({ DATABASE_URL: database.url, CRM_CACHE: 'memory' });
  data = (await app.inject('/population')).json();
});

afterAll(async () => {
  await app.close();
  await database.drop();
});

test.each(Object.values(catalogue).map((scenario) => [scenario.name, scenario] as const))(
  '%s',
  async (_, scenario) => {
    const source = scenario.createSource({ seed: 1, data });
    const wrong: string[] = [];
    for (let turn = 0; turn < 250; turn += 1) {
      const request = source.next();
      const { method, path, headers = {}, body } = request;
      const answer = await app.inject({
        ...{ method, url: path, headers },
        ...(body !== undefined && { payload: body }),
      });
      const response: ScenarioResponse = { statusCode: answer.statusCode, body: answer.body };
      source.observe?.(request, response);
      const rule = scenario.routes[request.route];
      const isExpected = rule?.expectedStatuses.includes(response.statusCode) === true;
      const fault = isExpected ? rule?.check?.(response, request) : `status ${answer.statusCode}`;
      if (fault !== undefined) wrong.push(`${method} ${path}: ${fault}`);
    }
    expect(wrong).toEqual([]);
  },
);
