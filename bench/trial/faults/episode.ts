// One episode: launch, warm-up, one open-loop slice with the fault in its middle, audit, stop. Whatever happens, the fault is
// healed before the variant stops; a service that does not come back is a finding and no failure.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../../../reports/document/message.ts';
import { joinMessages, writeMessage } from '../../../reports/document/messages/message.ts';
import type { DriverSession, OpenLoad, SliceOutcome } from '../../drivers/driver.ts';
import { readSharedClockMs } from '../../drivers/shared-clock.ts';
import { LoadstoneError } from '../../errors.ts';
import type { AppliedFault, Fault, FaultSurroundings, Verification } from '../../faults/fault.ts';
import type {
  EpisodeMarks,
  FaultEpisodeRecord,
  FaultNotRunRecord,
} from '../../measurement/fault-records.ts';
import { encodeRequests } from '../../measurement/request-columns.ts';
import { parseRequestLog, type RequestLog } from '../../measurement/request-log.ts';
import { createCpuLedger } from '../../probes/cpu.ts';
import { readForeignCpu, readHost } from '../../probes/host.ts';
import { readProcessTree } from '../../probes/processes.ts';
import type { ResolvedFaults } from '../../spec/experiment.ts';
import { tellCause, tellFailure } from '../../tell-failure.ts';
import type { TrialContext } from '../trial-context.ts';
import { auditStage, readEarlierWrites } from './audit-stage.ts';
import { describeNotRun, type EpisodeTools, type PlannedEpisode } from './planned-episode.ts';
import { openStage, type Stage, warmUpAlone } from './stage.ts';

/** What playing the load with the fault in it gave. */
interface Played {
  readonly outcome: SliceOutcome;
  readonly foreignCpuRatio: number | undefined;
  readonly marks: EpisodeMarks;
  readonly evidence: Message;
}

/** When a fault was applied and healed, ms by the clock of the load, and what was seen of it. */
interface Applied extends Pick<Played, 'evidence'> {
  readonly injectedAt: number;
  readonly appliedAt: number;
  readonly healedAt: number;
  readonly healEndedAt: number;
}

/** Why an episode says nothing. */
interface Void {
  readonly voidReason: Message;
}

/**
 * Plays an episode to its end. The data are audited also where the fault had no effect or could not be applied: that
 * clients were told otherwise than what is in the data is wrong whatever caused it.
 * @throws LoadstoneError where it could not be played; FAULT_NOT_HEALED where something stays broken
 */
export async function runEpisode(
  context: TrialContext,
  tools: EpisodeTools,
  settings: ResolvedFaults,
  episode: PlannedEpisode,
  templates: ReadonlyMap<string, string>,
  rateRps: number,
): Promise<FaultEpisodeRecord | FaultNotRunRecord> {
  const { fault, variant, group } = episode;
  context.listen({ kind: 'launching', group, variantId: variant.id });
  const stage = await openStage(context, tools, episode, templates);
  try {
    const reason = await fault.check(stage.surroundings);
    if (reason !== undefined) return describeNotRun(episode, 'not-run', reason);
    const logPath = join(context.workFolder, `requests-${group}-${episode.position}.jsonl`);
    const earlier = await readEarlierWrites(settings, stage);
    const played = await playWithLog(context, settings, episode, stage, logPath, rateRps);
    const text = existsSync(logPath) ? readFileSync(logPath, 'utf8') : '';
    rmSync(logPath, { force: true });
    const log = parseRequestLog(text);
    const audit = await auditStage(context, settings, stage, log, earlier);
    const logFile = tools.keepLog(`${group}-${variant.id}-${fault.id}`, text);
    if ('voidReason' in played)
      return { ...describeNotRun(episode, 'void', played.voidReason), audit, logFile };
    return buildRecord(settings, episode, played, log, { audit, logFile, rateRps });
  } finally {
    await stage.close();
  }
}

function buildRecord(
  { scenario }: ResolvedFaults,
  { group, position, variant, fault }: PlannedEpisode,
  { outcome, marks, evidence, foreignCpuRatio }: Played,
  log: RequestLog,
  rest: Pick<FaultEpisodeRecord, 'audit' | 'logFile' | 'rateRps'>,
): FaultEpisodeRecord {
  // The audit sees the warm-up, too; availability begins with the load.
  const requests = log.requests.filter(({ dueMs }) => dueMs >= outcome.startedAtMs);
  const caveats = log.isTorn
    ? [...outcome.caveats, writeMessage('caveat-log-torn')]
    : outcome.caveats;
  return {
    ...{ kind: 'fault-episode', group, position, variantId: variant.id, faultId: fault.id },
    ...{ scenario, marks, evidence, caveats, foreignCpuRatio, ...rest },
    ...{ routes: log.routes, requests: encodeRequests(requests, outcome.startedAtMs) },
    isGeneratorLate: outcome.isGeneratorLate === true,
    ...{ counts: outcome.sliceCounts, failureReasons: outcome.failureReasons },
    ...(outcome.resentRequests !== undefined && { resentRequests: outcome.resentRequests }),
  };
}

async function playWithLog(
  context: TrialContext,
  settings: ResolvedFaults,
  { fault, variant, group }: PlannedEpisode,
  stage: Stage,
  logPath: string,
  rateRps: number,
): Promise<Played | Void> {
  const session = await stage.openSession(logPath, settings.requestTimeoutMs, settings.scenario);
  let played: Played | Void;
  try {
    const { scenario } = settings;
    context.listen({ kind: 'warming-up', group, scenario, variantId: variant.id });
    await warmUpAlone(context, session, variant.id);
    const sent = { variantId: variant.id, rateRps };
    played = await play(context, settings, fault, stage.surroundings, session, sent);
  } catch (thrown) {
    if (context.signal.aborted || endsRun(thrown)) throw thrown;
    played = { voidReason: describeFailure(thrown) };
  } finally {
    // Ends of requests are on disk only then.
    await session.collect().catch(() => []);
  }
  // Nothing may still be written when the data are read.
  if ('voidReason' in played) await session.close();
  return played;
}

/** The connections that clients have at most; an outage of seconds at some hundred requests a second needs many. */
const mostConnections = 256;

async function play(
  context: TrialContext,
  { beforeMs, duringMs, afterMs }: ResolvedFaults,
  fault: Fault,
  surroundings: FaultSurroundings,
  session: DriverSession,
  { variantId, rateRps }: { readonly variantId: string; readonly rateRps: number },
): Promise<Played | Void> {
  const { arrivals, maxConnections } = findOpenLoad(context);
  const load: OpenLoad = { kind: 'open', rateRps, arrivals, maxConnections };
  const durationMs = beforeMs + duringMs + afterMs;
  const foreign = startForeignMeter();
  const begun = readSharedClockMs();
  const loading = session.runSlice({
    ...{ variantId, load, durationMs, dropFirstMs: 0, recorded: true },
  });
  const ended = Promise.allSettled([loading]);
  const broken = breakAndHeal(context.signal, fault, surroundings, begun + beforeMs, duringMs);
  const [marks] = await Promise.allSettled([broken]);
  // Where healing or looking failed nobody waits for the rest: closing the session ends it.
  if (marks.status === 'fulfilled') await ended;
  const foreignCpuRatio = foreign.stop();
  if (marks.status === 'rejected') throw marks.reason;
  if ('voidReason' in marks.value) return marks.value;
  const outcome = await loading;
  const since = (ms: number) => Math.max(0, ms - outcome.startedAtMs);
  const { injectedAt, appliedAt, healedAt, healEndedAt, evidence } = marks.value;
  return {
    ...{ outcome, evidence, foreignCpuRatio },
    marks: {
      injectedMs: since(injectedAt),
      appliedMs: since(appliedAt),
      healedMs: since(healedAt),
      healEndedMs: since(healEndedAt),
      endedMs: durationMs,
    },
  };
}

/** Waits for the time of the injection, breaks, looks, waits, and heals in every case. */
async function breakAndHeal(
  signal: AbortSignal,
  fault: Fault,
  surroundings: FaultSurroundings,
  injectAtMs: number,
  duringMs: number,
): Promise<Applied | Void> {
  const waitUntil = (atMs: number) =>
    sleep(Math.max(0, atMs - readSharedClockMs()), undefined, { signal });
  await waitUntil(injectAtMs);
  const injectedAt = readSharedClockMs();
  let applied: AppliedFault;
  try {
    applied = await fault.apply(surroundings);
  } catch (thrown) {
    // One that could not even undo what it had half done ends the run, by its code.
    if (thrown instanceof LoadstoneError) throw thrown;
    return { voidReason: writeMessage('not-applied', { cause: tellCause(thrown) }) };
  }
  const appliedAt = readSharedClockMs();
  let healedAt = appliedAt;
  let notBack: Message | undefined;
  let verification: Verification = {
    tookEffect: false,
    evidence: writeMessage('evidence-not-looked'),
  };
  try {
    verification = await applied.verify();
    await waitUntil(injectedAt + duringMs);
  } finally {
    healedAt = readSharedClockMs();
    notBack = await healOrTell(applied);
  }
  const seen = verification.evidence;
  const evidence = joinMessages(notBack === undefined ? [seen] : [seen, notBack]);
  if (!verification.tookEffect) return { voidReason: writeMessage('no-effect', { evidence }) };
  return { injectedAt, appliedAt, healedAt, healEndedAt: readSharedClockMs(), evidence };
}

const endingCodes: readonly string[] = [
  'STORE_WRITE_FAILED',
  'DISK_FULL',
  'FAULT_NOT_HEALED',
  'SCENARIO_INVALID',
  'PREPARE_FAILED',
];

/** A failure of one episode leaves the others to be played; what the machine lacks ends the run. */
export function endsRun(thrown: unknown): boolean {
  return thrown instanceof LoadstoneError && endingCodes.includes(thrown.code);
}

const notBackCodes: readonly string[] = ['SERVICE_DIED', 'SERVICE_NOT_READY'];

/** A service that does not come back is the finding of its episode, not its end: users get no answer to the last. */
async function healOrTell(applied: AppliedFault): Promise<Message | undefined> {
  try {
    await applied.heal();
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof LoadstoneError) || !notBackCodes.includes(thrown.code)) throw thrown;
    return writeMessage('evidence-not-back', { failure: describeFailure(thrown) });
  }
}

/** Arrivals of the experiment's first open load. */
function findOpenLoad({ experiment }: TrialContext): Pick<OpenLoad, 'arrivals' | 'maxConnections'> {
  const open = experiment.loads.map(({ load }) => load).find((load) => load.kind !== 'closed');
  return {
    arrivals: open?.arrivals ?? 'poisson',
    maxConnections: Math.min(mostConnections, experiment.limits.maxConnections),
  };
}

interface ForeignMeter {
  /** Ends the readings. @returns share of the host's CPU time, 0 to 1; undefined where not measurable */
  stop(): number | undefined;
}

/** Often enough that little is lost of a process that is killed between two readings. */
const everyMs = 1_000;

/** Starts reading everything that descends from the harness: services, stores, generator, proxies, hogs. */
function startForeignMeter(): ForeignMeter {
  const ledger = createCpuLedger();
  const readOwn = () => ledger.read('own', readProcessTree(process.pid))?.cpuNs;
  const [hostBefore, ownBefore] = [readHost(), readOwn()];
  const timer = setInterval(readOwn, everyMs);
  return {
    stop() {
      clearInterval(timer);
      const [hostAfter, ownAfter] = [readHost(), readOwn()];
      const isKnown = ownBefore !== undefined && ownAfter !== undefined;
      return readForeignCpu(hostBefore, hostAfter, isKnown ? ownAfter - ownBefore : undefined);
    },
  };
}

const mostCharacters = 200;

/** The message of anything thrown, and the last line that a failed process wrote. */
export function describeFailure(thrown: unknown): Message {
  return tellFailure(thrown, (output) => {
    const lines = output.split('\n').map((line) => line.trim());
    return lines.findLast((line) => line !== '')?.slice(0, mostCharacters) ?? '';
  });
}
