// How pages reach the browser: CRM_DELIVERY. Each level counts what it does.
import { constants } from 'node:zlib';
import fastifyCompress from '@fastify/compress';
import fastifyEtag from '@fastify/etag';
import type { FastifyReply } from 'fastify';
import { cacheKeys } from '../../cache/keys.ts';
import type { CrmApp, Services } from '../../services.ts';

/** Smaller bodies gain less than they cost. */
const compressedFromBytes = 1_024;
const brotliQuality = 4;

/** Puts what the level does on all answers of this scope. */
export async function registerDelivery(
  app: CrmApp,
  { acts, config: { delivery } }: Pick<Services, 'acts' | 'config'>,
): Promise<void> {
  if (delivery === 'compressed') {
    await app.register(fastifyCompress, {
      ...{ threshold: compressedFromBytes, encodings: ['br', 'gzip'] },
      // The usual effort of brotli is meant for files that are compressed once.
      brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } },
    });
    app.addHook('onResponse', async (_request, reply) => {
      if (reply.getHeader('content-encoding') !== undefined) acts.add('compressedPages');
    });
  }
  if (delivery === 'etag') {
    await app.register(fastifyEtag);
    app.addHook('onResponse', async (_request, { statusCode }) => {
      if (statusCode === 304) acts.add('unchangedPages');
    });
  }
}

/** A page may be kept by its reader alone; with an ETag it asks each time whether it is still the same. */
export function sendPage(reply: FastifyReply, page: string | Buffer): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'private, no-cache')
    .header('vary', 'accept-language')
    .send(page);
}

/**
 * The page, or at the level `fragments` what the cache holds of it: at most as old as an answer of the dashboard may be.
 * @param key language and path of the page
 */
export async function deliverPage(
  { acts, cache, config }: Services,
  key: string,
  render: () => Promise<string>,
): Promise<string | Buffer> {
  if (config.delivery !== 'fragments') return render();
  let isKept = true;
  const ttlMs = Math.min(config.cacheDashboardTtlMs, config.cacheTtlMs);
  const page = await cache.read(cacheKeys.page(key), ttlMs, async () => {
    isKept = false;
    return Buffer.from(await render());
  });
  if (isKept) acts.add('keptPages');
  return page;
}
