// The flow of a self-test: each subject plays each case against a truth server, then is judged.
import { setTimeout as wait } from 'node:timers/promises';
import type {
  CaseReport,
  HostNoise,
  RunReport,
  SelftestReport,
} from '../../../reports/document/selftest.ts';
import { LoadstoneError, messageOf } from '../../errors.ts';
import { type NoiseProbe, startNoiseProbe } from './host-noise.ts';
import { judgeDrivers, judgeRun, scoreSubject } from './judge-run.ts';
import type { SelftestCase } from './selftest-case.ts';
import type { ServerBehaviour } from './server-behaviour.ts';
import type { RunContext, SelftestSubject } from './subject.ts';
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
  const probe = startNoiseProbe();
  try {
    const server = await startTruthServerProcess();
    try {
      const watch = probe.begin();
      await wait(watchBeforeMs);
      const noiseBefore = watch.end();
      const warmupUrl = await server.begin(warmupBehaviour, seed);
      const reports = await runCases(options, { server, probe, warmupUrl, seed });
      const scores = subjects.map((subject) => scoreSubject(subject, reports));
      const verdict = judgeDrivers(scores);
      return { seed, noiseBefore, cases: reports, subjects: scores, verdict };
    } finally {
      for (const subject of subjects) await subject.close?.();
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
    const runs: RunReport[] = [];
    for (const subject of supporting) {
      if (signal?.aborted === true) {
        throw new LoadstoneError('INTERRUPTED', 'the self-test was interrupted', {
          hint: 'Nothing is kept of it; start it again.',
        });
      }
      listen?.({ caseName: selftestCase.name, subjectName: subject.name, done, total });
      runs.push(await runOne(selftestCase, subject, bench));
      done += 1;
    }
    reports.push({ name: selftestCase.name, trap: selftestCase.trap, runs });
  }
  return reports;
}

/** A subject that breaks down is a result of this case, not the end of the self-test. */
async function runOne(
  selftestCase: SelftestCase,
  subject: SelftestSubject,
  { server, probe, warmupUrl, seed }: Bench,
): Promise<RunReport> {
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
  const played = await subject.run(selftestCase, context).then(
    (reported) => ({ kind: 'reported', reported }) as const,
    (thrown: unknown) => ({ kind: 'failed', message: messageOf(thrown) }) as const,
  );
  const noise = whileLoaded ?? wholeRun.end();
  const record = await server.end(caseUrl);
  const base = { caseName: selftestCase.name, subjectName: subject.name, noise };
  if (played.kind === 'failed') {
    return { ...base, criteria: [], caveats: [], error: played.message };
  }
  const { reported } = played;
  const criteria = judgeRun({ selftestCase, subject, record, reported, noise });
  return { ...base, criteria, caveats: reported.caveats, error: null };
}
