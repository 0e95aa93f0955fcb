// Why requests failed, as the keys that failures are counted by: `status 500`, `ECONNRESET`, `body: version missing`.

/** The kind of those that are of a response with wrong content; no other key begins with it. */
const wrongContent = 'body: ';

/** @param what is wrong with the response */
export function nameWrongContent(what: string): string {
  return `${wrongContent}${what}`;
}

/** What is wrong with the response; undefined where the request failed otherwise. */
export function readWrongContent(reason: string): string | undefined {
  return reason.startsWith(wrongContent) ? reason.slice(wrongContent.length) : undefined;
}
