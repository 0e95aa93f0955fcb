// The cleaning of stored customers.
import { randomUUID } from 'node:crypto';
import Type from 'typebox';
import { keysOfChangedCustomer } from '../../cache/keys.ts';
import type { CrmApp, Services } from '../../services.ts';
import { ErrorAnswer, Id, NoQuery } from '../schema.ts';
import { readStored, storeCleaning } from './repository.ts';

const CleaningOrder = Type.Object(
  {
    /** The first id. */
    fromId: Id,
    /** How many ids, whether or not there is a customer of each. */
    count: Type.Integer({ minimum: 1, maximum: 2_000 }),
  },
  { additionalProperties: false },
);

const CleaningAnswer = Type.Object({
  batchId: Type.String(),
  /** False where the service does not clean; then nothing was read or changed. */
  cleaned: Type.Boolean(),
  read: Type.Integer(),
  changed: Type.Integer(),
  merged: Type.Integer(),
});

export function registerQualityRoutes(app: CrmApp, services: Services): void {
  const { acts, cache, config, database, work } = services;
  app.post(
    '/dq/clean',
    {
      config: { routeName: 'dq_clean', needs: 'orders:enter' },
      schema: {
        ...{ querystring: NoQuery, body: CleaningOrder },
        response: { 200: CleaningAnswer, 400: ErrorAnswer, 503: ErrorAnswer },
      },
    },
    async ({ body: { fromId, count } }) => {
      const batchId = randomUUID();
      if (!config.cleaning) return { batchId, cleaned: false, read: 0, changed: 0, merged: 0 };
      const range = { fromId, beforeId: fromId + count };
      const rows = await readStored(database, range);
      const cleaned = await work.cleanStored(rows);
      const stored = await storeCleaning(database, batchId, range, cleaned);
      const { changedIds, mergedCount: merged } = stored;
      acts.add('cleanedRows', rows.length);
      acts.add('customerRowsWritten', changedIds.length + merged);
      if (changedIds.length > 0) await cache.invalidate(changedIds.flatMap(keysOfChangedCustomer));
      return { batchId, cleaned: true, read: rows.length, changed: changedIds.length, merged };
    },
  );
}
