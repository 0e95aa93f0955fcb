// `loadstone run` and `--resume` on a simulated machine: the code of the command from the plan to the history.
import { join } from 'node:path';
import Type from 'typebox';
import { enterFinishedRun } from '../../bench/cli/commands/history.ts';
import { type OpenedRun, openMeasuredRun } from '../../bench/cli/opened-run.ts';
import type { PlannedRun } from '../../bench/cli/selection.ts';
import { readStateList, type StateFile, writeStateList } from '../../bench/cli/state-folder.ts';
import { createStoppingRule } from '../../bench/cli/stopping-rule.ts';
import type { TerminalIo } from '../../bench/cli/terminal-io.ts';
import { makeFolders } from '../../bench/disk/durable.ts';
import { guardWrite } from '../../bench/disk/write-failure.ts';
import type { RunRecord } from '../../bench/measurement/records.ts';
import { buildPlan } from '../../bench/plan/build-plan.ts';
import { hashPlan } from '../../bench/plan/plan-hash.ts';
import { buildTestExperiment, buildTestLevel } from '../../bench/plan/test-experiment.ts';
import { openJournal } from '../../bench/services/journal.ts';
import { undoAll } from '../../bench/services/undo.ts';
import type { Experiment } from '../../bench/spec/experiment.ts';
import { buildResultDocument } from '../../bench/store/document.ts';
import { createRedactor } from '../../bench/store/redaction.ts';
import { readRunJson, writeManifest, writeRunFile } from '../../bench/store/run-folder.ts';
import { createValueHasher } from '../../bench/store/value-hash.ts';
import type { GroupParts } from '../../bench/trial/group.ts';
import { runTrials } from '../../bench/trial/run-trials.ts';
import { quoteText } from '../../reports/document/messages/message.ts';
import type { Environment, ResultDocument } from '../../reports/document/result.ts';
import { renderJson } from '../../reports/json/render-json.ts';
import { buildDriver, buildParts, buildPostgres, simulatedToken } from './made-up-services.ts';
import type { Machine } from './simulated-machine.ts';

export const runsPath = '/runs';
export const statePath = '/state';

/** What a program was told is done, which has to be there ever after. */
export interface Acknowledged {
  runId: string | undefined;
  readonly records: RunRecord[];
  /** Text of result.json. */
  result: string | undefined;
  isInHistory: boolean;
  /** Length of a list that grows with each run that ended. */
  stateEntries: number;
}

export function acknowledgeNothing(): Acknowledged {
  return { runId: undefined, records: [], result: undefined, isInHistory: false, stateEntries: 0 };
}

export interface SimulatedPlan {
  readonly name: string;
  readonly experiment: Experiment;
}

const levels = (...names: readonly string[]) => [
  { name: 'speed', levels: names.map((name) => buildTestLevel(name)) },
];

const shared = {
  baseline: { speed: 'slow' },
  target: {
    ...{ command: ['node', 'service.mjs'], cwd: '/experiment', env: {}, portEnv: 'PORT' },
    ...{ url: undefined, readyPath: '/ready', readyTimeoutMs: 1_000, statsPath: '/stats' },
    ...{ dataPath: '/population', stopTimeoutMs: 1_000 },
  },
  scenarios: ['look', 'order'].map((name) => ({
    ...{ name, description: '', writes: name === 'order', primaryMetric: 'throughputRps' as const },
    ref: {
      ...{ kind: 'inline' as const, name },
      requests: [
        {
          ...{ route: 'hello', method: 'GET' as const, path: '/hello', headers: {}, weight: 1 },
          ...{ body: undefined, expectedStatuses: [200], bodyIncludes: undefined },
        },
      ],
    },
  })),
  loads: [{ id: 'closed-16', load: { kind: 'closed' as const, connections: 16 } }],
  slices: { slicesPerGroup: 2, sliceMs: 500, dropFirstMs: 0, warmupMs: 100, loadMs: 1_000 },
};

const [look] = shared.scenarios;

/** A run that plays all its groups with databases elsewhere, and one that is decided at its first look. */
export const simulatedPlans: readonly SimulatedPlan[] = [
  {
    name: 'all groups',
    experiment: buildTestExperiment({
      ...{ ...shared, factors: levels('slow', 'even'), groups: 3 },
      postgres: {
        url: 'postgres://elsewhere',
        urlEnv: 'DATABASE_URL',
        prepare: undefined,
        settings: {},
      },
    }),
  },
  {
    name: 'decided early',
    experiment: buildTestExperiment({
      ...{ ...shared, factors: levels('slow', 'fast'), groups: 12 },
      scenarios: look === undefined ? [] : [look],
    }),
  },
];

const environment: Environment = {
  ...{ fingerprint: 'simulated', hostname: 'simulated', os: 'none', kernel: '0', cpuModel: 'none' },
  ...{ cpuCount: 2, memoryBytes: 2 ** 32, nodeVersion: '24', loadstoneVersion: '0' },
  ...{ gitCommit: null, gitDirty: null, services: {}, placement: {} },
  driver: { name: 'open', version: '0', cannotMeasure: [] },
};

export const stateFile: StateFile = {
  ...{ versionKey: 'version', listKey: 'entries', problem: 'holds no list.', hint: '' },
  entry: Type.String(),
};

/**
 * Runs, or goes on with the run that is there, to the end.
 * @returns the document; @throws what the command would have said, or MachineGone
 */
export async function playRun(
  { experiment }: SimulatedPlan,
  machine: Machine,
  acknowledged: Acknowledged,
  resume: string | undefined,
  adaptParts: (parts: GroupParts) => GroupParts = (parts) => parts,
): Promise<ResultDocument> {
  const { disk, clock } = machine;
  const io: TerminalIo = {
    ...{ out: () => {}, err: () => {}, env: {}, cwd: '/', isOutTty: false, isErrTty: false },
    ...{
      widthColumns: 80,
      hideSecrets: () => {},
      redact: (text) => text,
      disk,
      readNowMs: () => clock.wallMs,
    },
  };
  const options = { runs: runsPath, ...(resume !== undefined && { resume }) };
  const run = await openMeasuredRun(options, io, async () => planAgain(experiment));
  acknowledged.runId = run.folder.id;
  await measure(run, machine, acknowledged, adaptParts(buildParts(machine)));
  const document = buildResultDocument(run.folder);
  const text = renderJson(document);
  writeRunFile(run.folder, 'result.json', text);
  acknowledged.result = text;
  enterFinishedRun(run.folder, document, io);
  machine.assertRunning();
  // Where the history takes nothing, the command says so and goes on.
  acknowledged.isInHistory ||= !machine.hasHadAccident();
  const path = join(statePath, 'pace.json');
  const before = readStateList(path, stateFile, disk);
  writeStateList(path, stateFile, [...before, document.run.id], disk);
  acknowledged.stateEntries = before.length + 1;
  return document;
}

function planAgain(experiment: Experiment): PlannedRun {
  const plan = buildPlan(experiment);
  return {
    ...{ experiment, plan, planHash: hashPlan(plan), experimentHash: experiment.name },
    selection: {
      ...{ preset: undefined, variants: [], scenarios: [], groups: undefined, seed: undefined },
      ...{ budgetMs: undefined, driver: undefined },
    },
    hasher: createValueHasher('simulated'),
    redactor: createRedactor([]),
    isMeasuredBy: ({ experimentHash }) => experimentHash === experiment.name,
    ...{ expectedMs: 0, paceRuns: 0, notStarting: [] },
  };
}

async function measure(
  run: OpenedRun,
  machine: Machine,
  { records }: Acknowledged,
  parts: GroupParts,
): Promise<void> {
  const { experiment, plan } = run.planned;
  const { disk, clock, bootId } = machine;
  const journal = openJournal(statePath, { disk, bootId });
  const workFolder = join(statePath, 'work', `run-${bootId}`);
  const made = { path: workFolder, token: simulatedToken };
  journal.addFolder(made);
  try {
    guardWrite(workFolder, () => makeFolders(disk, workFolder));
    writeManifest(run.folder, { ...run.manifest, environment }, run.redactor);
    await runTrials(
      {
        ...{
          experiment,
          plan,
          runId: run.folder.id,
          epoch: run.epoch,
          driver: buildDriver(machine),
        },
        placement: {
          service: undefined,
          generator: undefined,
          database: undefined,
          cache: undefined,
        },
        postgres: experiment.postgres && buildPostgres(machine, journal),
        ...{ startRedis: undefined, noRedisReason: quoteText('none'), journal, workFolder },
        data:
          run.earlier.endedGroups.size === 0
            ? undefined
            : { value: readRunJson(run.folder, 'data.json') },
        keepData: (value) => writeRunFile(run.folder, 'data.json', JSON.stringify(value)),
        pinTarget: () => Promise.reject(new Error('there is no target')),
        append: (record) => {
          run.log.append(record);
          records.push(record);
        },
        findStopReason: createStoppingRule(run.planned.plan, {
          readDocument: () => buildResultDocument(run.folder),
          ...{ goal: 'comparisons', budgetMs: undefined, startedMs: clock.monotonicMs },
          readMonotonicMs: () => clock.monotonicMs,
        }),
        listen: () => {},
        signal: new AbortController().signal,
        readWallClock: () => new Date(clock.wallMs).toISOString(),
        readMonotonicMs: () => clock.monotonicMs,
      },
      run.earlier,
      undefined,
      parts,
    );
  } finally {
    run.log.close();
    // As the command does; on a machine that is gone it has no effect.
    await undoAll([
      () => journal.close(),
      () => {
        disk.remove(workFolder);
        journal.removeFolder(made);
      },
    ]);
  }
}
