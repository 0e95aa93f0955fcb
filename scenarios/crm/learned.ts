// What a source learned from answers: versions to change and pages to turn.

/** Memory of one source, bounded by the customers and lists that it asks for. */
export interface Learned {
  /** Version last seen of a customer; 1 where none was, since rows begin with it. */
  versionOf(customerId: number): number;
  /** Cursor that follows the first page of a list, if one was seen. */
  cursorAfter(firstPagePath: string): string | undefined;
  seeVersion(customerId: number, body: string): void;
  seePage(firstPagePath: string, body: string): void;
}

/** Makes an empty memory; answers are searched as text, because parsing each would cost the generator. */
export function createLearned(): Learned {
  const versions = new Map<number, number>();
  const cursors = new Map<string, string>();

  function seeVersion(customerId: number, body: string): void {
    const seen = numberAfter(body, '"version":') ?? numberAfter(body, 'Version":');
    // Answers may overtake each other, and a cache may be stale: a version never goes back.
    if (seen !== undefined && seen > (versions.get(customerId) ?? 1))
      versions.set(customerId, seen);
  }

  function seePage(firstPagePath: string, body: string): void {
    const key = '"nextCursor":"';
    const start = body.lastIndexOf(key);
    if (start < 0) return;
    const end = body.indexOf('"', start + key.length);
    const cursor = end < 0 ? '' : body.slice(start + key.length, end);
    // A cursor with an escape in it is left alone rather than parsed.
    if (cursor !== '' && !cursor.includes('\\')) cursors.set(firstPagePath, cursor);
  }

  return {
    versionOf: (customerId) => versions.get(customerId) ?? 1,
    cursorAfter: (firstPagePath) => cursors.get(firstPagePath),
    seeVersion,
    seePage,
  };
}

/** The whole number that follows a key in JSON text, or undefined. */
export function numberAfter(body: string, key: string): number | undefined {
  const start = body.indexOf(key);
  if (start < 0) return undefined;
  let value = 0;
  let digits = 0;
  for (let at = start + key.length; at < body.length; at++) {
    const code = body.charCodeAt(at) - 48;
    if (code < 0 || code > 9) break;
    value = value * 10 + code;
    digits++;
  }
  return digits > 0 ? value : undefined;
}
