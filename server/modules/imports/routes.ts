// The import of customers as NDJSON.
import { randomUUID } from 'node:crypto';
import Type from 'typebox';
import { ServiceError } from '../../errors.ts';
import type { CrmApp, Services } from '../../services.ts';
import { ErrorAnswer, NoQuery } from '../schema.ts';
import { createImportAdmission } from './admission.ts';
import { storeBatch } from './repository.ts';

const ImportAnswer = Type.Object({
  batchId: Type.String(),
  accepted: Type.Integer(),
  rejected: Type.Array(
    Type.Object({ line: Type.Integer(), reason: Type.String(), raw: Type.String() }),
  ),
});

/**
 * Registers the import; its cleaning runs where the threading level says. Batches are stored one after the
 * other: the database lets only one in at a time, and those who wait there would each hold a connection.
 */
export function registerImportRoutes(app: CrmApp, { config, database, work }: Services): void {
  const bodyLimit = config.importLimitBytes;
  const admission = createImportAdmission(config.importLimitRequests);
  app.addContentTypeParser(
    ['application/x-ndjson', 'application/ndjson'],
    { parseAs: 'buffer', bodyLimit },
    (_request, body, done) => done(null, body),
  );
  app.post(
    '/customers/import',
    {
      bodyLimit,
      config: { routeName: 'customer_import' },
      onRequest: admission.admit,
      onResponse: admission.release,
      schema: {
        querystring: NoQuery,
        response: { 200: ImportAnswer, 415: ErrorAnswer, 503: ErrorAnswer },
      },
    },
    async ({ body }) => {
      if (!Buffer.isBuffer(body)) {
        throw new ServiceError('MEDIA_TYPE_UNSUPPORTED', 'Send lines of application/x-ndjson.');
      }
      const batchId = randomUUID();
      const batch = await work.cleanImport(body);
      const rejected = await admission.takeTurn(() => storeBatch(database, batchId, batch));
      return { batchId, accepted: batch.lineCount - rejected.length, rejected: [...rejected] };
    },
  );
}
