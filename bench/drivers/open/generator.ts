// The generator of the open driver inside its process: resolves the targets once and builds the engine.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { LoadstoneError } from '../../errors.ts';
import type { Generator } from '../child/protocol.ts';
import type { DriverTarget, SessionOptions } from '../driver.ts';
import { loadScenario } from '../scenario-loader.ts';
import { Engine, type EngineTarget } from './engine.ts';
import { startPacer } from './pacer.ts';

/** @throws LoadstoneError SCENARIO_INVALID, DRIVER_FAILED */
export async function openOpenGenerator(options: SessionOptions): Promise<Generator> {
  const scenario = await loadScenario(options.scenario);
  const targets = await Promise.all(options.targets.map(resolveTarget));
  const pacer = await startPacer();
  try {
    return new Engine({ session: options, targets, scenario, pacer });
  } catch (thrown) {
    await pacer.close();
    throw thrown;
  }
}

/** The name is looked up once, so that all connections of the session go to one address. */
async function resolveTarget(target: DriverTarget): Promise<EngineTarget> {
  const url = new URL(target.baseUrl);
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const isTls = url.protocol === 'https:';
  if (!isTls && url.protocol !== 'http:') {
    throw new LoadstoneError('DRIVER_FAILED', `${target.baseUrl} is neither http nor https`);
  }
  const defaultPort = isTls ? 443 : 80;
  return {
    ...target,
    connection: {
      address: isIP(name) === 0 ? await resolveName(name) : name,
      port: url.port === '' ? defaultPort : Number(url.port),
      tls: isTls ? { servername: name, ca: undefined } : undefined,
    },
  };
}

async function resolveName(name: string): Promise<string> {
  try {
    return (await lookup(name)).address;
  } catch (cause) {
    throw new LoadstoneError('DRIVER_FAILED', `${name} has no address`, { cause });
  }
}
