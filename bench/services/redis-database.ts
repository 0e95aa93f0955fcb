// A logical database of a given Redis server, claimed for one variant and emptied afterwards.
import { Redis } from 'ioredis';
import { readStoreAddress } from '../reach/store-url.ts';
import { withoutCredentials } from './given-url.ts';

const claimKey = 'loadstone:claim';

/** The URL without user, password and query, for messages. */
export function hideSecrets(url: string): string {
  return withoutCredentials(url) || 'the given URL';
}

/** In parts, since ioredis takes options from the query of a URL, other servers among them. */
function readOptions(url: string) {
  const { host, port, servername } = readStoreAddress('redis', url);
  const { protocol, username, password, pathname } = new URL(url);
  const [, database = '0'] = /^\/(\d+)$/.exec(pathname) ?? [];
  return {
    ...{ host, port, db: Number(database) },
    ...{ username: decodeURIComponent(username), password: decodeURIComponent(password) },
    ...(protocol === 'rediss:' && { tls: servername === undefined ? {} : { servername } }),
  };
}

/**
 * A connection that gives up soon instead of retrying for ever, which is ioredis' default.
 * @param url as `checkStoreUrl` wrote it
 * @throws LoadstoneError TARGET_NOT_LOOPBACK for any other
 */
export async function openRedis(url: string): Promise<Redis> {
  const redis = new Redis({
    ...readOptions(url),
    lazyConnect: true,
    connectTimeout: 3_000,
    commandTimeout: 5_000,
    maxRetriesPerRequest: 1,
    retryStrategy: () => null,
    connectionName: 'loadstone',
  });
  // Failures reach the caller through the commands; without a listener they would end the process.
  redis.on('error', () => {});
  await redis.connect();
  return redis;
}

export interface RedisClaim {
  /** The server's URL with the number of the claimed database. */
  readonly url: string;
  /** Empties the database and gives it back. */
  release(): Promise<void>;
}

function buildDatabaseUrl(url: string, index: number): string {
  const parsed = new URL(url);
  parsed.pathname = `/${index}`;
  return parsed.toString();
}

/** The database that the URL names, or all of the server's, the last first. */
async function listCandidates(redis: Redis, url: string): Promise<readonly number[]> {
  const named = /^\/(\d+)$/.exec(new URL(url).pathname)?.[1];
  if (named !== undefined && named !== '0') return [Number(named)];
  const answer = await redis.config('GET', 'databases').catch(() => ['databases', '1']);
  const count = Number((answer as readonly string[])[1] ?? 1);
  return Array.from({ length: count }, (_, index) => count - 1 - index);
}

/**
 * Claims an empty logical database, so that no key of anybody else is ever touched; undefined where
 * every database holds keys.
 * @param note called before the claim is made, with what `clearRedisDatabase` needs to undo it
 */
export async function claimRedisDatabase(
  url: string,
  token: string,
  note: (databaseUrl: string) => void,
): Promise<RedisClaim | undefined> {
  const redis = await openRedis(url);
  try {
    for (const index of await listCandidates(redis, url)) {
      await redis.select(index);
      if ((await redis.dbsize()) > 0) continue;
      const databaseUrl = buildDatabaseUrl(url, index);
      note(databaseUrl);
      if ((await redis.set(claimKey, token, 'NX')) !== 'OK') continue;
      // A key that came between the count and the claim is another program's: leave it all alone.
      if ((await redis.dbsize()) > 1) {
        await redis.del(claimKey);
        continue;
      }
      const release = async () => {
        await clearRedisDatabase(databaseUrl, token);
      };
      return { url: databaseUrl, release };
    }
    return undefined;
  } finally {
    redis.disconnect();
  }
}

/**
 * Deletes all keys of a database that still carries the claim; the claim goes last, so that a
 * clean-up that was cut off can be done again.
 * @returns false where the claim is not there, and nothing was touched
 */
export async function clearRedisDatabase(url: string, token: string): Promise<boolean> {
  const redis = await openRedis(url);
  try {
    if ((await redis.get(claimKey)) !== token) return false;
    let cursor = '0';
    do {
      const [next, keys] = await redis.scan(cursor, 'COUNT', 1_000);
      cursor = next;
      const others = keys.filter((key) => key !== claimKey);
      if (others.length > 0) await redis.unlink(...others);
    } while (cursor !== '0');
    await redis.del(claimKey);
    return true;
  } finally {
    redis.disconnect();
  }
}
