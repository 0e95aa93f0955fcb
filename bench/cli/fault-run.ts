// Injects the faults of an experiment into an opened run: what `faults` and `run` have in common.
import { existsSync } from 'node:fs';
import { LoadstoneError } from '../errors.ts';
import {
  buildAgentEnv,
  createAgentFolder,
  removeAgentFolder,
} from '../faults/agent/agent-folder.ts';
import { startProxy } from '../faults/proxy/start-proxy.ts';
import type { ResolvedFaults } from '../spec/experiment.ts';
import { openRecordLog, readRecordLog } from '../store/record-log.ts';
import { findFaultRecords, type RunFolder, writeCompressed } from '../store/run-folder.ts';
import type { FaultRun } from '../trial/faults/planned-episode.ts';
import { type FaultsOutcome, runFaults } from '../trial/faults/run-faults.ts';
import type { TrialContext } from '../trial/trial-context.ts';
import { chooseFaults } from './chosen-faults.ts';
import { createFaultProgress } from './fault-progress.ts';
import type { OpenedRun } from './opened-run.ts';
import { openRunServices } from './run-services.ts';
import type { PlannedRun } from './selection.ts';
import type { TerminalIo } from './terminal-io.ts';

/** Launch, warm-up, audit and stop, ms; a guess for two cores. */
const besidesMs = 5_000;

/** @throws LoadstoneError CONFIG_INVALID where the faults are unknown or would take longer than the hard cap */
export function assertFaultsFit({ experiment, plan }: PlannedRun): void {
  const { faults, limits } = experiment;
  if (faults === undefined) return;
  const episodes = plan.variants.length * chooseFaults(faults.orders).length * faults.groups;
  const perEpisodeMs = faults.beforeMs + faults.duringMs + faults.afterMs + besidesMs;
  if (episodes * perEpisodeMs <= limits.maxRunMs) return;
  const [expected, cap] = [episodes * perEpisodeMs, limits.maxRunMs].map((ms) =>
    Math.ceil(ms / 60_000),
  );
  throw new LoadstoneError(
    'CONFIG_INVALID',
    `The ${episodes} episodes take about ${expected} min, more than the hard cap of ${cap} min (limits.maxRunMs).`,
    { hint: 'Take fewer groups, variants (--variant) or faults (--fault), or raise the cap.' },
  );
}

/** True where an episode was played or excluded. */
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

/** Injects with services that are up already; records go to a file of their own. */
export async function injectInto(
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
  const progress = createFaultProgress(context.plan.variants, isQuiet, io);
  try {
    return await runFaults(
      { ...context, append: (record) => log.append(record) },
      {
        ...createTools(context, run, settings),
        earlier: records.filter(
          (record) => record.kind === 'fault-episode' || record.kind === 'fault-not-run',
        ),
        earlierRateRps: records.find((record) => record.kind === 'fault-rate')?.rateRps,
        onEpisode: progress.onEpisode,
      },
    );
  } finally {
    log.close();
  }
}

function createTools(
  { journal, placement }: TrialContext,
  { folder, redactor }: OpenedRun,
  settings: ResolvedFaults,
): Omit<FaultRun, 'earlier' | 'earlierRateRps' | 'onEpisode'> {
  return {
    ...{ settings, faults: chooseFaults(settings.orders) },
    openAgent: (given) => {
      const agentFolder = createAgentFolder(journal);
      return {
        ...{ folder: agentFolder, env: buildAgentEnv(agentFolder, given) },
        close: () => removeAgentFolder(agentFolder, journal),
      };
    },
    startProxy: (link, url, seed) => {
      const { hostname: host, port } = new URL(url);
      const upstream = { host, port: Number(port) || usualPorts[link] };
      const links = [{ name: link, upstream }];
      return startProxy({ links, journal, cpus: placement.generator, seed });
    },
    keepLog: (name, text) => {
      const file = `requests/${name.replaceAll(/[^\w=.@-]+/g, '_')}.jsonl.gz`;
      return writeCompressed(folder, file, redactor.text(text));
    },
  };
}

const usualPorts = { service: 80, postgres: 5432, redis: 6379 } as const;
