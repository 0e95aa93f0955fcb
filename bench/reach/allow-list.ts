// Hosts other than this machine that may be loaded: named in a file beside the config and on the command line.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LoadstoneError } from '../errors.ts';

/** Name of the allow-list, in the folder of the config. */
const allowListName = 'loadstone.targets';

/** A host as the URL parser writes it, so that every spelling of an address is one; undefined where it is none. */
function parseHost(text: string): string | undefined {
  const url = URL.parse(
    `http://${text.includes(':') && !text.startsWith('[') ? `[${text}]` : text}/`,
  );
  if (url === null || url.username !== '' || url.port !== '' || url.pathname !== '/')
    return undefined;
  if (url.search !== '' || url.hash !== '' || url.hostname.includes('*')) return undefined;
  return url.hostname;
}

/**
 * Hosts of the list: one a line, without port, `#` begins a comment. No patterns: each host is named.
 * @throws LoadstoneError CONFIG_INVALID that names the first line that is no host
 */
export function parseAllowList(text: string): ReadonlySet<string> {
  const hosts = new Set<string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const entry = (line.split('#', 1)[0] ?? '').trim();
    if (entry === '') continue;
    const host = parseHost(entry);
    if (host === undefined) {
      const message = `${allowListName}, line ${index + 1} is no host: ${entry}.`;
      const hint = 'Write one host a line, without scheme, port, path or pattern.';
      throw new LoadstoneError('CONFIG_INVALID', message, { hint });
    }
    hosts.add(host);
  }
  return hosts;
}

/**
 * The hosts that may be loaded: those of `--allow-target` that stand in the list, too. Neither the flag
 * nor the list does anything alone.
 * @throws LoadstoneError TARGET_NOT_LOOPBACK where a host of the flag is not in the list
 */
export function findAllowedHosts(
  flags: readonly string[],
  list: ReadonlySet<string>,
): ReadonlySet<string> {
  return new Set(
    flags.map((flag) => {
      const host = parseHost(flag);
      if (host !== undefined && list.has(host)) return host;
      throw new LoadstoneError(
        'TARGET_NOT_LOOPBACK',
        `--allow-target ${flag} does not stand in ${allowListName} beside the config.`,
        {
          hint: `Whoever answers for that host adds a line to ${allowListName}; the flag alone is not enough.`,
        },
      );
    }),
  );
}

/** Reads the list beside the config, where a flag asks for it. @throws as the two above */
export async function readAllowedHosts(
  flags: readonly string[],
  folder: string,
): Promise<ReadonlySet<string>> {
  if (flags.length === 0) return new Set();
  const text = await readFile(join(folder, allowListName), 'utf8').catch(() => '');
  return findAllowedHosts(flags, parseAllowList(text));
}
