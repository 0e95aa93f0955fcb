// The import of customers as NDJSON.
import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { ServiceError } from '../../errors.ts';
import type { CrmApp, Services } from '../../services.ts';
import { ErrorAnswer, NoQuery } from '../schema.ts';
import { storeBatch } from './repository.ts';

const ImportAnswer = Type.Object({
  batchId: Type.String(),
  accepted: Type.Integer(),
  rejected: Type.Array(
    Type.Object({ line: Type.Integer(), reason: Type.String(), raw: Type.String() }),
  ),
});

/** How many imports may be under way, so that they can't take all connections and all memory from the rest. */
interface ImportAdmission {
  /** Before the body is read. @throws ServiceError OVERLOADED where `limit` imports are under way */
  admit(request: FastifyRequest): Promise<void>;
  /** When the answer is sent, or the client is gone. */
  release(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Runs one piece of work at a time, in the order of the calls. */
  takeTurn<T>(work: () => Promise<T>): Promise<T>;
}

/** @param limit imports of this process, those that wait for their turn included; at least 1 */
function createImportAdmission(limit: number): ImportAdmission {
  const underWay = new Set<FastifyRequest>();
  let last: Promise<unknown> = Promise.resolve();
  return {
    admit: async (request) => {
      if (underWay.size >= limit) {
        throw new ServiceError('OVERLOADED', `${limit} imports are under way; try again later.`);
      }
      underWay.add(request);
    },
    release: async (request) => {
      underWay.delete(request);
    },
    takeTurn: (work) => {
      const turn = last.then(work);
      last = turn.catch(() => {});
      return turn;
    },
  };
}

/**
 * Registers the import; its cleaning runs where the threading level says. Batches are stored one after the
 * other: the database lets only one in at a time, and those who wait there would each hold a connection.
 */
export function registerImportRoutes(
  app: CrmApp,
  { acts, config, database, work }: Services,
): void {
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
      config: { routeName: 'customer_import', needs: 'orders:enter' },
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
      const accepted = batch.lineCount - rejected.length;
      acts.add('customerRowsWritten', accepted);
      return { batchId, accepted, rejected: [...rejected] };
    },
  );
}
