// What is up during an episode: one variant alone, its proxies, its generator.
import type { DriverSession, DriverTarget } from '../../drivers/driver.ts';
import type { FaultSurroundings, Link } from '../../faults/fault.ts';
import type { ProxySet } from '../../faults/proxy/proxy-set.ts';
import { deriveSeed } from '../../plan/random.ts';
import { chooseLoneWarmupMs } from '../../plan/warmup.ts';
import { undoAll } from '../../services/undo.ts';
import { openGenerator } from '../block-session.ts';
import { type LaunchedVariant, launchVariant, type StoreUrls, toDriverTarget } from '../launch.ts';
import { ensureScenarioData } from '../scenario-data.ts';
import type { TrialContext } from '../trial-context.ts';
import { usualWarmup } from '../warmup.ts';
import type { EpisodeTools, PlannedEpisode } from './planned-episode.ts';

export interface Stage {
  readonly launched: LaunchedVariant;
  readonly surroundings: FaultSurroundings;
  openSession(logPath: string, requestTimeoutMs: number, scenario: string): Promise<DriverSession>;
  /** Everything is gone afterwards, also where a part of it failed. */
  close(): Promise<void>;
}

/** Launches the variant as the fault needs it: with a proxy in its link, with the agent loaded. */
export async function openStage(
  context: TrialContext,
  tools: EpisodeTools,
  { group, position, variant, fault }: PlannedEpisode,
  templates: ReadonlyMap<string, string>,
): Promise<Stage> {
  const undo: (() => Promise<void>)[] = [];
  const close = () => undoAll(undo);
  const seed = deriveSeed(context.plan.seed, 'proxy', group, position);
  const start = async (link: Link, url: string): Promise<ProxySet> => {
    const proxies = await tools.startProxy(link, url, seed);
    undo.push(() => proxies.close());
    return proxies;
  };
  try {
    let proxies: ProxySet | undefined;
    const reroute = async (urls: StoreUrls): Promise<StoreUrls> => {
      const { link } = fault;
      if (link === undefined || link === 'service' || urls[link] === undefined) return urls;
      proxies = await start(link, urls[link]);
      return { ...urls, [link]: replaceAddress(urls[link], proxies.address(link)) };
    };
    const agent =
      fault.needsAgent === true
        ? tools.openAgent(context.experiment.target.env.NODE_OPTIONS)
        : undefined;
    if (agent !== undefined) undo.push(async () => agent.close());
    const launched = await launchVariant(context, variant, group, templates, {
      ...{ reroute, env: agent?.env ?? {} },
    });
    undo.push(() => launched.stop());
    if (fault.link === 'service') proxies = await start('service', launched.service.baseUrl);
    const target = buildTarget(launched, fault.link === 'service' ? proxies : undefined);
    // A given service keeps its data, so each episode sends writes of its own.
    const isGiven = launched.service.revival === undefined;
    const source = isGiven ? [context.runId, group, position] : [group];
    return {
      launched,
      surroundings: {
        ...{ service: launched.service, redis: launched.redis, postgres: context.postgres },
        ...{ database: launched.database, proxies, agentFolder: agent?.folder },
        ...{ serviceCpus: context.placement.service, journal: context.journal },
      },
      openSession: async (requestLogPath, requestTimeoutMs, scenario) => {
        const session = await openGenerator(context, {
          ...{ targets: [target], scenario, requestTimeoutMs, requestLogPath, bodyCheckRatio: 1 },
          // Every request is logged, into one file; the rate is found by the same single process.
          generators: 1,
          seed: deriveSeed(context.plan.seed, 'fault-source', ...source),
          data: (await ensureScenarioData(context, [launched])).value,
        });
        undo.push(() => session.close());
        return session;
      },
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** Loads a variant that is alone on the machine until it is warm; nothing of it is recorded. */
export async function warmUpAlone(
  { experiment }: TrialContext,
  session: DriverSession,
  variantId: string,
): Promise<void> {
  await session.runSlice({
    ...{ variantId, load: usualWarmup, recorded: false, dropFirstMs: 0 },
    durationMs: chooseLoneWarmupMs(experiment),
  });
}

function buildTarget(launched: LaunchedVariant, proxies: ProxySet | undefined): DriverTarget {
  const target = toDriverTarget(launched);
  if (proxies === undefined) return target;
  return {
    variantId: target.variantId,
    baseUrl: replaceAddress(target.baseUrl, proxies.address('service')).replace(/\/$/, ''),
    hostHeader: target.hostHeader ?? new URL(target.baseUrl).host,
  };
}

function replaceAddress(url: string, { host, port }: { host: string; port: number }): string {
  const changed = new URL(url);
  changed.hostname = host;
  changed.port = String(port);
  return changed.href;
}
