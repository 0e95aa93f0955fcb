// The HTML pages, and the one stylesheet that they need.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import Type, { type Static } from 'typebox';
import type { CrmApp, Services } from '../../services.ts';
import { renderOrdersPage } from '../../views/orders-page.ts';
import { listCustomers } from '../customers/list.ts';
import { readCustomer } from '../customers/repository.ts';
import { CustomerListQuery } from '../customers/schema.ts';
import { readOrderList } from '../orders/repository.ts';
import { IdParams, NoQuery } from '../schema.ts';

/** As in the API, but a page may be longer: rendering it is what the thread pool is for. */
const PageQuery = Type.Object(
  {
    ...CustomerListQuery.properties,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  },
  { additionalProperties: false },
);

function sendPage(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(text);
}

function buildNextHref(query: Static<typeof PageQuery>, cursor: string | null): string | undefined {
  if (cursor === null) return undefined;
  const entries = Object.entries({ ...query, cursor }).map(([name, value]) => [name, `${value}`]);
  return `/pages/customers?${new URLSearchParams(Object.fromEntries(entries))}`;
}

async function registerStylesheet(app: CrmApp): Promise<void> {
  const stylesheet = fileURLToPath(import.meta.resolve('bootstrap/dist/css/bootstrap.min.css'));
  await app.register(fastifyStatic, { root: dirname(stylesheet), serve: false });
  app.get(
    '/assets/bootstrap.min.css',
    { config: { operational: true }, schema: { hide: true } },
    (_request, reply) => reply.sendFile('bootstrap.min.css', { maxAge: '1h' }),
  );
}

export async function registerPageRoutes(app: CrmApp, services: Services): Promise<void> {
  const { database, work } = services;
  await registerStylesheet(app);
  app.get('/', { config: { routeName: 'home' }, schema: { hide: true } }, (_request, reply) =>
    reply.redirect('/pages/customers'),
  );
  app.get(
    '/pages/customers',
    { config: { routeName: 'page_customers' }, schema: { querystring: PageQuery } },
    async ({ query }, reply) => {
      const { sort = 'newest', limit = 20 } = query;
      const page = await listCustomers(database, { ...query, sort, limit }, services);
      const nextHref = buildNextHref(query, page.nextCursor);
      return sendPage(reply, await work.renderCustomersPage({ items: page.items, nextHref }));
    },
  );
  app.get(
    '/pages/customers/:id/orders',
    {
      config: { routeName: 'page_orders' },
      schema: { params: IdParams, querystring: NoQuery },
    },
    async ({ params: { id } }, reply) => {
      const customer = await readCustomer(database, id);
      const { items } = await readOrderList(database, id);
      return sendPage(reply, renderOrdersPage({ customerName: customer.name, items }));
    },
  );
}
