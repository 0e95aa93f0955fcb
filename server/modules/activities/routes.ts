// The timeline of a customer: the latest 20 activities.
import Type from 'typebox';
import { cacheKeys } from '../../cache/keys.ts';
import type { Queryable, Statement } from '../../plugins/database.ts';
import type { CrmApp, Services } from '../../services.ts';
import { customerNotFound } from '../customers/repository.ts';
import { ErrorAnswer, Id, IdParams, Moment, NoQuery } from '../schema.ts';
import { encodeJson, sendJsonBytes } from '../send-bytes.ts';

const Timeline = Type.Object({
  customerId: Id,
  items: Type.Array(
    Type.Object({ id: Id, kind: Type.Integer(), note: Type.String(), createdAt: Moment }),
  ),
});

interface TimelineRow {
  /** Null where the customer has no activity. */
  readonly id: number | null;
  readonly kind: number;
  readonly note: string;
  readonly createdAt: string;
}

// One statement for both, so that a customer without activities is told from one that isn't there.
// Planned for each customer, as the order list is (see ../orders/repository.ts).
const latest: Statement = {
  name: 'timeline_latest',
  plannedEachTime: true,
  text: `SELECT a.id, a.kind, a.note, a.created_at AS "createdAt"
    FROM customers c
    LEFT JOIN LATERAL (
      SELECT id, kind, note, created_at FROM activities WHERE customer_id = $1
      ORDER BY created_at DESC, id DESC LIMIT 20
    ) a ON true
    WHERE c.id = $1 AND c.deleted_at IS NULL ORDER BY a.created_at DESC, a.id DESC`,
};

async function readTimeline(database: Queryable, customerId: number): Promise<Buffer> {
  const rows = await database.query<TimelineRow>(latest, [customerId]);
  if (rows.length === 0) throw customerNotFound(customerId);
  return encodeJson({ customerId, items: rows.filter((row) => row.id !== null) });
}

export function registerActivityRoutes(app: CrmApp, { cache, config, database }: Services): void {
  app.get(
    '/customers/:id/timeline',
    {
      config: { routeName: 'timeline' },
      schema: {
        params: IdParams,
        querystring: NoQuery,
        response: { 200: Timeline, 404: ErrorAnswer },
      },
    },
    async ({ params: { id } }, reply) => {
      const load = () => readTimeline(database, id);
      return sendJsonBytes(
        reply,
        await cache.read(cacheKeys.timeline(id), config.cacheTtlMs, load),
      );
    },
  );
}
