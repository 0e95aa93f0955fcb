// A path that stays at the server it is asked of. Pure and without Node: k6 runs it, too.

const controlCharacter = /\p{Cc}/u;
/** What an origin may hold behind its scheme: nothing that would end its host, or begin another one. */
const plainOrigin = /^https?:\/\/[^\s/?#@\\]+$/;

/**
 * Why a path can't be asked of a server, as half a sentence after it; undefined where it can. Such a path
 * would be read as another host by one program or another on its way: a client that resolves it against the
 * address of the server, a proxy, or the service itself.
 */
export function findPathFault(path: string): string | undefined {
  if (!path.startsWith('/')) return 'must start with a slash';
  if (controlCharacter.test(path)) return 'holds a control character, such as a line break';
  if (path.startsWith('//')) return 'begins with two slashes, which would name another host';
  const mark = path.search(/[?#]/);
  const end = mark === -1 ? path.length : mark;
  if (path.slice(0, end).includes('\\'))
    return 'holds a backslash, which is read as a slash; write %5C';
  return undefined;
}

/**
 * The one place where an address and a path become a URL. They are joined as text: the slash of the path ends
 * the host of the origin, whatever follows.
 * @param origin `http://127.0.0.1:PORT`, no path
 * @throws Error where the path has a fault, or the origin is more than that
 */
export function joinPath(origin: string, path: string): string {
  const fault = findPathFault(path);
  if (fault !== undefined) throw new Error(`the path ${JSON.stringify(path)} ${fault}`);
  if (!plainOrigin.test(origin)) throw new Error(`${origin} is more than scheme, host and port`);
  return origin + path;
}
