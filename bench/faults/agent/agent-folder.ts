// The folder in which the processes of a service that loaded the agent listen, and the environment that loads it.
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Journal, MadeFolder } from '../../services/journal.ts';
import { makeFolder } from '../../services/made-folder.ts';

/** A new folder that nobody else may enter; short, as the path of a unix socket has at most 107 bytes. */
export function createAgentFolder(journal: Journal): MadeFolder {
  const folder = join(tmpdir(), `loadstone-agent-${randomBytes(4).toString('hex')}`);
  return makeFolder(folder, journal, 0o700);
}

/**
 * What a service needs in its environment so that each of its Node processes (18.18, 20 or newer) loads the agent.
 * @param nodeOptions its own NODE_OPTIONS, which stay
 */
export function buildAgentEnv(
  folder: string,
  nodeOptions = '',
): Readonly<Record<'NODE_OPTIONS' | 'LOADSTONE_AGENT_FOLDER', string>> {
  const agent = pathToFileURL(join(import.meta.dirname, 'agent.mjs')).href;
  return {
    NODE_OPTIONS: [nodeOptions, `--import=${agent}`].filter((text) => text !== '').join(' '),
    LOADSTONE_AGENT_FOLDER: folder,
  };
}
