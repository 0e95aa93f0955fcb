// One process that serves: alone, or as a worker of a cluster.

import { buildApp, type Peers } from '../app.ts';
import type { Config } from '../config.ts';
import { exitCodes, messageOf, StartError } from '../errors.ts';
import { findSqlState } from '../plugins/database-errors.ts';
import type { CrmApp } from '../services.ts';
import { onceAskedToClose, raceWithTimeLimit } from './closing.ts';

async function listen(app: CrmApp, config: Config): Promise<number> {
  try {
    const address = new URL(await app.listen({ host: config.host, port: config.port }));
    return Number(address.port);
  } catch (cause) {
    const state = findSqlState(cause);
    const place = `${config.host}:${config.port}`;
    throw state === 'EADDRINUSE'
      ? new StartError(`${place} is taken`, 'Stop what listens there, or choose another PORT.')
      : new StartError(
          `cannot listen on ${place}: ${messageOf(cause)}`,
          'Choose another HOST or PORT.',
        );
  }
}

/**
 * Serves until told to end, then finishes what is in flight; resolves with the exit code.
 * @throws StartError where the port can't be had.
 */
export async function runSingle(
  config: Config,
  announce: (port: number) => void,
  peers?: Peers,
): Promise<number> {
  const asked = onceAskedToClose();
  const app = await buildApp(config, peers);
  announce(await listen(app, config));
  await asked;
  if (await raceWithTimeLimit(app.close(), config.closeTimeoutMs)) return exitCodes.ok;
  process.stderr.write(`requests were cut off after ${config.closeTimeoutMs} ms\n`);
  return exitCodes.forcedClose;
}
