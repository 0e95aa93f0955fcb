// The revenue dashboard: sums by region and month.
import Type from 'typebox';
import { cacheKeys } from '../../cache/keys.ts';
import { revenueSourceOf } from '../../database/indexes/level.ts';
import type { CrmApp, Services } from '../../services.ts';
import { Cents, ErrorAnswer, Region } from '../schema.ts';
import { encodeJson, sendJsonBytes } from '../send-bytes.ts';
import { readRevenue } from './repository.ts';
import { startViewRefresh } from './view-refresh.ts';

const RevenueQuery = Type.Object(
  { months: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })) },
  { additionalProperties: false },
);

const RevenueAnswer = Type.Object({
  rows: Type.Array(
    Type.Object({
      region: Region,
      month: Type.String({ pattern: '^\\d{4}-\\d{2}$' }),
      orders: Type.Integer(),
      revenueCents: Cents,
    }),
  ),
});

/**
 * Registers the dashboard; its answers may be as old as their own, shorter TTL, and at the level view as old as the view.
 * @param isFirst false in all processes of the service but one, which refreshes the view for all of them
 */
export function registerDashboardRoutes(
  app: CrmApp,
  { acts, cache, config, database }: Services,
  isFirst: boolean,
): { close(): Promise<void> } {
  const revenue = revenueSourceOf(config.index);
  const source = revenue === 'summed' ? 'orders' : 'summary';
  app.get(
    '/dashboard/revenue',
    {
      config: { routeName: 'dashboard' },
      schema: { querystring: RevenueQuery, response: { 200: RevenueAnswer, 400: ErrorAnswer } },
    },
    async ({ query: { months = 12 } }, reply) => {
      const ttlMs = Math.min(config.cacheDashboardTtlMs, config.cacheTtlMs);
      const load = async () => {
        if (source === 'summary') acts.add('summaryReads');
        return encodeJson({ rows: await readRevenue(database, months, source) });
      };
      return sendJsonBytes(reply, await cache.read(cacheKeys.dashboard(months), ttlMs, load));
    },
  );
  return revenue === 'refreshed' && isFirst
    ? startViewRefresh(database, config.viewRefreshMs, (text) => app.log.error(text))
    : { close: () => Promise.resolve() };
}
