// The revenue dashboard: sums by region and month.
import Type from 'typebox';
import { cacheKeys } from '../../cache/keys.ts';
import type { CrmApp, Services } from '../../services.ts';
import { Cents, ErrorAnswer, Region } from '../schema.ts';
import { encodeJson, sendJsonBytes } from '../send-bytes.ts';
import { readRevenue } from './repository.ts';

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

/** Registers the dashboard; its answers may be as old as their own, shorter TTL. */
export function registerDashboardRoutes(app: CrmApp, { cache, config, database }: Services): void {
  app.get(
    '/dashboard/revenue',
    {
      config: { routeName: 'dashboard' },
      schema: { querystring: RevenueQuery, response: { 200: RevenueAnswer, 400: ErrorAnswer } },
    },
    async ({ query: { months = 12 } }, reply) => {
      const ttlMs = Math.min(config.cacheDashboardTtlMs, config.cacheTtlMs);
      const load = async () => encodeJson({ rows: await readRevenue(database, months) });
      return sendJsonBytes(reply, await cache.read(cacheKeys.dashboard(months), ttlMs, load));
    },
  );
}
