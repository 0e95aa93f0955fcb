// Whether a URL looks like a service on this machine; the resolved address is checked before load is sent.

/**
 * What is wrong with a service URL, as half a sentence, or undefined.
 * @param allowedHosts other hosts that may be loaded, see allow-list.ts
 */
export function findUrlFault(
  text: string,
  allowedHosts: ReadonlySet<string> = new Set(),
): string | undefined {
  const url = URL.parse(text);
  if (url === null) return 'is no URL; write http://127.0.0.1:PORT';
  // The parser takes them out or turns them into slashes, and then shows another URL than the one that was written.
  if (/[\p{Cc}\s\\]/u.test(text)) return 'must not hold blanks, line breaks or backslashes';
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return 'must begin with http:// or https://';
  if (url.username !== '' || url.password !== '') return 'must not hold a user or password';
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return 'must not have a path or query; scenarios give those';
  }
  if (!isLoopbackHost(url.hostname) && !allowedHosts.has(url.hostname)) {
    return `must be on this machine (127.0.0.1, localhost or [::1]), not ${url.hostname}: load is sent nowhere else, unless the host stands in loadstone.targets and is given with --allow-target`;
  }
  return undefined;
}

/** The URL parser has turned every spelling of an IPv4 address into four decimal numbers by now. */
export function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(hostname)
  );
}
