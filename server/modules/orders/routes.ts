// The order routes: the latest of a customer, one with its items, a new one.
import { cacheKeys, keysOfChangedCustomer } from '../../cache/keys.ts';
import type { CrmApp, Services } from '../../services.ts';
import { ErrorAnswer, IdParams, NoQuery } from '../schema.ts';
import { encodeJson, sendJsonBytes } from '../send-bytes.ts';
import { acknowledgeOrder } from './acknowledge.ts';
import { type Creation, createOrder } from './create.ts';
import { readDetails } from './details.ts';
import { readOpenOrders, readOrder, readOrderList } from './repository.ts';
import type { OrderRequest } from './request.ts';
import {
  CreatedOrder,
  IdempotencyHeaders,
  NewOrder,
  OpenOrders,
  OrderDetail,
  OrderDetails,
  OrderList,
} from './schema.ts';

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

/** Lists that no cache keeps, so that it shows how they are fetched. */
function registerWorkLists(app: CrmApp, { acts, config, database }: Services): void {
  app.get(
    '/customers/:id/order-details',
    {
      config: { routeName: 'order_details' },
      schema: {
        params: IdParams,
        querystring: NoQuery,
        response: { 200: OrderDetails, 404: ErrorAnswer },
      },
    },
    ({ params: { id } }) => readDetails[config.fetch](database, id, acts),
  );
  app.get(
    '/orders/open',
    {
      config: { routeName: 'open_orders' },
      schema: { querystring: NoQuery, response: { 200: OpenOrders } },
    },
    () => readOpenOrders(database),
  );
}

/** Creates the order as configured; what it makes wrong is forgotten as soon as it is written. */
async function create(services: Services, request: OrderRequest): Promise<Creation> {
  const { acts, cache, config, database, writeBehind } = services;
  const rowCount = 1 + request.order.items.length;
  const forget = () => cache.invalidate(keysOfChangedCustomer(request.order.customerId));
  const creation = await (config.acknowledge === 'early'
    ? acknowledgeOrder(database, writeBehind, request, forget)
    : createOrder(database, request));
  if (!creation.isNew) return creation;
  acts.add('orderRowsWritten', rowCount);
  if (config.acknowledge !== 'early') await forget();
  return creation;
}

/** Registers the routes that read and create orders. */
export function registerOrderRoutes(app: CrmApp, services: Services): void {
  registerReads(app, services);
  registerWorkLists(app, services);
  app.post(
    '/orders',
    {
      config: { routeName: 'order_create', needs: 'orders:enter' },
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
