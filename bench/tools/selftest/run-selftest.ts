// The flow of a self-test: each subject plays each case against a truth server, then is judged.
import { setTimeout as wait } from 'node:timers/promises';
import type {
  CaseReport,
  FloorReport,
  HostNoise,
  RunReport,
  SelftestReport,
} from '../../../reports/document/selftest.ts';
import { LoadstoneError, messageOf } from '../../errors.ts';
import { computeFloor, type FloorClient, joinFloors, startFloorClient } from './floor-client.ts';
import { type NoiseProbe, startNoiseProbe } from './host-noise.ts';
import { judgeDrivers, judgeRun, scoreSubject } from './judge-run.ts';
import type { SelftestCase } from './selftest-case.ts';
import type { ServerBehaviour } from './server-behaviour.ts';
import type { ReportedFigures, RunContext, SelftestSubject } from './subject.ts';
import type { ServerRecord } from './truth-record.ts';
import { startTruthServerProcess, type TruthServerProcess } from './truth-server-process.ts';

export interface SelftestProgress {
  readonly caseName: string;
  readonly subjectName: string;
  /** Runs finished, and in all. */
  readonly done: number;
  readonly total: number;
}

export interface SelftestOptions {
  readonly subjects: readonly SelftestSubject[];
  readonly cases: readonly SelftestCase[];
  /** Any safe integer; the same seed gives the same latencies and mishaps. */
  readonly seed: number;
  /** Told before each run. */
  readonly listen?: (progress: SelftestProgress) => void;
  readonly signal?: AbortSignal;
}

interface Bench {
  readonly server: TruthServerProcess;
  readonly floorClient: FloorClient;
  readonly probe: NoiseProbe;
  readonly warmupUrl: string;
  readonly seed: number;
}

/** How long the host is watched before any load, ms. */
const watchBeforeMs = 800;

const warmupBehaviour: ServerBehaviour = {
  latency: { kind: 'constant', latencyMs: 2 },
  trouble: undefined,
};

/**
 * Runs every case on every subject that supports it, one after another.
 * @throws LoadstoneError DRIVER_FAILED (the truth server), INTERRUPTED
 */
export async function runSelftest(options: SelftestOptions): Promise<SelftestReport> {
  const { subjects, seed } = options;
  const probe = await startNoiseProbe();
  try {
    const server = await startTruthServerProcess();
    let floorClient: FloorClient | undefined;
    try {
      const watch = probe.begin();
      await wait(watchBeforeMs);
      const noiseBefore = watch.end();
      const warmupUrl = await server.begin(warmupBehaviour, seed);
      floorClient = await startFloorClient(warmupUrl);
      const reports = await runCases(options, { server, floorClient, probe, warmupUrl, seed });
      const scores = subjects.map((subject) => scoreSubject(subject, reports));
      const verdict = judgeDrivers(scores);
      return { seed, noiseBefore, cases: reports, subjects: scores, verdict };
    } finally {
      for (const subject of subjects) await subject.close?.();
      await floorClient?.close();
      await server.close();
    }
  } finally {
    await probe.close();
  }
}

async function runCases(options: SelftestOptions, bench: Bench): Promise<readonly CaseReport[]> {
  const { subjects, cases, listen, signal } = options;
  const planned = cases.map((selftestCase) => ({
    selftestCase,
    supporting: subjects.filter((subject) => subject.supports(selftestCase)),
  }));
  const total = planned.reduce((sum, { supporting }) => sum + supporting.length, 0);
  const reports: CaseReport[] = [];
  let done = 0;
  for (const { selftestCase, supporting } of planned) {
    const played: PlayedRun[] = [];
    // Before the first subject and after the last: the host of the drivers is between the two.
    const before = await measureFloor(selftestCase, bench);
    for (const subject of supporting) {
      if (signal?.aborted === true) {
        throw new LoadstoneError('INTERRUPTED', 'the self-test was interrupted', {
          hint: 'Nothing is kept of it; start it again.',
        });
      }
      listen?.({ caseName: selftestCase.name, subjectName: subject.name, done, total });
      played.push(await playOne(selftestCase, subject, bench));
      done += 1;
    }
    const floor = joinFloors(before, await measureFloor(selftestCase, bench));
    reports.push({
      ...{ name: selftestCase.name, trap: selftestCase.trap, floor: floor ?? null },
      runs: played.map((run) => judgeOne(selftestCase, run, floor)),
    });
  }
  return reports;
}

async function measureFloor(
  selftestCase: SelftestCase,
  { server, floorClient, seed }: Bench,
): Promise<FloorReport | undefined> {
  const caseUrl = await server.begin(selftestCase.behaviour, seed);
  const latenciesUs = await floorClient.measure(selftestCase, caseUrl);
  return computeFloor(latenciesUs, await server.end(caseUrl));
}

/** What a subject did in a case, before the floor on its far side is known. */
interface PlayedRun {
  readonly subject: SelftestSubject;
  readonly noise: HostNoise;
  readonly record: ServerRecord;
  readonly outcome:
    | { readonly kind: 'reported'; readonly reported: ReportedFigures }
    | { readonly kind: 'failed'; readonly message: string };
}

/** A subject that breaks down is a result of this case, not the end of the self-test. */
async function playOne(
  selftestCase: SelftestCase,
  subject: SelftestSubject,
  { server, probe, warmupUrl, seed }: Bench,
): Promise<PlayedRun> {
  const caseUrl = await server.begin(selftestCase.behaviour, seed);
  const wholeRun = probe.begin();
  let whileLoaded: HostNoise | undefined;
  const watchLoad: RunContext['watchLoad'] = async (work) => {
    const watch = probe.begin();
    return work().finally(() => {
      whileLoaded = watch.end();
    });
  };
  const context = { caseUrl, warmupUrl, seed, watchLoad };
  const outcome = await subject.run(selftestCase, context).then(
    (reported) => ({ kind: 'reported', reported }) as const,
    (thrown: unknown) => ({ kind: 'failed', message: messageOf(thrown) }) as const,
  );
  const noise = whileLoaded ?? wholeRun.end();
  const record = await server.end(caseUrl);
  return { subject, noise, record, outcome };
}

function judgeOne(
  selftestCase: SelftestCase,
  { subject, noise, record, outcome }: PlayedRun,
  floor: FloorReport | undefined,
): RunReport {
  const base = { caseName: selftestCase.name, subjectName: subject.name, noise };
  if (outcome.kind === 'failed') {
    return { ...base, criteria: [], caveats: [], error: outcome.message };
  }
  const { reported } = outcome;
  const criteria = judgeRun({ selftestCase, subject, record, reported, noise, floor });
  return { ...base, criteria, caveats: reported.caveats, error: null };
}
