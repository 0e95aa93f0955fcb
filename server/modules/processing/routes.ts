// The processing of a batch of orders.
import { keysOfChangedCustomer } from '../../cache/keys.ts';
import { buildNamespace } from '../../plugins/redis.ts';
import type { CrmApp, Services } from '../../services.ts';
import type { OrderRequest } from '../orders/request.ts';
import { IdempotencyHeaders } from '../orders/schema.ts';
import { ErrorAnswer, NoQuery } from '../schema.ts';
import { demandKnown, findProcessed, listMissing, nameOrder, nameOrders } from './batch.ts';
import { processors } from './levels.ts';
import type { Processor } from './processor.ts';
import { OrderBatch, ProcessedBatch } from './schema.ts';

function createProcessor({ config, database, cache, acts }: Services, app: CrmApp): Processor {
  const { redisUrl } = config;
  return processors[config.workflow]({
    ...{ database, acts },
    workerCount: config.queueWorkers,
    waitLimitMs: config.poolWaitTimeoutMs,
    forget: (customerIds) => cache.invalidate(customerIds.flatMap(keysOfChangedCustomer)),
    redis:
      redisUrl === undefined
        ? undefined
        : {
            url: redisUrl,
            // As long as for the database: what a cache may give up after 250 ms is an order here.
            timeoutMs: config.timeoutsSet ? config.statementTimeoutMs : undefined,
            namespace: buildNamespace(config),
          },
    report: (text) => app.log.error(text),
  });
}

/** Orders and their lines. */
function countRows(requests: readonly OrderRequest[]): number {
  return requests.reduce((sum, { order }) => sum + 1 + order.items.length, 0);
}

/** Registers the route, and what works on its queue until the app closes. */
export function registerProcessingRoutes(app: CrmApp, services: Services): Processor {
  const { acts, database } = services;
  const processor = createProcessor(services, app);
  app.post(
    '/orders/process',
    {
      config: { routeName: 'order_process', needs: 'orders:enter' },
      schema: {
        headers: IdempotencyHeaders,
        querystring: NoQuery,
        body: OrderBatch,
        response: { 200: ProcessedBatch, 201: ProcessedBatch, 404: ErrorAnswer, 422: ErrorAnswer },
      },
    },
    async ({ headers, body }, reply) => {
      const batchKey = headers['idempotency-key'];
      const requests = nameOrders(batchKey, body.orders);
      await demandKnown(database, requests);
      const missing = await listMissing(database, requests);
      if (missing.length > 0) await processor.process({ key: batchKey, requests: missing });
      acts.add('orderRowsWritten', countRows(missing));
      const written = await findProcessed(database, requests);
      const orders = body.orders.map((_, place) => written.get(nameOrder(batchKey, place)));
      return reply
        .code(missing.length > 0 ? 201 : 200)
        .send({ orders: orders.filter((order) => order !== undefined) });
    },
  );
  return processor;
}
