// The URL of a PostgreSQL or Redis server: read strictly, decided like a target, and written anew with the
// address that was checked, so that no client has a name left to resolve or a second host to find in it.
import { isIP, isIPv6 } from 'node:net';
import { LoadstoneError } from '../errors.ts';
import { canonicalHost, isLoopbackAddress } from './address.ts';
import { type ResolveHost, resolveAllowed, resolveByDns } from './resolve-host.ts';
import { isLoopbackHost } from './url-fault.ts';

export type StoreKind = 'postgres' | 'redis';

const kinds = {
  postgres: { schemes: ['postgres:', 'postgresql:'], usualPort: 5432, example: 'postgres://' },
  redis: { schemes: ['redis:', 'rediss:'], usualPort: 6379, example: 'redis://' },
} as const satisfies Record<StoreKind, object>;

/**
 * Parameters by which one client or another (libpq, node-postgres, ioredis, JDBC) is led to another server than
 * the host of the URL, in small letters without signs between them.
 */
const detours: ReadonlySet<string> = new Set([
  ...[
    'host',
    'hostaddr',
    'port',
    'service',
    'servicefile',
    'path',
    'socket',
    'socketpath',
    'unixsocket',
  ],
  ...[
    'sentinels',
    'sentinel',
    'nodes',
    'servers',
    'natmap',
    'url',
    'connectionstring',
    'lookup',
    'dnslookup',
  ],
  ...[
    'connector',
    'stream',
    'proxy',
    'proxyhost',
    'socksproxyhost',
    'socketfactory',
    'socketfactoryarg',
  ],
]);

/** Carries the checked address beside a name that stays for the sake of its certificate, as libpq has it. */
const addressKey = 'hostaddr';

/** A store URL in its parts, nothing escaped. */
interface StoreParts {
  readonly scheme: string;
  readonly user: string;
  readonly password: string;
  /** Address or name in its one spelling; empty for a socket. */
  readonly hostname: string;
  /** Folder of a Unix socket; undefined for TCP. */
  readonly socketFolder: string | undefined;
  readonly port: number;
  readonly pathname: string;
  readonly params: URLSearchParams;
  readonly isTls: boolean;
}

/** Half a sentence in place of the parts where the URL can't be taken. */
type Reading = StoreParts | string;

function readStoreUrl(kind: StoreKind, text: string): Reading {
  const { schemes, usualPort, example } = kinds[kind];
  if (/[\p{Cc}\s\\]/u.test(text)) return 'must not hold blanks, line breaks or backslashes';
  const url = URL.parse(text);
  if (url === null) return `is no URL of one server; write ${example}127.0.0.1:${usualPort}`;
  if (!(schemes as readonly string[]).includes(url.protocol)) return `must begin with ${example}`;
  if (url.hash !== '') return 'must not hold a #; write %23';
  const detour = [...url.searchParams.keys()].find(isDetour);
  const folder = kind === 'postgres' ? readSocketFolder(url) : undefined;
  if (detour !== undefined && folder?.key !== detour)
    return `must not give ?${detour}=, which leads to another server than its host`;
  const [user, password] = [decode(url.username), decode(url.password)];
  if (user === undefined || password === undefined)
    return 'has a user or password with a % that is no escape; write %25';
  const hostname = folder === undefined ? canonicalHost(url.hostname) : '';
  if (url.hostname === '' && folder === undefined)
    return `names no host, so that a default or PGHOST would decide; write ${example}127.0.0.1:${usualPort}`;
  if (hostname === undefined) return 'must name one host, as an address or a name';
  const params = new URLSearchParams(url.searchParams);
  if (folder?.key !== undefined) params.delete(folder.key);
  return {
    ...{ scheme: url.protocol, user, password, hostname, socketFolder: folder?.path },
    port: Number(url.port || usualPort),
    ...{ pathname: url.pathname, params, isTls: asksForTls(url) },
  };
}

function isDetour(key: string): boolean {
  return detours.has(key.toLowerCase().replaceAll(/[^a-z]/g, ''));
}

/** `postgres://%2Frun%2Fpostgresql/db` or `postgres:///db?host=/run/postgresql`. */
function readSocketFolder(url: URL): { readonly path: string; readonly key?: string } | undefined {
  const host = decode(url.hostname);
  if (host?.startsWith('/')) return { path: host };
  const given = url.searchParams.getAll('host');
  const [path] = given;
  if (url.hostname !== '' || given.length !== 1 || !path?.startsWith('/')) return undefined;
  return { path, key: 'host' };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function asksForTls({ protocol, searchParams }: URL): boolean {
  const mode = searchParams.get('sslmode') ?? 'disable';
  const ssl = searchParams.get('ssl') ?? 'false';
  const isDirect = searchParams.get('sslnegotiation') === 'direct';
  return protocol === 'rediss:' || mode !== 'disable' || !['false', '0'].includes(ssl) || isDirect;
}

/** The host as it stands in the list of allowed hosts. */
const listed = (hostname: string): string => (isIPv6(hostname) ? `[${hostname}]` : hostname);

/**
 * What is wrong with a URL as it is written, as half a sentence, or undefined; names are resolved later.
 * @param allowedHosts other hosts that may be reached, see allow-list.ts
 */
export function findStoreFault(
  kind: StoreKind,
  text: string,
  allowedHosts: ReadonlySet<string> = new Set(),
): string | undefined {
  const read = readStoreUrl(kind, text);
  if (typeof read === 'string') return read;
  const { hostname, socketFolder } = read;
  const isHere = isIP(hostname) === 0 ? isLoopbackHost(hostname) : isLoopbackAddress(hostname);
  if (socketFolder !== undefined || isHere || allowedHosts.has(listed(hostname))) return undefined;
  return `must be on this machine (127.0.0.1, localhost or [::1]), not ${hostname}, unless the host stands in loadstone.targets and is given with --allow-target`;
}

/**
 * Decides over the server, resolves its name once, and writes the URL anew: `postgres://user:…@127.0.0.1:5432/db`.
 * Where it asks for TLS by name, the name stays for the certificate, and the address stands beside it
 * (`hostaddr`): such a URL is for `readStoreAddress`, and others are told it by `tellStoreUrl`.
 * @throws LoadstoneError TARGET_NOT_LOOPBACK
 */
export async function checkStoreUrl(
  kind: StoreKind,
  text: string,
  allowedHosts: ReadonlySet<string> = new Set(),
  resolveHost: ResolveHost = resolveByDns,
): Promise<string> {
  const read = readStoreUrl(kind, text);
  if (typeof read === 'string') throw refuse(kind, read);
  if (read.socketFolder !== undefined)
    return writeStoreUrl(read, encodeURIComponent(read.socketFolder));
  const { hostname, port, isTls } = read;
  const asked = { hostname, port, shown: `${nameOf(kind)} at ${listed(hostname)}:${port}` };
  const address = await resolveAllowed(asked, allowedHosts.has(listed(hostname)), resolveHost);
  if (!isTls || isIP(hostname) !== 0) return writeStoreUrl(read, listed(address));
  const params = new URLSearchParams(read.params);
  params.set(addressKey, address);
  return writeStoreUrl({ ...read, params }, hostname);
}

const nameOf = (kind: StoreKind): string => (kind === 'postgres' ? 'PostgreSQL' : 'Redis');

function refuse(kind: StoreKind, why: string): LoadstoneError {
  return new LoadstoneError('TARGET_NOT_LOOPBACK', `The URL of ${nameOf(kind)} ${why}.`, {
    hint: 'Mend the URL: it names one server, and nothing in it may lead to another; see docs/reach.md.',
  });
}

function writeStoreUrl(
  { scheme, user, password, port, pathname, params }: StoreParts,
  host: string,
) {
  const secret = password === '' ? '' : `:${encodeURIComponent(password)}`;
  const login = user === '' && secret === '' ? '' : `${encodeURIComponent(user)}${secret}@`;
  return `${scheme}//${login}${host}:${port}${pathname}${writeParams(params)}`;
}

/** libpq takes no `+` for a blank. */
function writeParams(params: URLSearchParams): string {
  return params.size === 0 ? '' : `?${String(params).replaceAll('+', '%20')}`;
}

/** Where the client of a store connects. */
export interface StoreAddress {
  /** An address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  /** Name in its certificate; undefined for plain connections, and where the URL has an address only. */
  readonly servername: string | undefined;
}

/**
 * Address of a URL that `checkStoreUrl` wrote.
 * @throws LoadstoneError TARGET_NOT_LOOPBACK for any other, whose host could lead anywhere by now
 */
export function readStoreAddress(kind: StoreKind, checked: string): StoreAddress {
  const found = findStoreAddress(kind, checked);
  if (found !== undefined) return found;
  throw refuse(kind, 'is not the one that was checked');
}

/** True for a URL that `checkStoreUrl` wrote. */
export function isCheckedStoreUrl(kind: StoreKind, text: string): boolean {
  return findStoreAddress(kind, text) !== undefined;
}

function findStoreAddress(kind: StoreKind, checked: string): StoreAddress | undefined {
  const address = URL.parse(checked)?.searchParams.get(addressKey) ?? undefined;
  const read = readStoreUrl(kind, tellStoreUrl(checked));
  if (typeof read === 'string') return undefined;
  const { hostname, port, socketFolder, isTls } = read;
  if (socketFolder !== undefined) return { host: socketFolder, port, servername: undefined };
  if (isIP(hostname) !== 0) return { host: hostname, port, servername: undefined };
  if (!isTls || address === undefined || isIP(address) === 0) return undefined;
  return { host: address, port, servername: hostname };
}

/** A checked URL as a service is told it. One that asks for TLS by name resolves the name itself. */
export function tellStoreUrl(checked: string): string {
  const url = URL.parse(checked);
  if (url === null || !url.searchParams.has(addressKey)) return checked;
  const params = new URLSearchParams(url.searchParams);
  params.delete(addressKey);
  url.search = writeParams(params);
  return url.href;
}
