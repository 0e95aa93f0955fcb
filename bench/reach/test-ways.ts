// Ways in which a text leads a client to another server than the one that was meant; for tests of the gate.
import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';

/** A server that nobody may reach. */
export interface Victim {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly port: number;
  /** Connections that were opened to it so far. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** Any connection counts, whether a request came over it or not. */
export async function startVictim(address = '127.0.0.1'): Promise<Victim> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}');
  });
  server.listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    host: address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`,
    port,
    connections: () => connections,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The server that is meant: answers 200, or a redirect where the path asks for one. */
export interface MeantServer {
  readonly baseUrl: string;
  readonly port: number;
  readonly received: readonly string[];
  close(): Promise<void>;
}

/** @param redirectTo where `/redirect/STATUS` leads */
export async function startMeant(redirectTo: string, address = '127.0.0.1'): Promise<MeantServer> {
  const received: string[] = [];
  const server: HttpServer = createServer((request, response) => {
    received.push(request.url ?? '');
    const status = /^\/redirect\/(\d+)/.exec(request.url ?? '')?.[1];
    if (status !== undefined) response.writeHead(Number(status), { location: redirectTo });
    response.end('{}');
  });
  server.listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    ...{ port, received },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A trick by name. */
export type Tricks = Readonly<Record<string, string>>;

/** Paths that must be refused wherever they stand. @param host of the victim, with its port */
export function listBadPaths(host: string): Tricks {
  const port = host.replace(/^.*:/, '');
  return {
    'two slashes': `//${host}/x`,
    'three slashes': `///${host}/x`,
    'four slashes': `////${host}/x`,
    'two slashes and a user': `//user:pw@${host}/x`,
    'two slashes and an empty user': `//@${host}/x`,
    'two slashes and a decimal address': `//2130706433:${port}/x`,
    'two slashes and a hex address': `//0x7f000001:${port}/x`,
    'two slashes and an octal address': `//0177.0.0.01:${port}/x`,
    'two slashes and a short address': `//127.1:${port}/x`,
    'two slashes and a mapped address': `//[::ffff:127.0.0.1]:${port}/x`,
    'two slashes and a mapped address in hex': `//[::ffff:7f00:1]:${port}/x`,
    'two slashes and a name': `//localhost:${port}/x`,
    'two slashes and wide digits': `//１２７.0.0.1:${port}/x`,
    'two slashes and ideographic stops': `//127。0。0。1:${port}/x`,
    'slash and backslash': `/\\${host}/x`,
    'backslash and slash': `\\/${host}/x`,
    'two backslashes': `\\\\${host}\\x`,
    'slash, two backslashes': `/\\\\${host}/x`,
    'backslash further on': `/x\\..\\..\\/${host}/x`,
    'a tab between slashes': `/\t/${host}/x`,
    'a line feed between slashes': `/\n/${host}/x`,
    'a carriage return between slashes': `/\r/${host}/x`,
    'a line break between slashes': `/\r\n/${host}/x`,
    'a tab before slashes': `\t//${host}/x`,
    'a blank before slashes': ` //${host}/x`,
    'a null character between slashes': `/\0/${host}/x`,
    'a C1 character between slashes': `/\u0085/${host}/x`,
    'a tab before a backslash': `/\t\\${host}/x`,
    'a user before the host': `@${host}/x`,
    'a password before the host': `:pw@${host}/x`,
    'a port behind the host': `:${port}/x`,
    'digits behind the port': '0/x',
    'a longer name': `.${host}/x`,
    'a query that ends the host': `?@${host}/x`,
    'a fragment that ends the host': `#@${host}/x`,
    'a whole URL': `http://${host}/x`,
    'a whole URL in capitals': `HTTP://${host}/x`,
    'a whole URL of https': `https://${host}/x`,
    'a URL with one slash': `http:/${host}/x`,
    'a URL without a slash': `http:${host}/x`,
    'a URL with backslashes': `http:\\\\${host}\\x`,
    'a URL with a tab in its scheme': `ht\ttp://${host}/x`,
    'another scheme': `ws://${host}/x`,
    'a second request line': `/x HTTP/1.1\r\nHost: ${host}\r\n\r\nGET /y`,
    'a header in a line of its own': `/x\r\nHost: ${host}`,
    'nothing at all': '',
  };
}

/** Paths that name another host, yet lead nowhere but to the server that they are asked of. */
export function listOddPaths(host: string): Tricks {
  return {
    'two slashes behind a dot': `/.//${host}/x`,
    'two slashes behind two dots': `/..//${host}/x`,
    'two slashes further on': `/x//${host}/x`,
    'escaped slashes': `/%2F%2F${host}/x`,
    'an escaped backslash': `/%5C${host}/x`,
    'an escaped line break': `/%0d%0aHost:%20${host}`,
    'an escaped tab between slashes': `/%09/${host}/x`,
    'a user behind the slash': `/@${host}/x`,
    'a user and password behind the slash': `/user:pw@${host}/x`,
    'a URL behind the slash': `/http://${host}/x`,
    'a URL in the query': `/x?to=http://${host}/x`,
    'a backslash in the query': `/x?to=\\\\${host}\\x`,
    'two slashes in the query': `/?//${host}/x`,
    'a user in the fragment': `/#@${host}/x`,
    'a wide slash': `/／${host}/x`,
    'a line separator': `/\u2028/${host}/x`,
    'dots that climb': `/../../../${host}/x`,
    'escaped dots that climb': `/%2e%2e/%2e%2e/${host}/x`,
  };
}

/** URLs of a target that lead to another machine (192.0.2.1 where they have an address), or to none. */
export const badTargetUrls: Tricks = {
  'another address': 'http://192.0.2.1:3000',
  'another address by https': 'https://192.0.2.1',
  'a decimal address': 'http://3221225985',
  'a hex address': 'http://0xc0000201',
  'an octal address': 'http://0300.0.02.01',
  'an address of three parts': 'http://192.0.513',
  'an address in wide digits': 'http://１９２.0.2.1',
  'an address with ideographic stops': 'http://192。0。2。1',
  'an escaped address': 'http://%31%39%32.0.2.1',
  'a mapped address': 'http://[::ffff:192.0.2.1]:3000',
  'a mapped address in hex': 'http://[::ffff:c000:201]',
  'a mapped address in full': 'http://[0:0:0:0:0:ffff:c000:201]',
  'a compatible address': 'http://[::192.0.2.1]',
  'a compatible loopback address': 'http://[::127.0.0.1]',
  'a translated address': 'http://[64:ff9b::c000:201]',
  'a 6to4 address': 'http://[2002:c000:201::1]',
  'a link-local address with a zone': 'http://[fe80::1%25lo]',
  'a loopback address with a zone': 'http://[::1%25lo]',
  'the unspecified address': 'http://0.0.0.0:3000',
  'the unspecified address as a number': 'http://0:3000',
  'the unspecified address of IPv6': 'http://[::]:3000',
  'the broadcast address': 'http://255.255.255.255',
  'a metadata address': 'http://169.254.169.254',
  'loopback as a user': 'http://127.0.0.1@192.0.2.1',
  'loopback as user and password': 'http://127.0.0.1:3000@192.0.2.1',
  'a user and a password': 'http://user:pw@127.0.0.1:3000',
  'loopback behind a fragment': 'http://192.0.2.1#@127.0.0.1',
  'loopback behind a query': 'http://192.0.2.1?@127.0.0.1',
  'loopback behind a backslash': 'http://192.0.2.1\\@127.0.0.1',
  'a backslash before a user': 'http://127.0.0.1\\@192.0.2.1',
  'a name that begins like loopback': 'http://127.0.0.1.victim.test',
  'a name that begins like localhost': 'http://localhost.victim.test',
  'a name that ends like localhost': 'http://victimlocalhost',
  'another name': 'http://victim.test:3000',
  'a name of the network for loopback': 'http://localtest.me',
  'an escaped dot': 'http://127.0.0.1%2evictim.test',
  'an escaped null character': 'http://127.0.0.1%00.victim.test',
  'a tab inside': 'http://127.0.0.1\t.victim.test',
  'a line break inside': 'http://127.0.0.1\n.victim.test',
  'a line break in the scheme': 'ht\ntp://192.0.2.1',
  'a path that names another host': 'http://127.0.0.1:3000//192.0.2.1',
  'a query': 'http://127.0.0.1:3000?x=//192.0.2.1',
  'no scheme': '//192.0.2.1',
  'a scheme without slashes': 'http:192.0.2.1',
  'another scheme': 'ftp://127.0.0.1',
  'a file': 'file:///etc/passwd',
  'a socket of another kind': 'unix:///run/docker.sock',
};

/** URLs of PostgreSQL that lead elsewhere. @param own `HOST:PORT` of a server on this machine that is meant */
export function listBadPostgresUrls(own: string, victim: Victim): Tricks {
  const [port, decimal] = [victim.port, 2_130_706_433];
  return {
    'another address': 'postgres://u@192.0.2.1:5432/db',
    'another name': 'postgres://u@victim.test/db',
    'a decimal address': 'postgres://u@3221225985/db',
    'a hex address': 'postgres://u@0xc0000201/db',
    'a mapped address': 'postgres://u@[::ffff:192.0.2.1]/db',
    'the unspecified address': 'postgres://u@0.0.0.0/db',
    'a zone': 'postgres://u@[::1%25lo]/db',
    'loopback as a user': 'postgres://127.0.0.1@192.0.2.1/db',
    'loopback as user and password': 'postgres://127.0.0.1:5432@192.0.2.1/db',
    'two @': `postgres://u@${own}@victim.test/db`,
    'a backslash before a user': 'postgres://127.0.0.1\\@192.0.2.1/db',
    'an escaped name': 'postgres://u@victim%2Etest/db',
    'a second host': 'postgres://u@127.0.0.1,192.0.2.1/db',
    'a second host with ports': `postgres://u@${own},${victim.host}/db`,
    'a host in the query': `postgres://u@${own}/db?host=127.0.0.1&port=${port}`,
    'a host in the query in capitals': `postgres://u@${own}/db?HOST=192.0.2.1`,
    'a host address in the query': `postgres://u@${own}/db?hostaddr=192.0.2.1`,
    'a port in the query': `postgres://u@${own}/db?port=${port}`,
    'an escaped key in the query': `postgres://u@${own}/db?%68ost=127.0.0.1&port=${port}`,
    'a service in the query': `postgres://u@${own}/db?service=victim`,
    'a socket factory in the query': `postgres://u@${own}/db?socketFactory=victim`,
    'no host': 'postgres:///db',
    'no host but a user': 'postgres://u:pw@/db',
    'no host but a port': `postgres://:${port}/db`,
    'a host in the query alone': `postgres:///db?host=127.0.0.1&port=${port}`,
    'a socket and a host in the query': `postgres:///db?host=/run&host=127.0.0.1`,
    'a tab inside': `postgres://u@127.0.0.1\t.victim.test/db`,
    'a line break inside': 'postgres://u@127.0.0.1\n.victim.test/db',
    'a fragment': 'postgres://u@192.0.2.1#@127.0.0.1/db',
    'another scheme': `http://${victim.host}/db`,
    'a socket scheme': 'socket:/run/postgresql?db=x',
    'a decimal address of this machine and a name': `postgres://u@${decimal}.victim.test/db`,
  };
}

/** The same of Redis. */
export function listBadRedisUrls(own: string, victim: Victim): Tricks {
  const { port } = victim;
  return {
    'another address': 'redis://192.0.2.1:6379',
    'another address by TLS': 'rediss://192.0.2.1:6379',
    'another name': 'redis://victim.test',
    'a decimal address': 'redis://3221225985',
    'a mapped address': 'redis://[::ffff:192.0.2.1]',
    'the unspecified address of IPv6': 'redis://[::]:6379',
    'loopback as a user': 'redis://127.0.0.1@192.0.2.1',
    'loopback as user and password': 'redis://127.0.0.1:6379@192.0.2.1',
    'no host': 'redis:///0',
    'no host, which the query gives': `redis:///0?host=127.0.0.1&port=${port}`,
    'a host in the query': `redis://${own}/0?host=127.0.0.1&port=${port}`,
    'a socket in the query': `redis://${own}/0?path=/run/victim.sock`,
    'sentinels in the query': `redis://${own}/0?sentinels=127.0.0.1:${port}`,
    'a map of addresses in the query': `redis://${own}/0?natMap=x`,
    'a connector in the query': `redis://${own}/0?Connector=x`,
    'a port alone': `${port}`,
    'a host and a port': victim.host,
    'no scheme': `//${victim.host}`,
    'a socket': '/run/victim.sock',
    'another scheme': `http://${victim.host}`,
    'a scheme of sentinels': `redis+sentinel://${victim.host}`,
    'a tab inside': 'redis://127.0.0.1\t.victim.test',
  };
}
