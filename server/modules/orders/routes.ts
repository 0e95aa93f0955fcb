// The order routes: the latest of a customer, one with its items, a new one.
import { cacheKeys, keysOfChangedCustomer } from '../../cache/keys.ts';
import type { CrmApp, Services } from '../../services.ts';
import { ErrorAnswer, IdParams, NoQuery } from '../schema.ts';
import { encodeJson, sendJsonBytes } from '../send-bytes.ts';
import { acknowledgeOrder } from './acknowledge.ts';
import { type Creation, createOrder } from './create.ts';
import { readOrder, readOrderList } from './repository.ts';
import type { OrderRequest } from './request.ts';
import { CreatedOrder, IdempotencyHeaders, NewOrder, OrderDetail, OrderList } from './schema.ts';

function registerReads(app: CrmApp, { cache, config, database }: Services): void {
  app.get(
    '/customers/:id/orders',
    {
      config: { routeName: 'order_list' },
      schema: {
        params: IdParams,
        querystring: NoQuery,
        response: { 200: OrderList, 404: ErrorAnswer },
      },
    },
    async ({ params: { id } }, reply) => {
      const load = async () => encodeJson(await readOrderList(database, id));
      const bytes = await cache.read(cacheKeys.orderList(id), config.cacheTtlMs, load);
      return sendJsonBytes(reply, bytes);
    },
  );
  app.get(
    '/orders/:id',
    {
      config: { routeName: 'order_detail' },
      schema: {
        params: IdParams,
        querystring: NoQuery,
        response: { 200: OrderDetail, 404: ErrorAnswer },
      },
    },
    async ({ params: { id } }, reply) => {
      const load = async () => encodeJson(await readOrder(database, id));
      const bytes = await cache.read(cacheKeys.orderDetail(id), config.cacheTtlMs, load);
      return sendJsonBytes(reply, bytes);
    },
  );
}

/** Creates the order as configured; what it makes wrong is forgotten as soon as it is written. */
async function create(services: Services, request: OrderRequest): Promise<Creation> {
  const { cache, config, database, writeBehind } = services;
  const forget = () => cache.invalidate(keysOfChangedCustomer(request.order.customerId));
  if (config.acknowledge === 'early') {
    return acknowledgeOrder(database, writeBehind, request, forget);
  }
  const creation = await createOrder(database, request);
  if (creation.isNew) await forget();
  return creation;
}

/** Registers the routes that read and create orders. */
export function registerOrderRoutes(app: CrmApp, services: Services): void {
  registerReads(app, services);
  app.post(
    '/orders',
    {
      config: { routeName: 'order_create' },
      schema: {
        headers: IdempotencyHeaders,
        querystring: NoQuery,
        body: NewOrder,
        response: { 200: CreatedOrder, 201: CreatedOrder, 404: ErrorAnswer, 422: ErrorAnswer },
      },
    },
    async ({ headers, body }, reply) => {
      const { order, isNew } = await create(services, {
        order: body,
        reference: headers['idempotency-key'],
        isOnce: services.config.idempotency,
      });
      return reply.code(isNew ? 201 : 200).send(order);
    },
  );
}
