// Every scenario of the CRM against the service itself: all answers are of an expected status and right.
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { loadUserCookies } from '../bench/drivers/user-cookies.ts';
import { catalogue } from '../scenarios/catalogue.ts';
import type { ScenarioResponse } from '../scenarios/model.ts';
import type { ScratchDatabase } from '../server/database/scratch-database.fixture.ts';
import type { CrmApp } from '../server/services.ts';
import { makeCrmDatabase, startApp } from '../server/testing.fixture.ts';

let database: ScratchDatabase;
let app: CrmApp;
/** The same rows, for those who are logged in. */
let guarded: CrmApp;
let data: unknown;

beforeAll(async () => {
  database = await makeCrmDatabase(inject('postgresUrl'));
  app = await startApp({ DATABASE_URL: database.url, CRM_CACHE: 'memory' });
  guarded = await startApp({ DATABASE_URL: database.url, CRM_SESSION: 'postgres' });
  data = (await app.inject('/population')).json();
});

afterAll(async () => {
  await Promise.all([app.close(), guarded.close()]);
  await database.drop();
});

const origin = 'http://localhost';

test.each(Object.values(catalogue).map((scenario) => [scenario.name, scenario] as const))(
  '%s',
  async (_, scenario) => {
    const source = scenario.createSource({ seed: 1, data });
    const wrong: string[] = [];
    const cookies = (await loadUserCookies(scenario))();
    for (let turn = 0; turn < 250; turn += 1) {
      const request = source.next();
      const { method, path, headers = {}, body } = request;
      const cookie = cookies?.headerFor(origin, request);
      const answer = await (cookies === undefined ? app : guarded).inject({
        ...{ method, url: path },
        headers: { ...headers, ...(cookie !== undefined && { cookie }) },
        ...(body !== undefined && { payload: body }),
      });
      cookies?.keep(origin, request, [answer.headers['set-cookie'] ?? []].flat());
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
