// The routes of operation: health, counters, the population for load scenarios, the API's description.
import Type from 'typebox';
import { echoConfig, hashConfig } from '../../config.ts';
import type { Statement } from '../../plugins/database.ts';
import { createOperationsGuard } from '../../plugins/operations-guard.ts';
import type { CrmApp, Services } from '../../services.ts';
import { ErrorAnswer, NoQuery } from '../schema.ts';
import { renderMetrics } from './metrics.ts';
import { readPopulation } from './population.ts';
import { buildStats } from './stats.ts';

const ping: Statement = { name: 'ping', text: 'SELECT 1' };

const Health = Type.Object({ status: Type.String() });

function registerHealth(app: CrmApp, { database }: Services): void {
  const config = { operational: true };
  app.get('/health/live', { config, schema: { response: { 200: Health } } }, async () => ({
    status: 'live',
  }));
  app.get(
    '/health/ready',
    { config, schema: { response: { 200: Health, 503: ErrorAnswer } } },
    async () => {
      await database.query(ping);
      return { status: 'ready' };
    },
  );
}

/** Registers the routes that aren't counted as requests; what tells of the data or its use is guarded. */
export function registerOperationRoutes(app: CrmApp, services: Services): void {
  const operational = { operational: true };
  const guarded = {
    config: operational,
    onRequest: createOperationsGuard(services.config.operationsToken),
    schema: { querystring: NoQuery },
  };
  registerHealth(app, services);
  const echo = echoConfig(services.config);
  const configHash = hashConfig(services.config);
  app.get('/stats', guarded, async () =>
    buildStats(configHash, echo, await services.readSnapshot()),
  );
  app.get('/metrics', guarded, async (_request, reply) =>
    reply
      .type('text/plain; version=0.0.4; charset=utf-8')
      .send(renderMetrics(configHash, await services.readSnapshot())),
  );
  app.get('/population', guarded, () => readPopulation(services.database));
  app.get('/openapi.json', { config: operational, schema: { hide: true } }, async () =>
    app.swagger(),
  );
}
