// The customer routes: list, search, one by id, change.
import { cacheKeys, keysOfChangedCustomer } from '../../cache/keys.ts';
import { ServiceError } from '../../errors.ts';
import type { CrmApp, Services } from '../../services.ts';
import { ErrorAnswer, IdParams, NoQuery } from '../schema.ts';
import { encodeJson, sendJsonBytes } from '../send-bytes.ts';
import { listCustomers, searchCustomers } from './list.ts';
import { changeCustomer, readCustomer } from './repository.ts';
import {
  Customer,
  CustomerListQuery,
  CustomerPage,
  CustomerPatch,
  SearchAnswer,
  SearchQuery,
  VersionConflict,
} from './schema.ts';

function registerLists(app: CrmApp, services: Services): void {
  const { database } = services;
  app.get(
    '/customers',
    {
      config: { routeName: 'customer_list' },
      schema: {
        querystring: CustomerListQuery,
        response: { 200: CustomerPage, 400: ErrorAnswer },
      },
    },
    ({ query }) => {
      const { sort = 'newest', limit = 20 } = query;
      return listCustomers(database, { ...query, sort, limit }, services);
    },
  );
  app.get(
    '/customers/search',
    {
      config: { routeName: 'search' },
      schema: { querystring: SearchQuery, response: { 200: SearchAnswer, 400: ErrorAnswer } },
    },
    async ({ query }) => {
      // NFKC turns full-width digits and letters, as Chinese keyboards make them, into plain ones.
      const fragment = query.q.normalize('NFKC').trim();
      if (fragment.length < 2 || fragment.includes('\0')) {
        throw new ServiceError('REQUEST_INVALID', 'q needs 2 characters besides blanks.');
      }
      return { items: [...(await searchCustomers(database, fragment))] };
    },
  );
}

/** Registers the routes that read and change customers. */
export function registerCustomerRoutes(app: CrmApp, services: Services): void {
  const { acts, cache, config, database } = services;
  registerLists(app, services);
  app.get(
    '/customers/:id',
    {
      config: { routeName: 'customer' },
      schema: {
        params: IdParams,
        querystring: NoQuery,
        response: { 200: Customer, 404: ErrorAnswer },
      },
    },
    async ({ params: { id } }, reply) => {
      const bytes = await cache.read(cacheKeys.customer(id), config.cacheTtlMs, async () =>
        encodeJson(await readCustomer(database, id)),
      );
      return sendJsonBytes(reply, bytes);
    },
  );
  app.patch(
    '/customers/:id',
    {
      config: { routeName: 'customer_patch', needs: 'customers:edit' },
      schema: {
        params: IdParams,
        querystring: NoQuery,
        body: CustomerPatch,
        response: {
          ...{ 200: Customer, 403: ErrorAnswer, 404: ErrorAnswer },
          ...{ 409: VersionConflict, 422: ErrorAnswer },
        },
      },
    },
    async ({ params: { id }, body, account }) => {
      const changed = await changeCustomer(database, id, body, account?.ownerId ?? null);
      acts.add('customerRowsWritten');
      await cache.invalidate(keysOfChangedCustomer(id));
      return changed;
    },
  );
}
