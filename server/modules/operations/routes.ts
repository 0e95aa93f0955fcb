// The routes of operation: health, counters, the population for load scenarios, the API's description.
import { echoConfig, hashConfig } from '../../config.ts';
import type { Statement } from '../../plugins/database.ts';
import { createOperationsGuard } from '../../plugins/operations-guard.ts';
import type { CrmApp, Services } from '../../services.ts';
import { ErrorAnswer, NoQuery } from '../schema.ts';
import { renderMetrics } from './metrics.ts';
import { readPopulation } from './population.ts';
import { Health, MetricsAnswer, PopulationAnswer, refusals, StatsAnswer } from './schema.ts';
import { buildStats } from './stats.ts';

const ping: Statement = { name: 'ping', text: 'SELECT 1' };

/**
 * A route that isn't counted as a request. Its bodies are written as they are, not by the serializer that a level
 * chooses: reading the counters must not move one of them.
 */
const operational = {
  config: { operational: true },
  serializerCompiler: () => JSON.stringify,
};

function registerHealth(app: CrmApp, { database }: Services): void {
  app.get('/health/live', { ...operational, schema: { response: { 200: Health } } }, async () => ({
    status: 'live',
  }));
  app.get(
    '/health/ready',
    { ...operational, schema: { response: { 200: Health, 503: ErrorAnswer } } },
    async () => {
      await database.query(ping);
      return { status: 'ready' };
    },
  );
}

/** Registers the routes that aren't counted as requests; what tells of the data or its use is guarded. */
export function registerOperationRoutes(app: CrmApp, services: Services): void {
  const guarded = {
    ...operational,
    onRequest: createOperationsGuard(services.config.operationsToken),
  };
  registerHealth(app, services);
  const echo = echoConfig(services.config);
  const configHash = hashConfig(services.config);
  app.get(
    '/stats',
    { ...guarded, schema: { querystring: NoQuery, response: { 200: StatsAnswer, ...refusals } } },
    async () => buildStats(configHash, echo, await services.readSnapshot()),
  );
  app.get(
    '/metrics',
    { ...guarded, schema: { querystring: NoQuery, response: { 200: MetricsAnswer, ...refusals } } },
    async (_request, reply) =>
      reply
        .type('text/plain; version=0.0.4; charset=utf-8')
        .send(renderMetrics(configHash, await services.readSnapshot())),
  );
  app.get(
    '/population',
    {
      ...guarded,
      schema: {
        querystring: NoQuery,
        response: { 200: PopulationAnswer, ...refusals, 503: ErrorAnswer },
      },
    },
    () => readPopulation(services.database),
  );
  app.get('/openapi.json', { ...operational, schema: { hide: true } }, async () => app.swagger());
}
