// The HTML pages: what each needs from the repositories, in the language of the reader.
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { revenueSourceOf } from '../../database/indexes/level.ts';
import { ServiceError } from '../../errors.ts';
import { createErrorTeller } from '../../plugins/error-handler.ts';
import type { CrmApp, Services } from '../../services.ts';
import { renderDashboardPage } from '../../views/dashboard-page.ts';
import { renderErrorPage } from '../../views/error-page.ts';
import { renderImportPage } from '../../views/import-page.ts';
import { renderOrderPage } from '../../views/order-page.ts';
import { renderOrdersPage } from '../../views/orders-page.ts';
import { type Language, languages, localPath } from '../../views/words.ts';
import { listCustomers, searchCustomers } from '../customers/list.ts';
import { readCustomer } from '../customers/repository.ts';
import { CustomerListQuery } from '../customers/schema.ts';
import { readRevenue } from '../dashboard/repository.ts';
import { readOrder, readOrderList } from '../orders/repository.ts';
import { IdParams } from '../schema.ts';
import { registerAssets } from './assets.ts';
import { deliverPage, registerDelivery, sendPage } from './delivery.ts';

const Lang = Type.Optional(Type.Union(languages.map((language) => Type.Literal(language))));
const LanguageQuery = Type.Object({ lang: Lang }, { additionalProperties: false });

/** A field of a form that was left empty is one that was not asked for. */
async function dropEmptyFields(request: FastifyRequest): Promise<void> {
  const query = request.query as Record<string, unknown>;
  request.query = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}

/** As in the API, but a page may be longer: rendering it is what the thread pool is for. */
const PageQuery = Type.Object(
  {
    ...CustomerListQuery.properties,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    q: Type.Optional(Type.String({ maxLength: 50, pattern: '^[^\\u0000]*$' })),
    lang: Lang,
  },
  { additionalProperties: false },
);

/** Months that the page of the revenue shows. */
const shownMonths = 12;

/** The language asked for, else the first of `Accept-Language` that the pages speak, else Chinese. */
function chooseLanguage(lang: Language | undefined, header: string | undefined): Language {
  if (lang !== undefined) return lang;
  const wanted = (header ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  return languages.find((language) => language === wanted.find(isSpoken)) ?? 'zh';
}

const isSpoken = (name: string): boolean => languages.some((language) => language === name);

/** What every page is told: language, and the address of the same page in the other one. */
function placeOf({ url, headers }: Pick<FastifyRequest, 'url' | 'headers'>): {
  readonly language: Language;
  readonly path: string;
} {
  const { pathname, searchParams } = new URL(url, 'http://service');
  const lang = languages.find((language) => language === searchParams.get('lang'));
  searchParams.delete('lang');
  const query = searchParams.size === 0 ? '' : `?${searchParams}`;
  return {
    language: chooseLanguage(lang, headers['accept-language']),
    path: `${pathname}${query}`,
  };
}

function buildNextHref(
  language: Language,
  query: Static<typeof PageQuery>,
  cursor: string | null,
): string | undefined {
  if (cursor === null) return undefined;
  const { lang: _, ...rest } = query;
  const entries = Object.entries({ ...rest, cursor }).map(([name, value]) => [name, `${value}`]);
  return localPath(
    language,
    `/pages/customers?${new URLSearchParams(Object.fromEntries(entries))}`,
  );
}

/** A person is told in a page, a program as everywhere else. */
function registerErrorPages(app: CrmApp): void {
  const tell = createErrorTeller();
  app.setErrorHandler((thrown, request, reply) => {
    if (!(request.headers.accept ?? '').includes('text/html')) throw thrown;
    const error = tell(thrown, request, reply);
    const { requestId } = error.fields;
    const page = renderErrorPage({
      ...{ ...placeOf(request), statusCode: error.statusCode },
      requestId: requestId === undefined ? undefined : `${requestId}`,
    });
    return sendPage(reply, page);
  });
}

function registerCustomersPage(app: CrmApp, services: Services): void {
  const { database, work } = services;
  app.get(
    '/pages/customers',
    {
      config: { routeName: 'page_customers' },
      preValidation: dropEmptyFields,
      schema: { querystring: PageQuery },
    },
    (request, reply) =>
      send(services, request, reply, async (place) => {
        const { sort = 'newest', limit = 20, cursor, q: typed, region, segment } = request.query;
        const filters = { region, segment };
        // Full-width digits and letters, as Chinese keyboards make them, become plain ones.
        const q = typed?.normalize('NFKC').trim() || undefined;
        const page =
          q === undefined
            ? await listCustomers(database, { ...filters, sort, cursor, limit }, services)
            : { items: q.length < 2 ? [] : await searchCustomers(database, q), nextCursor: null };
        return work.renderCustomersPage({
          ...{ ...place, filters: { ...filters, q, sort }, items: page.items },
          nextHref: buildNextHref(place.language, request.query, page.nextCursor),
          isFurther: cursor !== undefined,
        });
      }),
  );
}

function registerOrderPages(app: CrmApp, services: Services): void {
  const { database } = services;
  const schema = { params: IdParams, querystring: LanguageQuery };
  app.get(
    '/pages/customers/:id/orders',
    { config: { routeName: 'page_orders' }, schema },
    (request, reply) =>
      send(services, request, reply, async (place) => {
        const customer = await readCustomer(database, request.params.id);
        const { items } = await readOrderList(database, request.params.id);
        return renderOrdersPage({ ...place, customer, items });
      }),
  );
  app.get('/pages/orders/:id', { config: { routeName: 'page_order' }, schema }, (request, reply) =>
    send(services, request, reply, async (place) => {
      const order = await readOrder(database, request.params.id);
      const customer = await readCustomer(database, order.customerId);
      return renderOrderPage({ ...place, customerName: customer.name, order });
    }),
  );
}

function registerDashboardPage(app: CrmApp, services: Services): void {
  const { acts, config, database } = services;
  const source = revenueSourceOf(config.index) === 'summed' ? 'orders' : 'summary';
  app.get(
    '/pages/dashboard',
    { config: { routeName: 'page_dashboard' }, schema: { querystring: LanguageQuery } },
    (request, reply) =>
      send(services, request, reply, async (place) => {
        if (source === 'summary') acts.add('summaryReads');
        const rows = await readRevenue(database, shownMonths, source);
        return renderDashboardPage({ ...place, rows });
      }),
  );
}

/** Sends a page as the level of delivery says. */
async function send(
  services: Services,
  request: Pick<FastifyRequest, 'url' | 'headers'>,
  reply: FastifyReply,
  render: (place: ReturnType<typeof placeOf>) => Promise<string>,
): Promise<FastifyReply> {
  const place = placeOf(request);
  const key = `${place.language} ${place.path}`;
  return sendPage(reply, await deliverPage(services, key, () => render(place)));
}

export async function registerPageRoutes(app: CrmApp, services: Services): Promise<void> {
  app.get('/', { config: { routeName: 'home' }, schema: { hide: true } }, (_request, reply) =>
    reply.redirect('/pages/customers'),
  );
  // In a scope of its own: what is done to pages is not done to the API.
  await app.register(async (instance) => {
    const scope = instance as CrmApp;
    registerErrorPages(scope);
    await registerDelivery(scope, services);
    await registerAssets(scope);
    registerCustomersPage(scope, services);
    registerOrderPages(scope, services);
    registerDashboardPage(scope, services);
    scope.get(
      '/pages/import',
      { config: { routeName: 'page_import' }, schema: { querystring: LanguageQuery } },
      (request, reply) => send(services, request, reply, async (place) => renderImportPage(place)),
    );
    // What no other page is.
    scope.get(
      '/pages/*',
      { config: { routeName: 'page_unknown' }, schema: { hide: true } },
      async () => {
        throw new ServiceError('ROUTE_NOT_FOUND', 'There is no such route.');
      },
    );
  });
}
