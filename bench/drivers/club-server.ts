// A service with logins, to score drivers with: it notes every cookie and token that does not belong to the request.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface ClubServer {
  /** `http://127.0.0.1:PORT` */
  readonly baseUrl: string;
  /** What no browser would have sent, and answers that reached the wrong user; empty where all is right. */
  readonly violations: readonly string[];
  /** Requests by path. */
  readonly asked: Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/**
 * - `POST /login?user=N`: 200, a session cookie, one for `/private` alone and one that is Secure; the token in a header;
 * - `GET /me?user=N`, `GET /private/me?user=N`: 200 for the session of user N whose token comes with it, else 403;
 * - `POST /leave`: 204, which takes the session cookie away; `GET /gone`: 401 where no session comes along;
 * - `POST /drop`: the connection ends without an answer; anything else: 200.
 */
export async function startClubServer(): Promise<ClubServer> {
  const violations: string[] = [];
  const asked: Record<string, number> = {};
  const sessions = new Map<string, { readonly user: string; readonly token: string }>();

  function login(user: string, response: ServerResponse): void {
    const id = randomUUID();
    const token = randomUUID();
    sessions.set(id, { user, token });
    response.setHeader('set-cookie', [
      `sid=${id}; Path=/; HttpOnly; SameSite=Lax`,
      'area=private; Path=/private',
      'sealed=yes; Path=/; Secure',
      'elsewhere=yes; Domain=example.org',
    ]);
    response.setHeader('x-token', token).end('welcome');
  }

  function serveMember(path: string, user: string, request: IncomingMessage): number {
    const cookies = readCookies(request);
    const session = sessions.get(cookies.get('sid') ?? '');
    const isPrivate = path === '/private/me';
    const faults = [
      session?.user !== user && `session of ${session?.user ?? 'nobody'} in a request of ${user}`,
      session?.token !== request.headers['x-token'] && 'the token is not that of the session',
      cookies.has('area') !== isPrivate && `cookie of /private: ${cookies.has('area')} at ${path}`,
      !cookies.has('sealed') && 'the Secure cookie is missing on loopback',
      cookies.has('elsewhere') && 'the cookie of another site came along',
    ].filter((fault) => fault !== false);
    violations.push(...faults);
    return faults.length === 0 ? 200 : 403;
  }

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://club');
    const user = url.searchParams.get('user') ?? '';
    const id = readCookies(request).get('sid');
    asked[url.pathname] = (asked[url.pathname] ?? 0) + 1;
    switch (url.pathname) {
      case '/login':
        login(user, response);
        return;
      case '/me':
      case '/private/me':
        response.writeHead(serveMember(url.pathname, user, request)).end('{"ok":true}');
        return;
      case '/leave':
        if (id === undefined || !sessions.delete(id)) violations.push('left without a session');
        response.writeHead(204, { 'set-cookie': 'sid=; Path=/; Max-Age=0' }).end();
        return;
      case '/gone':
        if (id !== undefined) violations.push('a session came along after it was left');
        response.writeHead(401).end('{"ok":false}');
        return;
      case '/drop':
        request.socket.destroy();
        return;
      default:
        response.end('{"ok":true}');
    }
  }

  const server = createServer((request, response) => {
    request.resume().once('end', () => serve(request, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  return {
    ...{ baseUrl: `http://127.0.0.1:${address.port}`, violations, asked },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function readCookies({ headers }: IncomingMessage): ReadonlyMap<string, string> {
  const pairs = (headers.cookie ?? '').split('; ').filter((pair) => pair !== '');
  return new Map(
    pairs.map((pair): [string, string] => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
