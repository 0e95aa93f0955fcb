// Injects the faults of an experiment into an opened run: what `faults` and `run` have in common.
import { existsSync } from 'node:fs';
import { LoadstoneError } from '../errors.ts';
import { buildAgentEnv, createAgentFolder } from '../faults/agent/agent-client.ts';
import type { Link } from '../faults/fault.ts';
import { startProxy } from '../faults/proxy/start-proxy.ts';
import { readPinnedAddress } from '../reach/request-url.ts';
import { readStoreAddress } from '../reach/store-url.ts';
import { removeFolder } from '../services/made-folder.ts';
import type { ResolvedFaults } from '../spec/experiment.ts';
import { openRecordLog, readRecordLog } from '../store/record-log.ts';
import { findFaultRecords, type RunFolder, writeCompressed } from '../store/run-folder.ts';
import type { FaultRun } from '../trial/faults/planned-episode.ts';
import { type FaultsOutcome, runFaults } from '../trial/faults/run-faults.ts';
import type { TrialContext } from '../trial/trial-context.ts';
import { chooseFaults, estimateFaults } from './chosen-faults.ts';
import { createFaultProgress } from './fault-progress.ts';
import type { OpenedRun } from './opened-run.ts';
import { openRunServices } from './run-services.ts';
import type { TerminalIo } from './terminal-io.ts';

/** True where an episode was played to its end. */
export function hasFaultRecords(folder: RunFolder): boolean {
  return (
    existsSync(findFaultRecords(folder)) &&
    readRecordLog(findFaultRecords(folder)).records.some(({ kind }) => kind === 'fault-episode')
  );
}

/**
 * Opens the services, injects, and closes everything in every case.
 * @throws LoadstoneError where the environment fails; what was recorded before stays
 */
export async function injectFaults(
  run: OpenedRun,
  isQuiet: boolean,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<FaultsOutcome> {
  const say = (text: string) => (isQuiet ? undefined : io.err(text));
  const listen: TrialContext['listen'] = (event) => {
    if (event.kind === 'preparing' || event.kind === 'note') say(event.text);
  };
  const capped = AbortSignal.any([
    signal,
    AbortSignal.timeout(run.planned.experiment.limits.maxRunMs),
  ]);
  try {
    const services = await openRunServices(run, listen, io, capped);
    try {
      return await injectInto(services.context, run, isQuiet, io);
    } finally {
      await services.close();
    }
  } finally {
    run.log.close();
  }
}

/** What a run does after its groups; nothing where its experiment breaks nothing. */
export function listAfterwards(
  run: OpenedRun,
  isQuiet: boolean,
  io: TerminalIo,
): { readonly afterwards?: (context: TrialContext) => Promise<FaultsOutcome> } {
  if (run.planned.experiment.faults?.afterRun !== true) return {};
  return { afterwards: (context) => injectInto(context, run, isQuiet, io) };
}

/** Injects with services that are up already; records go to a file of their own. */
async function injectInto(
  context: TrialContext,
  run: OpenedRun,
  isQuiet: boolean,
  io: TerminalIo,
): Promise<FaultsOutcome> {
  const settings = context.experiment.faults;
  if (settings === undefined) throw new Error('the experiment names no faults');
  const path = findFaultRecords(run.folder);
  const { records } = readRecordLog(path);
  const log = openRecordLog(path, run.redactor);
  const time = estimateFaults(context.experiment, context.plan);
  const expectedMs = (time?.expectedMs ?? 0) / Math.max(1, time?.episodes ?? 0);
  const { signal, plan } = context;
  const progress = createFaultProgress(
    { variants: plan.variants, expectedMs, isQuiet, signal },
    io,
  );
  try {
    return await runFaults(
      { ...context, append: (record) => log.append(record) },
      {
        ...createTools(context, run, settings),
        earlier: records.filter(
          (record) => record.kind === 'fault-episode' || record.kind === 'fault-not-run',
        ),
        earlierRateRps: records.find((record) => record.kind === 'fault-rate')?.rateRps,
        ...{ onBegin: progress.onBegin, onEpisode: progress.onEpisode },
      },
    );
  } finally {
    progress.close();
    log.close();
  }
}

function createTools(
  { journal, placement }: TrialContext,
  { folder, redactor }: OpenedRun,
  settings: ResolvedFaults,
): Omit<FaultRun, 'earlier' | 'earlierRateRps' | 'onBegin' | 'onEpisode'> {
  return {
    ...{ settings, faults: chooseFaults(settings.orders) },
    openAgent: (given) => {
      const made = createAgentFolder(journal);
      return {
        ...{ folder: made.path, env: buildAgentEnv(made.path, given) },
        close: () => removeFolder(made, journal),
      };
    },
    startProxy: (link, url, seed) => {
      const links = [{ name: link, upstream: findUpstream(link, url) }];
      return startProxy({ links, journal, cpus: placement.generator, seed });
    },
    keepLog: (name, text) => {
      const file = `requests/${name.replaceAll(/[^\w=.@-]+/g, '_')}.jsonl.gz`;
      return writeCompressed(folder, file, redactor.text(text));
    },
  };
}

/** By the address that was checked. */
function findUpstream(link: Link, url: string): { readonly host: string; readonly port: number } {
  if (link === 'service') {
    const { address, port } = readPinnedAddress(url);
    return { host: address, port };
  }
  const { host, port } = readStoreAddress(link, url);
  if (!host.startsWith('/')) return { host, port };
  throw new LoadstoneError('PROXY_FAILED', `No proxy can stand before the Unix socket in ${host}.`);
}
