// Every address may be loaded and the driver reaches it; TLS and counter settings take effect.
import { isIP } from 'node:net';
import { type DriverName, describeDriver, nameDriversWith } from '../drivers/registry.ts';
import { findUrlFault, isLoopbackHost } from '../reach/url-fault.ts';
import type { LoadstoneConfig } from './config-schema.ts';
import { defaults } from './defaults.ts';
import { buildMeaningProblem, type ConfigPath, type ConfigProblem } from './problem.ts';
import { listUrls, startsService } from './resolve-target.ts';

type Urls = string | readonly string[] | undefined;

/** What is wrong with the addresses of a target or of a level. */
export function* findUrlProblems(
  path: ConfigPath,
  urls: Urls,
  { driver = defaults.driver }: LoadstoneConfig,
  allowedHosts: ReadonlySet<string>,
): Generator<ConfigProblem> {
  const list = listUrls(urls);
  const faults = list.map((url) => findUrlFault(url, allowedHosts));
  for (const [index, fault] of faults.entries()) {
    const at = typeof urls === 'string' ? path : [...path, index];
    if (fault !== undefined) yield buildMeaningProblem(at, fault);
  }
  if (faults.some((fault) => fault !== undefined)) return;
  const parsed = list.map((url) => new URL(url));
  const listFault = findListFault(parsed) ?? findDriverFault(parsed, driver);
  if (listFault !== undefined) yield buildMeaningProblem(path, listFault);
}

/** Connections go to all addresses in turn with the same requests, so these must fit each of them. */
function findListFault(urls: readonly URL[]): string | undefined {
  if (new Set(urls.map(({ protocol }) => protocol)).size > 1)
    return 'mixes http and https; all addresses of a variant speak the same';
  if (new Set(urls.map(({ host }) => host)).size < urls.length) return 'names an address twice';
  const hosts = new Set(urls.map(({ hostname }) => hostname));
  if (hosts.size > 1 && [...hosts].some((host) => isIP(host.replace(/^\[|\]$/g, '')) === 0))
    return 'must name the same host in all addresses, or IP addresses only';
  return undefined;
}

/** Not every driver speaks TLS, spreads over addresses, and keeps to one that was pinned. */
function findDriverFault(urls: readonly URL[], driver: DriverName): string | undefined {
  const { severalAddresses, otherMachines } = describeDriver(driver);
  if (urls.some(({ protocol }) => protocol === 'https:')) {
    const fault = findSchemeFault(driver);
    if (fault !== undefined) return fault;
  }
  if (urls.length > 1 && !severalAddresses)
    return `has several addresses, where the driver ${driver} sends to one; use the driver ${nameDriversWith((one) => one.severalAddresses)}`;
  if (urls.some(({ hostname }) => !isLoopbackHost(hostname)) && !otherMachines)
    return `is not on this machine, where ${driver} sends nothing; use the driver ${nameDriversWith((one) => one.otherMachines)}`;
  return undefined;
}

/** Why a driver reaches nothing by https; undefined where it does. */
function findSchemeFault(driver: DriverName): string | undefined {
  if (describeDriver(driver).https) return undefined;
  return `is https, where the driver ${driver} speaks plain http only; use the driver ${nameDriversWith(({ https }) => https)}`;
}

/** What is wrong with scheme, TLS and counter of the target. */
export function* findReachProblems(
  config: LoadstoneConfig,
  allowedHosts: ReadonlySet<string>,
): Generator<ConfigProblem> {
  const { target, driver = defaults.driver } = config;
  if (target.scheme !== undefined && !startsService(config)) {
    const message = 'has no effect: the url says whether it is http or https';
    yield buildMeaningProblem(['target', 'scheme'], message);
  } else if (target.scheme === 'https') {
    const fault = findSchemeFault(driver);
    if (fault !== undefined) yield buildMeaningProblem(['target', 'scheme'], fault);
  }
  if (target.tls !== undefined && !hasHttps(config)) {
    const message = 'has no effect: nothing is reached by https';
    yield buildMeaningProblem(['target', 'tls'], message);
  }
  yield* findCounterProblems(config, allowedHosts);
}

function hasHttps({ target, factors = {} }: LoadstoneConfig): boolean {
  const levels = Object.values(factors).flatMap((factor) => Object.values(factor.levels));
  const urls = [
    target.url,
    target.counter?.url,
    ...levels.flatMap((one) => [one.url, one.counterUrl]),
  ];
  return target.scheme === 'https' || urls.flatMap(listUrls).some((url) => /^https:/i.test(url));
}

function* findCounterProblems(
  { target: { counter }, factors = {} }: LoadstoneConfig,
  allowedHosts: ReadonlySet<string>,
): Generator<ConfigProblem> {
  const tables = Object.entries(factors);
  for (const [name, { levels }] of tables) {
    for (const [level, { counterUrl }] of Object.entries(levels)) {
      if (counterUrl === undefined) continue;
      const path = ['factors', name, 'levels', level, 'counterUrl'];
      const fault =
        counter === undefined
          ? 'has no effect without target.counter'
          : findUrlFault(counterUrl, allowedHosts);
      if (fault !== undefined) yield buildMeaningProblem(path, fault);
    }
  }
  if (counter === undefined) return;
  if (counter.labels !== undefined && counter.metric === undefined) {
    const message = 'has no effect without metric: only Prometheus text has labels';
    yield buildMeaningProblem(['target', 'counter', 'labels'], message);
  }
  if (counter.url === undefined) return;
  const path = ['target', 'counter', 'url'];
  const fault = findUrlFault(counter.url, allowedHosts);
  const all = tables.map(([, { levels }]) => Object.values(levels));
  const isShared = all.some((levels) => levels.length > 1) && !all.some(hasOwnCounters);
  if (fault !== undefined) yield buildMeaningProblem(path, fault);
  else if (isShared) {
    const message = 'would count all variants together; give each level of a factor its counterUrl';
    yield buildMeaningProblem(path, message);
  }
}

function hasOwnCounters(levels: readonly { readonly counterUrl?: string }[]): boolean {
  return levels.every(({ counterUrl }) => counterUrl !== undefined);
}
