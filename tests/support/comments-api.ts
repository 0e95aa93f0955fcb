// A forge's API of comments on loopback: one pull request with comments, and a note of each call.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface StoredComment {
  readonly id: number;
  readonly author: string;
  body: string;
}

export interface CommentsApi {
  readonly url: string;
  readonly comments: StoredComment[];
  /** `POST /repos/…` without the query. */
  readonly calls: string[];
  close(): Promise<void>;
}

/** What the pull request's head is, and under which name comments are written. */
interface ApiFacts {
  readonly headSha: string;
  readonly author: string;
  /** Without it every call is refused. */
  readonly token: string;
}

/** Speaks as GitHub below /repos and as GitLab below /projects; a list comes in pages, as it is asked for. */
export async function openCommentsApi({ headSha, author, token }: ApiFacts): Promise<CommentsApi> {
  const comments: StoredComment[] = [];
  const calls: string[] = [];
  let nextId = 1_000;
  const idOfUser = (name: string) => (name === author ? 1 : 2);
  const show = ({ id, author: name, body }: StoredComment) => ({
    ...{ id, body, user: { login: name }, author: { id: idOfUser(name) } },
  });
  const respond = (method: string, url: URL, body: string): unknown => {
    if (method === 'GET' && url.pathname.endsWith('/pulls'))
      return url.searchParams.get('head') === 'stranger:topic'
        ? [{ number: 7, head: { sha: headSha } }]
        : [];
    if (method === 'GET' && url.pathname === '/user') return { id: 1 };
    if (method === 'GET') {
      const size = Number(url.searchParams.get('per_page'));
      const from = (Number(url.searchParams.get('page')) - 1) * size;
      return comments.slice(from, from + size).map(show);
    }
    const text: string = JSON.parse(body).body;
    if (method === 'POST') {
      const made = { id: nextId, author, body: text };
      nextId += 1;
      comments.push(made);
      return show(made);
    }
    const changed = comments.find(({ id }) => url.pathname.endsWith(`/${id}`));
    if (changed) changed.body = text;
    return changed && show(changed);
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://forge');
    let body = '';
    for await (const part of request) body += part;
    calls.push(`${request.method} ${url.pathname}`);
    const given = [request.headers.authorization, request.headers['private-token']];
    const isAllowed = given.includes(`Bearer ${token}`) || given.includes(token);
    const answer = isAllowed ? respond(request.method ?? '', url, body) : undefined;
    response.statusCode = isAllowed ? (answer === undefined ? 404 : 200) : 401;
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${port}`, comments, calls },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
