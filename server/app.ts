// Puts the service together without listening: resources, plugins, routes.
import { maxHeaderSize } from 'node:http';
import fastifySwagger from '@fastify/swagger';
import Fastify, { LogController } from 'fastify';
import type { InvalidationBus } from './cache/cache.ts';
import { createCache } from './cache/create-cache.ts';
import type { Config } from './config.ts';
import { registerActivityRoutes } from './modules/activities/routes.ts';
import { registerCustomerRoutes } from './modules/customers/routes.ts';
import { registerDashboardRoutes } from './modules/dashboard/routes.ts';
import { registerImportRoutes } from './modules/imports/routes.ts';
import { registerOperationRoutes } from './modules/operations/routes.ts';
import { registerOrderRoutes } from './modules/orders/routes.ts';
import { createWriteBehind } from './modules/orders/write-behind.ts';
import { registerPageRoutes } from './modules/pages/routes.ts';
import { registerProcessingRoutes } from './modules/processing/routes.ts';
import { registerQualityRoutes } from './modules/quality/routes.ts';
import { createRequestCounters, registerCounters } from './plugins/counters.ts';
import { createDatabase } from './plugins/database.ts';
import { registerDraining } from './plugins/draining.ts';
import { answerUnrouted, registerErrorHandler } from './plugins/error-handler.ts';
import { createLevelCounters, type LevelCounters } from './plugins/level-counters.ts';
import { createRuntimeMeter } from './plugins/runtime-meter.ts';
import { registerSecurityHeaders } from './plugins/security-headers.ts';
import { registerShedding } from './plugins/shedding.ts';
import { compileValidator } from './plugins/validation.ts';
import type { CrmApp, Services } from './services.ts';
import { registerSessions } from './sessions/plugin.ts';
import { createInlineWork, createPooledWork } from './threads/heavy-work.ts';
import type { Snapshot } from './threads/snapshot.ts';

/** What a worker of a cluster brings, so that several processes act as one service. */
export interface Peers {
  readonly bus: InvalidationBus;
  /** This worker's place in the cluster, from 0. */
  readonly place: number;
  /** This worker's connections to PostgreSQL, of those of the whole service. */
  readonly poolSize: number;
  collect(own: () => Snapshot): Promise<Snapshot>;
  report(own: () => Snapshot, measured: () => Snapshot): void;
  finish(own: () => Snapshot): Promise<void>;
}

function createFastify(config: Config, acts: LevelCounters): CrmApp {
  const app = Fastify({
    logger: { level: config.log ? 'info' : 'error' },
    logController: new LogController({ disableRequestLogging: !config.log }),
    // Unique over the workers of a cluster, so that an answer's id finds its line in the log.
    genReqId: createRequestIds(),
    // Load generators keep connections for a whole run.
    keepAliveTimeout: 75_000,
    requestTimeout: 60_000,
    bodyLimit: 256 * 1024,
    return503OnClosing: false,
    trustProxy: config.trustsProxy,
    // Whatever fits into a request reaches its route, whose schema refuses it; no route takes a pattern.
    routerOptions: { maxParamLength: maxHeaderSize },
    ...answerUnrouted(),
  });
  app.setValidatorCompiler(compileValidator);
  if (config.json === 'stringify') {
    app.setSerializerCompiler(() => (answer) => {
      acts.add('stringified');
      return JSON.stringify(answer);
    });
  }
  return app.withTypeProvider() as unknown as CrmApp;
}

function createResources(config: Config, peers: Peers | undefined, acts: LevelCounters) {
  const database = createDatabase(config, peers?.poolSize ?? config.poolSize, acts);
  const cache = createCache(config, { database, clusterBus: peers?.bus });
  const work = config.threads === 'pool' ? createPooledWork(config.workers) : createInlineWork();
  return { database, cache, work };
}

function createRequestIds(): () => string {
  let last = 0;
  return () => {
    last += 1;
    return `${process.pid}-${last.toString(36)}`;
  };
}

/** One process's share of what a cluster served. */
function servedAt(place: number, requests: number): readonly number[] {
  return [...Array<number>(place).fill(0), requests];
}

/** What goes on beside the requests. */
interface BackgroundWork {
  ready?(): Promise<unknown>;
  close(): Promise<unknown>;
}

/** The routes of the business, which alone have sessions: they stand in a scope of their own. */
async function registerBusiness(
  app: CrmApp,
  services: Services,
  refreshes: boolean,
): Promise<readonly BackgroundWork[]> {
  const background: BackgroundWork[] = [];
  await app.register(async (plain) => {
    const business = plain as unknown as CrmApp;
    await registerSessions(business, services);
    registerCustomerRoutes(business, services);
    registerOrderRoutes(business, services);
    background.push(registerProcessingRoutes(business, services));
    registerActivityRoutes(business, services);
    background.push(registerDashboardRoutes(business, services, refreshes));
    registerImportRoutes(business, services);
    registerQualityRoutes(business, services);
    await registerPageRoutes(business, services);
  });
  return background;
}

/** The app with all its routes, ready to listen or to be injected into; closing it closes everything. */
export async function buildApp(config: Config, peers?: Peers): Promise<CrmApp> {
  const acts = createLevelCounters();
  const app = createFastify(config, acts);
  const { database, cache, work } = createResources(config, peers, acts);
  const counters = createRequestCounters();
  const writeBehind = createWriteBehind((text) => app.log.error(text));
  const readOwn = (): Snapshot => ({
    requests: counters.read(),
    cache: cache.counters(),
    writes: writeBehind.counts(),
    poolJobs: work.countJobs(),
    acted: acts.read(),
    servedByWorker: servedAt(peers?.place ?? 0, counters.total()),
    pids: [process.pid],
    runtime: [],
    isComplete: true,
  });
  const meter = createRuntimeMeter(database.takePoolWaitP99Us);
  const readMeasured = (): Snapshot => ({ ...readOwn(), runtime: [meter.take()] });
  const readSnapshot = async () =>
    peers === undefined ? readMeasured() : peers.collect(readMeasured);
  const services: Services = { config, database, cache, work, acts, writeBehind, readSnapshot };

  registerCounters(app, counters);
  registerErrorHandler(app);
  registerDraining(app);
  await registerSecurityHeaders(app);
  if (config.shed) await registerShedding(app, config.shedEventLoopMs);
  await app.register(fastifySwagger, {
    openapi: { info: { title: 'Reference CRM', version: '1.0.0' } },
  });
  registerOperationRoutes(app, services);
  const background = await registerBusiness(app, services, (peers?.place ?? 0) === 0);

  app.addHook('onClose', async () => {
    meter.close();
    await Promise.all([writeBehind.close(), ...background.map((work) => work.close())]);
    await peers?.finish(readOwn);
    await Promise.all([database.close(), cache.close(), work.close()]);
  });
  // Before anyone is served: no connection is opened, and no memory passed over, while a load is measured.
  await Promise.all([database.open(), cache.ready(), ...background.map((work) => work.ready?.())]);
  await app.ready();
  peers?.report(readOwn, readMeasured);
  return app;
}
