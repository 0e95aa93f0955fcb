// The generator of the open driver inside its process: reads the addresses of its targets and builds the engine.
import { readFile } from 'node:fs/promises';
import type { Scenario } from '../../../scenarios/model.ts';
import { LoadstoneError, messageOf } from '../../errors.ts';
import { readPinnedAddress } from '../../reach/request-url.ts';
import type { Generator } from '../child/protocol.ts';
import type { DriverTarget, SessionOptions, TlsOptions } from '../driver.ts';
import { loadScenario } from '../scenario-loader.ts';
import { loadUserCookies } from '../user-cookies.ts';
import type { ConnectionTarget, ConnectionTls } from './connection.ts';
import { Engine, type EngineTarget } from './engine.ts';
import { startPacer } from './pacer.ts';
import { openRequestLogFile, RequestLogWriter } from './request-log-writer.ts';

/** @throws LoadstoneError SCENARIO_INVALID, DRIVER_FAILED */
export async function openOpenGenerator(options: SessionOptions): Promise<Generator> {
  const scenario = await loadScenario(options.scenario);
  const createCookies = await loadUserCookies(scenario);
  const trust = await readTrust(options.tls);
  const targets = options.targets.map((target) => readTarget(target, trust));
  const requestLog = openRequestLog(options, scenario);
  const pacer = await startPacer();
  try {
    return new Engine({ session: options, targets, scenario, createCookies, pacer, requestLog });
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

function readTarget(target: DriverTarget, trust: Trust): EngineTarget {
  const first = readConnectionTarget(target.baseUrl, target.hostHeader, trust);
  const more = (target.moreBaseUrls ?? []).map((url, index) =>
    readConnectionTarget(url, target.moreHostHeaders?.[index] ?? target.hostHeader, trust),
  );
  return { ...target, addresses: [first, ...more] };
}

/** Nothing is resolved here: who checked the address pinned it. */
function readConnectionTarget(
  baseUrl: string,
  hostHeader: string | undefined,
  trust: Trust,
): ConnectionTarget {
  const { address, port } = readPinnedAddress(baseUrl);
  const url = new URL(baseUrl);
  const isTls = url.protocol === 'https:';
  if (!isTls && url.protocol !== 'http:') {
    throw new LoadstoneError('DRIVER_FAILED', `${baseUrl} is neither http nor https`);
  }
  return {
    ...{ address, port },
    host: hostHeader ?? url.host,
    tls: isTls ? { servername: nameOf(hostHeader) ?? address, ...trust } : undefined,
  };
}

/** A certificate is of the host that the request names, not of the address that it was pinned to. */
function nameOf(hostHeader: string | undefined): string | undefined {
  return hostHeader === undefined ? undefined : URL.parse(`https://${hostHeader}`)?.hostname;
}
