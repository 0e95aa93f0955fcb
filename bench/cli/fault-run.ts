// Injects the faults of an experiment into an opened run: what `faults` and `run` have in common.
import { existsSync } from 'node:fs';
import { countOf } from '../../reports/document/messages/count.ts';
import { cutToWidth } from '../../reports/terminal/text.ts';
import { LoadstoneError } from '../errors.ts';
import { buildAgentEnv, createAgentFolder } from '../faults/agent/agent-client.ts';
import type { Link } from '../faults/fault.ts';
import { startProxy } from '../faults/proxy/start-proxy.ts';
import type { FaultEpisodeRecord, FaultNotRunRecord } from '../measurement/fault-records.ts';
import type { PlannedVariant } from '../plan/plan.ts';
import { readPinnedAddress } from '../reach/request-url.ts';
import { readStoreAddress } from '../reach/store-url.ts';
import { removeFolder } from '../services/made-folder.ts';
import type { ResolvedFaults } from '../spec/experiment.ts';
import { openRecordLog, readRecordLog } from '../store/record-log.ts';
import { findFaultRecords, type RunFolder, writeCompressed } from '../store/run-folder.ts';
import type { EpisodePlace, FaultRun, PlannedEpisode } from '../trial/faults/planned-episode.ts';
import { type FaultsOutcome, runFaults } from '../trial/faults/run-faults.ts';
import type { TrialContext } from '../trial/trial-context.ts';
import { chooseFaults, estimateFaults } from './chosen-faults.ts';
import { capTime } from './measured-run.ts';
import type { OpenedRun } from './opened-run.ts';
import { openRunServices } from './run-services.ts';
import type { TerminalIo } from './terminal-io.ts';
import { drawOver } from './terminal-io.ts';

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
  try {
    const services = await openRunServices(run, listen, io, capTime(run, signal));
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

interface FaultProgress extends Pick<FaultRun, 'onBegin' | 'onEpisode'> {
  /** Takes the last line away. */
  close(): void;
}

interface FaultProgressOptions {
  readonly variants: readonly PlannedVariant[];
  /** Of an episode, until one has ended. */
  readonly expectedMs: number;
  readonly isQuiet: boolean;
  /** After an abort nothing is drawn over what the process says of it. */
  readonly signal: AbortSignal;
}

const redrawMs = 1_000;

/** Times are guesses from the episodes so far. */
export function createFaultProgress(options: FaultProgressOptions, io: TerminalIo): FaultProgress {
  const { variants, expectedMs, isQuiet, signal } = options;
  if (isQuiet) return { onBegin: () => {}, onEpisode: () => {}, close: () => {} };
  const nameOf = (variantId: string, faultId: string) =>
    `${variants.find(({ id }) => id === variantId)?.label ?? variantId} · ${faultId}`;
  const status = io.isErrTty ? createStatusLine(io, signal) : undefined;
  let beganMs = 0;
  const played: number[] = [];
  const usualMs = () =>
    played.length === 0 ? expectedMs : played.reduce((sum, ms) => sum + ms) / played.length;
  const onBegin = (episode: PlannedEpisode, { done, planned, left }: EpisodePlace) => {
    beganMs = performance.now();
    if (status === undefined) return;
    const name = nameOf(episode.variant.id, episode.fault.id);
    status.show(() => {
      const spentMs = performance.now() - beganMs;
      const leftMs = Math.max(0, usualMs() - spentMs) + left * usualMs();
      const spent = `${toSeconds(spentMs)} of about ${toSeconds(usualMs())} s`;
      return `${done} of ${planned} · ${name} · ${spent} · ${describeLeft(leftMs)}`;
    });
  };
  const onEpisode: FaultProgress['onEpisode'] = (record, { done, planned, left }) => {
    if (isPlayed(record)) played.push(performance.now() - beganMs);
    status?.clear();
    const rest = left > 0 && status === undefined ? ` (${describeLeft(left * usualMs())})` : '';
    const name = nameOf(record.variantId, record.faultId);
    io.err(`${done} of ${planned} · ${name}: ${describe(record)}${rest}`);
  };
  return { onBegin, onEpisode, close: () => status?.clear() };
}

/** One line below all others, drawn again each second. */
function createStatusLine(io: TerminalIo, signal: AbortSignal) {
  let timer: NodeJS.Timeout | undefined;
  let isDrawn = false;
  const erase = () => {
    const back = isDrawn && !signal.aborted ? drawOver(1) : '';
    isDrawn = false;
    return back;
  };
  const clear = () => {
    clearInterval(timer);
    timer = undefined;
    const back = erase();
    // A line without an end, which the next text takes up.
    if (back !== '') io.err(`${back}\u001b[1A`, 'drawing');
  };
  return {
    clear,
    show(render: () => string) {
      clearInterval(timer);
      const draw = () => {
        if (signal.aborted) return;
        io.err(`${erase()}${cutToWidth(render(), Math.max(20, io.widthColumns - 1))}`, 'drawing');
        isDrawn = true;
      };
      draw();
      timer = setInterval(draw, redrawMs);
    },
  };
}

/** Not one that could not be tried at all, which takes no time. */
function isPlayed(record: FaultEpisodeRecord | FaultNotRunRecord): boolean {
  return record.kind === 'fault-episode' || record.status === 'void';
}

function toSeconds(ms: number): number {
  return Math.ceil(ms / 1_000);
}

/** `about 40 s left`, `about 3 min left`. @param ms 0 or more */
function describeLeft(ms: number): string {
  const seconds = toSeconds(ms);
  return seconds < 100 ? `about ${seconds} s left` : `about ${Math.ceil(seconds / 60)} min left`;
}

function describe(record: FaultEpisodeRecord | FaultNotRunRecord): string {
  const wrong = `WRONG DATA: ${record.audit?.findings[0]?.text ?? 'see the audit'}`;
  if (record.kind === 'fault-not-run') {
    const found = record.audit?.status === 'violated' ? `, ${wrong}` : '';
    return `${record.status === 'void' ? 'void' : 'not run'}: ${record.reason.text}${found}`;
  }
  const { scheduled, succeeded } = record.counts;
  const share = scheduled === 0 ? 0 : Math.floor((succeeded / scheduled) * 1000) / 10;
  const { status, acknowledged } = record.audit;
  const audit = {
    clean: `${countOf(acknowledged, 'write')}, none lost`,
    violated: wrong,
    unknown: 'writes not audited',
  }[status];
  return `${share}% of ${scheduled} requests succeeded, ${audit}`;
}
