// The import of customers, as NDJSON or CSV.
import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { keysOfChangedCustomer } from '../../cache/keys.ts';
import { ServiceError } from '../../errors.ts';
import type { CrmApp, Services } from '../../services.ts';
import { ErrorAnswer, NoQuery } from '../schema.ts';
import type { ImportFormat } from './records.ts';
import { readSourceTrust, storeImport } from './repository.ts';

/** accepted + merged + rejected are all lines. */
const ImportAnswer = Type.Object({
  batchId: Type.String(),
  /** Whether the lines were cleaned and merged, or stored as typed in. */
  cleaned: Type.Boolean(),
  /** Customers that are new. */
  accepted: Type.Integer(),
  /** Lines about a customer who stands on another line or was there before. */
  merged: Type.Integer(),
  rejected: Type.Array(
    Type.Object({ line: Type.Integer(), reason: Type.String(), raw: Type.String() }),
  ),
});

const formatOfType = new Map<string, ImportFormat>([
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['text/csv', 'csv'],
]);

function readFormat({ headers }: FastifyRequest): ImportFormat {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  const format = formatOfType.get(type.trim().toLowerCase());
  if (format !== undefined) return format;
  throw new ServiceError('MEDIA_TYPE_UNSUPPORTED', 'Send application/x-ndjson or text/csv.');
}

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
  { acts, cache, config, database, work }: Services,
): void {
  const bodyLimit = config.importLimitBytes;
  const admission = createImportAdmission(config.importLimitRequests);
  app.addContentTypeParser(
    [...formatOfType.keys()],
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
    async (request) => {
      const format = readFormat(request);
      const upload = request.body;
      // Without a body no parser was asked.
      if (!Buffer.isBuffer(upload)) {
        throw new ServiceError('REQUEST_INVALID', 'Send the lines in the body.');
      }
      const batchId = randomUUID();
      const { cleaning: isCleaned } = config;
      const options = { format, isCleaned, receivedAtMs: Date.now() };
      const trustOf = await readSourceTrust(database);
      const prepared = await work.prepareImport({ upload, options: { ...options, trustOf } });
      const stored = await admission.takeTurn(() =>
        storeImport(database, batchId, prepared, isCleaned),
      );
      const { lineCount, rejected } = prepared;
      acts.add(isCleaned ? 'cleanedLines' : 'uncleanedLines', lineCount);
      acts.add('customerRowsWritten', stored.insertedCount + stored.changedIds.length);
      if (stored.changedIds.length > 0)
        await cache.invalidate(stored.changedIds.flatMap(keysOfChangedCustomer));
      const accepted = stored.insertedCount;
      const merged = lineCount - accepted - rejected.length;
      return { batchId, cleaned: isCleaned, accepted, merged, rejected: [...rejected] };
    },
  );
}
