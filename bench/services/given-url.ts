// URLs of servers that the user gave: what of them may stand in a file, and the rest, which the user gives again.
import { checkStoreUrl, findStoreFault, type StoreKind } from '../reach/store-url.ts';

/** Parameters that lead to the server, and are no secret. */
const leading = ['host', 'hostaddr'];

/** The URL without user and password, and with what of its query leads to the server; an empty text where it is none. */
export function withoutCredentials(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return '';
  [parsed.username, parsed.password, parsed.hash] = ['', '', ''];
  for (const key of new Set(parsed.searchParams.keys()))
    if (!leading.includes(key)) parsed.searchParams.delete(key);
  return parsed.toString();
}

/** Both as they are given and with the addresses that were checked, as journals note them. */
export async function readGivenUrls(
  given: Readonly<Record<StoreKind, string | undefined>>,
  allowedHosts: ReadonlySet<string>,
): Promise<readonly string[]> {
  const all = await Promise.all(
    (['postgres', 'redis'] as const).map(async (kind) => {
      const url = given[kind];
      if (url === undefined) return [];
      // One that can't be taken is told where it is used.
      return checkStoreUrl(kind, url, allowedHosts).then(
        (checked) => [checked, url],
        () => [url],
      );
    }),
  );
  return all.flat();
}

/**
 * The URL with user, password and query of the given one of the same server; as it is where it has its own, or where
 * no such server is given.
 */
export function withCredentials(url: string, givenUrls: readonly string[]): string {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return url;
  const given = givenUrls
    .map((one) => URL.parse(one))
    .find((one) => one !== null && nameServer(one) === nameServer(parsed));
  if (given === undefined || given === null) return url;
  [parsed.username, parsed.password, parsed.search] = [
    given.username,
    given.password,
    given.search,
  ];
  return parsed.toString();
}

function nameServer({ protocol, hostname, port, searchParams }: URL): string {
  const scheme = protocol.replace('postgresql:', 'postgres:');
  return [scheme, hostname, port, ...leading.map((key) => searchParams.get(key) ?? '')].join(' ');
}

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
