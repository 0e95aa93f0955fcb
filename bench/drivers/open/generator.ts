// The generator of the open driver inside its process: resolves the targets once and builds the engine.
import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import type { Scenario } from '../../../scenarios/model.ts';
import { LoadstoneError, messageOf } from '../../errors.ts';
import type { Generator } from '../child/protocol.ts';
import type { DriverTarget, SessionOptions, TlsOptions } from '../driver.ts';
import { loadScenario } from '../scenario-loader.ts';
import type { ConnectionTarget, ConnectionTls } from './connection.ts';
import { Engine, type EngineTarget } from './engine.ts';
import { startPacer } from './pacer.ts';
import { openRequestLogFile } from './request-log-file.ts';
import { RequestLogWriter } from './request-log-writer.ts';

/** @throws LoadstoneError SCENARIO_INVALID, DRIVER_FAILED */
export async function openOpenGenerator(options: SessionOptions): Promise<Generator> {
  const scenario = await loadScenario(options.scenario);
  const trust = await readTrust(options.tls);
  const targets = await Promise.all(options.targets.map((target) => resolveTarget(target, trust)));
  const requestLog = openRequestLog(options, scenario);
  const pacer = await startPacer();
  try {
    return new Engine({ session: options, targets, scenario, pacer, requestLog });
  } catch (thrown) {
    requestLog?.close();
    await pacer.close();
    throw thrown;
  }
}

/** A log says nothing of which variant a request went to. */
function openRequestLog(
  { requestLogPath, targets }: SessionOptions,
  { routes }: Scenario,
): RequestLogWriter | undefined {
  if (requestLogPath === undefined) return undefined;
  if (targets.length !== 1) {
    const message = `a request log is of one target, and the session has ${targets.length}`;
    throw new LoadstoneError('DRIVER_FAILED', message, { hint: 'Open a session for each target.' });
  }
  return new RequestLogWriter(openRequestLogFile(requestLogPath), Object.keys(routes));
}

type Trust = Omit<ConnectionTls, 'servername'>;

async function readTrust({ caPath, rejectUnauthorized = true }: TlsOptions = {}): Promise<Trust> {
  if (caPath === undefined) return { ca: undefined, rejectUnauthorized };
  try {
    return { ca: await readFile(caPath, 'utf8'), rejectUnauthorized };
  } catch (cause) {
    const message = `the certificates of ${caPath} cannot be read: ${messageOf(cause)}`;
    throw new LoadstoneError('DRIVER_FAILED', message, { cause });
  }
}

async function resolveTarget(target: DriverTarget, trust: Trust): Promise<EngineTarget> {
  const [first, ...more] = await Promise.all([
    resolveAddress(target.baseUrl, target.hostHeader, trust),
    ...(target.moreBaseUrls ?? []).map((url, index) =>
      resolveAddress(url, target.moreHostHeaders?.[index] ?? target.hostHeader, trust),
    ),
  ]);
  return { ...target, addresses: [first, ...more] };
}

/** The name is looked up once, so that all connections of the session go to one address. */
async function resolveAddress(
  baseUrl: string,
  hostHeader: string | undefined,
  trust: Trust,
): Promise<ConnectionTarget> {
  const url = new URL(baseUrl);
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const isTls = url.protocol === 'https:';
  if (!isTls && url.protocol !== 'http:') {
    throw new LoadstoneError('DRIVER_FAILED', `${baseUrl} is neither http nor https`);
  }
  const defaultPort = isTls ? 443 : 80;
  return {
    address: isIP(name) === 0 ? await resolveName(name) : name,
    port: url.port === '' ? defaultPort : Number(url.port),
    host: hostHeader ?? url.host,
    tls: isTls ? { servername: nameOf(hostHeader) ?? name, ...trust } : undefined,
  };
}

/** A certificate is of the host that the request names, not of the address that it was pinned to. */
function nameOf(hostHeader: string | undefined): string | undefined {
  return hostHeader === undefined ? undefined : URL.parse(`https://${hostHeader}`)?.hostname;
}

async function resolveName(name: string): Promise<string> {
  try {
    return (await lookup(name)).address;
  } catch (cause) {
    throw new LoadstoneError('DRIVER_FAILED', `${name} has no address`, { cause });
  }
}
