// Which Redis the environment names for commands that look for one.
import { findStoreFault } from '../reach/store-url.ts';

/**
 * LOADSTONE_REDIS_URL is meant for us, and is refused where it is elsewhere. REDIS_URL is somebody else's: it
 * counts only where it is on this machine.
 */
export function readRedisUrl(
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const { LOADSTONE_REDIS_URL: own, REDIS_URL: usual } = env;
  if (own) return own;
  return usual && findStoreFault('redis', usual) === undefined ? usual : undefined;
}
