// From the command line's words to an experiment and its plan.

import { createHash } from 'node:crypto';
import { countOf } from '../../reports/document/messages/count.ts';
import { lowerPercentiles } from '../analysis/compare/percentile-yield.ts';
import { fewestEpochs } from '../analysis/pairs/epochs.ts';
import { type DriverName, driverNames } from '../drivers/registry.ts';
import { LoadstoneError } from '../errors.ts';
import { listGatedVariants } from '../gates/list-questions.ts';
import { buildPlan } from '../plan/build-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { hashPlan } from '../plan/plan-hash.ts';
import {
  estimatePlanMs,
  fitGroupsToBudget,
  learnTimeAssumptions,
  type TimeAssumptions,
} from '../plan/plan-time.ts';
import { buildVariants } from '../plan/variants.ts';
import type { Experiment, SliceSettings } from '../spec/experiment.ts';
import { type GivenConfig, loadConfig, readConfig, type SoundRest } from '../spec/load-config.ts';
import { createExperimentRedactor } from '../store/experiment-redactor.ts';
import type { RunManifest, RunSelection } from '../store/manifest.ts';
import type { Redactor } from '../store/redaction.ts';
import type { ValueHasher } from '../store/value-hash.ts';
import { findProblems, throwProblems } from './all-problems.ts';
import { assertFaultsFit } from './chosen-faults.ts';
import { openHasher } from './hash-key.ts';
import { buildPaceKey, readPaces } from './pace-store.ts';
import { assertStartable, type NotStarting } from './startable.ts';
import { findStateFolder } from './state-folder.ts';
import type { TerminalIo } from './terminal-io.ts';

export interface PlannedRun {
  readonly experiment: Experiment;
  readonly plan: Plan;
  readonly planHash: string;
  /** Over the experiment as resolved, secrets included, with the key of this machine. */
  readonly experimentHash: string;
  /** Hashes what is not written down. */
  readonly hasher: ValueHasher;
  /** For everything that is written or printed about it. */
  readonly redactor: Redactor;
  /** True where the run measured this very experiment, secrets included. */
  readonly isMeasuredBy: (manifest: RunManifest) => boolean;
  readonly selection: RunSelection;
  /** Of the whole plan, setup included, by the pace of earlier runs where there are any. */
  readonly expectedMs: number;
  /** Earlier runs that the expected time was learnt from; 0: it is a guess. */
  readonly paceRuns: number;
  /** Variants that cannot be started, the baseline not among them; a run leaves them out. */
  readonly notStarting: readonly NotStarting[];
}

/** Options that `run` and `plan` share, as commander gives them. */
export interface SelectionOptions {
  readonly config?: string;
  readonly preset?: string;
  readonly variant?: readonly string[];
  readonly scenario?: readonly string[];
  readonly groups?: string;
  readonly seed?: string;
  readonly budget?: string;
  readonly driver?: string;
  readonly allowTarget?: readonly string[];
  readonly epochs?: string;
  readonly every?: string;
  readonly sliceMs?: string;
  readonly percentilesBy?: string;
}

/** Says nothing of what is measured, so it may stand beside `--more` and `--resume`; `--config` is compared with the run's. */
const besideEarlierRun: readonly string[] = [
  ...['config', 'runs', 'ui', 'uiPort', 'explain', 'quiet', 'json', 'onInconclusive', 'output'],
];

/**
 * Options that nobody reads would be ignored without a word, so all are refused that the earlier run says itself.
 * @throws LoadstoneError USAGE where one stands beside `--more` or `--resume`
 */
export function assertKeepsSelection(options: object): void {
  const names = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );
  const how = ['more', 'resume'].find((name) => names.includes(name));
  if (how === undefined) return;
  const allowed = [...besideEarlierRun, how, ...(how === 'more' ? ['groups'] : [])];
  const foreign = names.find((name) => !allowed.includes(name));
  if (foreign === undefined) return;
  const flag = foreign.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new LoadstoneError('USAGE', `--${how} does not take --${flag}.`, {
    hint:
      how === 'more'
        ? 'The run that groups are appended to keeps its own selection, seed and driver; how many are appended is --groups.'
        : 'The run that is gone on with keeps its own selection, groups, seed and driver.',
  });
}

/** @throws LoadstoneError USAGE where a number or a duration is none. */
export function parseSelection(options: SelectionOptions): RunSelection {
  const epochs = parseEpochs(options);
  const sliceMs = parseWhole('--slice-ms', options.sliceMs, 1, 3_600_000);
  const percentilesBy = parsePercentilesBy(options.percentilesBy);
  return {
    preset: options.preset,
    variants: options.variant ?? [],
    scenarios: options.scenario ?? [],
    groups: parseWhole('--groups', options.groups, 1, 1000),
    seed: parseWhole('--seed', options.seed, 0, Number.MAX_SAFE_INTEGER),
    budgetMs: parseDurationMs('--budget', options.budget),
    driver: parseDriver(options.driver),
    ...(options.allowTarget && { allowTargets: options.allowTarget }),
    ...(epochs && { epochs }),
    ...(sliceMs !== undefined && { sliceMs }),
    ...(percentilesBy && { percentilesBy }),
  };
}

/** Fewer give no interval over them, and more than a year of weeks is a mistake. */
const [leastEpochs, mostEpochs] = [fewestEpochs, 60];
/** From the start of one epoch to that of the next. */
const usualEvery = '30m';

/** @throws LoadstoneError USAGE where `--every` stands alone, or a budget beside it. */
function parseEpochs({ epochs, every, budget }: SelectionOptions): RunSelection['epochs'] {
  const count = parseWhole('--epochs', epochs, leastEpochs, mostEpochs);
  const everyMs = parseDurationMs('--every', every ?? usualEvery);
  if (count === undefined) {
    if (every === undefined) return undefined;
    throw new LoadstoneError(
      'USAGE',
      '--every says how far epochs are apart, and there are none.',
      { hint: 'Say how many: --epochs 8 --every 30m' },
    );
  }
  if (budget !== undefined) {
    throw new LoadstoneError('USAGE', '--epochs and --budget exclude each other.', {
      hint: 'The groups of all epochs are run: say how many with --groups.',
    });
  }
  return { count, everyMs: everyMs ?? 0 };
}

function parsePercentilesBy(text: string | undefined): 'groups' | undefined {
  if (text === undefined || text === 'requests') return undefined;
  if (text === 'groups') return text;
  throw new LoadstoneError('USAGE', `--percentiles-by takes requests or groups, not "${text}".`);
}

function parseDriver(text: string | undefined): DriverName | undefined {
  const found = driverNames.find((name) => name === text);
  if (found !== undefined || text === undefined) return found;
  throw new LoadstoneError('USAGE', `--driver takes ${driverNames.join(', ')}, not "${text}".`);
}

function parseWhole(
  flag: string,
  text: string | undefined,
  least: number,
  most: number,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new LoadstoneError(
    'USAGE',
    `${flag} takes a whole number from ${least} to ${most}, not "${text}".`,
  );
}

const unitsMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of `90s`, `10m` or `2h`. */
export function parseDurationMs(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(text) ?? [];
  const value = Number(amount) * (unitsMs[unit] ?? Number.NaN);
  if (value > 0) return value;
  throw new LoadstoneError('USAGE', `${flag} takes a time such as 90s, 10m or 2h, not "${text}".`);
}

/** `90s`, `30m`, `2h`: what `parseDurationMs` reads. */
function formatDuration(ms: number): string {
  const [unit, size] =
    Object.entries(unitsMs)
      .toReversed()
      .find(([, each]) => ms % each === 0) ?? (['s', 1000] as const);
  return `${ms / size}${unit}`;
}

/** Expected elapsed ms of the first groups of a plan, setup included, by the pace of earlier runs where there are any. */
export function createGroupsEstimate(
  { experiment, plan, selection }: PlannedRun,
  io: TerminalIo,
): (groups: number) => number {
  const stateDir = findStateFolder(experiment.configPath, io);
  const key = buildPaceKey(experiment, selection.preset);
  const pace = learnTimeAssumptions(readPaces(stateDir, key));
  return (groups) =>
    estimatePlanMs(experiment, { ...plan, groups: plan.groups.slice(0, groups) }, pace);
}

type AdaptExperiment = (experiment: Experiment) => Experiment;

/**
 * Loads the config and plans what was selected; a budget without a number of groups takes as many as it holds.
 * What a run would end on before its first request is refused here, before anything is started.
 * @param adapt changes the experiment before it is planned, for a command that loads in its own way.
 * @param checks of the command itself, told with the rest
 * @throws LoadstoneError of config, selection, usage, and what `assertStartable` and the checks refuse, all at once
 */
export async function planRun(
  configPath: string | undefined | GivenConfig,
  selection: RunSelection,
  io: TerminalIo,
  adapt?: AdaptExperiment,
  checks: readonly ((planned: PlannedAlone) => void)[] = [],
): Promise<PlannedRun> {
  const loaded = await readConfig(locateConfig(configPath, selection, io));
  if ('error' in loaded) {
    throwProblems([loaded.error, ...(await findOtherProblems(loaded.rest, selection, io, checks))]);
    throw loaded.error;
  }
  const { planned, problems } = await planAndCheck(loaded.experiment, selection, io, adapt).catch(
    async (thrown: unknown) => {
      if (!(thrown instanceof LoadstoneError)) throw thrown;
      // Whatever is selected, the baseline is started.
      throwProblems([thrown, ...(await findStartProblems(loaded.experiment, io))]);
      throw thrown;
    },
  );
  let notStarting: readonly NotStarting[] = [];
  const ofStart = await findProblems(async () => {
    notStarting = await assertStartable(planned.experiment, planned.plan, io);
  });
  const ofChecks = await Promise.all(checks.map((check) => findProblems(() => check(planned))));
  throwProblems([...problems, ...ofStart, ...ofChecks.flat()]);
  return { ...planned, notStarting };
}

function locateConfig(
  path: string | undefined | GivenConfig,
  { preset, driver, allowTargets }: RunSelection,
  { cwd, env }: TerminalIo,
): Parameters<typeof readConfig>[0] {
  return { path, cwd, preset, driver, allowTargets, env };
}

/** Why the baseline could not be started, as far as it can be told without a plan. */
function findStartProblems(experiment: Experiment, io: TerminalIo) {
  return findProblems(() => {
    const variants = buildVariants(experiment).filter(({ isBaseline }) => isBaseline);
    return assertStartable(experiment, { variants, groups: [], seed: 0 }, io);
  });
}

/** What is wrong besides the config itself: with its program, and where the rest of it can be planned with its plan. */
async function findOtherProblems(
  rest: SoundRest | undefined,
  selection: RunSelection,
  io: TerminalIo,
  checks: readonly ((planned: PlannedAlone) => void)[],
): Promise<readonly LoadstoneError[]> {
  if (rest === undefined || !rest.isSound('driver')) return [];
  const { experiment, isSound } = rest;
  const hasher = openHasher(findStateFolder(experiment.configPath, io));
  io.hideSecrets(createExperimentRedactor(experiment, hasher));
  const ofStart = await findStartProblems(experiment, io);
  const isPlannable =
    isSound('groups', 'loads', 'slices', 'warmup', 'phase', 'limits', 'cycles', 'faults') &&
    experiment.scenarios.length > 0;
  if (!isPlannable) return ofStart;
  // A name that is not known may be that of a scenario which is broken.
  const scenarios = isSound('scenarios') ? selection.scenarios : [];
  const ofPlan = await findProblems(async () => {
    const { planned, problems } = await planAndCheck(experiment, { ...selection, scenarios }, io);
    const isJudged = isSound('services', 'prices', 'bodyCheckRatio', 'percentilesBy', 'scenarios');
    const ofChecks = isJudged ? checks.map((check) => findProblems(() => check(planned))) : [];
    throwProblems([...problems, ...(await Promise.all(ofChecks)).flat()]);
  });
  return [...ofStart, ...ofPlan];
}

type PlannedAlone = Omit<PlannedRun, 'notStarting'>;

/**
 * The plan alone, whether it could be started here or not.
 * @throws LoadstoneError of config, selection, usage
 */
export async function planUnchecked(
  configPath: string | undefined | GivenConfig,
  selection: RunSelection,
  io: TerminalIo,
): Promise<PlannedAlone> {
  const loaded = await loadConfig(locateConfig(configPath, selection, io));
  const { planned, problems } = await planAndCheck(loaded, selection, io);
  throwProblems(problems);
  return planned;
}

/** The plan, and what is wrong with it as a plan. @throws LoadstoneError of selection, usage */
async function planAndCheck(
  loaded: Experiment,
  selection: RunSelection,
  io: TerminalIo,
  adapt: AdaptExperiment = (experiment) => experiment,
): Promise<{ readonly planned: PlannedAlone; readonly problems: readonly LoadstoneError[] }> {
  const hasher = openHasher(findStateFolder(loaded.configPath, io));
  io.hideSecrets(createExperimentRedactor(loaded, hasher));
  const given = adapt({
    ...loaded,
    ...{ slices: resliced(loaded.slices, selection.sliceMs) },
    groups: countGroups(selection, loaded.groups),
    seed: selection.seed ?? loaded.seed,
  });
  const percentilesBy = selection.percentilesBy ?? loaded.percentilesBy;
  const experiment = percentilesBy === 'groups' ? lowerPercentiles(given) : given;
  const redactor = createExperimentRedactor(experiment, hasher);
  io.hideSecrets(redactor);
  const whole = buildPlan(experiment, {
    variantPatterns: selection.variants,
    scenarioNames: selection.scenarios,
  });
  const budgetMs = selection.isFitted === true ? undefined : selection.budgetMs;
  const paces = readPaces(
    findStateFolder(loaded.configPath, io),
    buildPaceKey(experiment, selection.preset),
  );
  const pace = learnTimeAssumptions(paces);
  const fitting = fitBudget(experiment, whole, budgetMs, pace);
  const plan = { ...fitting, ...planSampling(selection, fitting) };
  const expectedMs = estimatePlanMs(experiment, plan, pace);
  const checks = [
    ...(experiment.gates ?? []).map((gate) => () => listGatedVariants(gate, experiment, plan)),
    () => assertTimeCap(experiment, expectedMs),
    () => experiment.faults?.afterRun === true && assertFaultsFit(experiment, plan),
  ];
  const problems = (await Promise.all(checks.map(findProblems))).flat();
  const described = JSON.stringify(loaded);
  const experimentHash = hasher.digest(described);
  const planned = {
    ...{ experiment, plan, planHash: hashPlan(plan), experimentHash, selection, hasher, redactor },
    isMeasuredBy: (manifest: RunManifest) =>
      manifest.experimentHash ===
      (manifest.hashKeyId === undefined ? hashWithoutKey(described) : experimentHash),
    ...{ expectedMs, paceRuns: paces.length },
  };
  return { planned, problems };
}

/** As manifests from before there was a key have it; it is compared and never written. */
function hashWithoutKey(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** @throws LoadstoneError USAGE where nothing of a slice would be recorded. */
function resliced(slices: SliceSettings, sliceMs: number | undefined): SliceSettings {
  if (sliceMs === undefined) return slices;
  if (sliceMs > slices.dropFirstMs) return { ...slices, sliceMs };
  throw new LoadstoneError(
    'USAGE',
    `--slice-ms ${sliceMs} leaves nothing of a slice: its first ${slices.dropFirstMs} ms are dropped (slices.dropFirstMs).`,
    { hint: `Give more than ${slices.dropFirstMs}.` },
  );
}

/** Two groups an epoch tell the spread inside one from that between them. */
const usualGroupsPerEpoch = 2;

/** @throws LoadstoneError USAGE where an epoch would be left without a group. */
function countGroups({ groups, epochs, budgetMs }: RunSelection, ofConfig: number): number {
  if (epochs === undefined) return groups ?? (budgetMs === undefined ? ofConfig : mostGroups);
  const count = groups ?? epochs.count * usualGroupsPerEpoch;
  if (count >= epochs.count) return count;
  throw new LoadstoneError(
    'USAGE',
    `${countOf(count, 'group leaves', 'groups leave')} some of ${countOf(epochs.count, 'epoch')} empty.`,
    { hint: `Take at least one an epoch: --groups ${epochs.count}` },
  );
}

/** Appended groups are looked at each time; epochs once, when all are there. */
function planSampling({ isAnytime, epochs }: RunSelection, plan: Plan): Partial<Plan> {
  if (isAnytime === true) return { looks: { kind: 'anytime', groups: [] } };
  if (epochs === undefined) return {};
  return { looks: { kind: 'fixed', groups: [plan.groups.length] }, epochs: epochs.count };
}

/** As many as the time holds, where only a time is given. */
const mostGroups = 1_000;

/** @throws LoadstoneError CONFIG_INVALID where the plan would take longer than the hard cap. */
function assertTimeCap(experiment: Experiment, expectedMs: number): void {
  const [expected, cap] = [expectedMs, experiment.limits.maxRunMs].map((ms) =>
    Math.ceil(ms / 60_000),
  );
  if (expected === undefined || cap === undefined || expected <= cap) return;
  throw new LoadstoneError(
    'CONFIG_INVALID',
    `The plan takes about ${expected} min, more than the hard cap of ${cap} min (limits.maxRunMs).`,
    { hint: 'Take fewer groups, variants or scenarios, give a --budget, or raise the cap.' },
  );
}

/** Fewer groups than this decide nothing. */
const leastGroups = 3;

/** The time that the fewest groups take. */
function findBudgetMs(experiment: Experiment, plan: Plan, pace: TimeAssumptions): number {
  const groups = plan.groups.slice(0, leastGroups);
  return estimatePlanMs(experiment, { ...plan, groups }, pace);
}

function fitBudget(
  experiment: Experiment,
  plan: Plan,
  budgetMs: number | undefined,
  pace: TimeAssumptions,
): Plan {
  if (budgetMs === undefined) return plan;
  const fitting = fitGroupsToBudget(experiment, plan, budgetMs, pace);
  if (fitting.groups.length >= Math.min(leastGroups, plan.groups.length)) return fitting;
  throw new LoadstoneError(
    'SELECTION_EMPTY',
    `A budget of ${budgetMs / 1000} s holds ${countOf(fitting.groups.length, 'group')}; ${leastGroups} are the least that can decide anything.`,
    {
      hint: `Give at least --budget ${Math.ceil(findBudgetMs(experiment, plan, pace) / 1000)}s, or choose fewer variants (--variant) or scenarios (--scenario).`,
    },
  );
}

/** One word of a command line, for a shell. */
export function quoteWord(word: string): string {
  return /^[\w./=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The words that select the same again. */
export function renderSelection(configPath: string | undefined, selection: RunSelection): string {
  const flags: readonly (readonly [string, string | undefined])[] = [
    ['--config', configPath],
    ['--preset', selection.preset],
    ...selection.variants.map((word) => ['--variant', word] as const),
    ...selection.scenarios.map((word) => ['--scenario', word] as const),
    ['--groups', selection.groups?.toString()],
    ['--seed', selection.seed?.toString()],
    ['--driver', selection.driver],
    ['--slice-ms', selection.sliceMs?.toString()],
    ['--percentiles-by', selection.percentilesBy],
    ...(selection.allowTargets ?? []).map((word) => ['--allow-target', word] as const),
    ...(selection.againstRefs ?? []).map((word) => ['--against', word] as const),
    ['--epochs', selection.epochs?.count.toString()],
    ['--every', selection.epochs && formatDuration(selection.epochs.everyMs)],
    ['--budget', selection.budgetMs === undefined ? undefined : `${selection.budgetMs / 1000}s`],
  ];
  return flags
    .flatMap(([flag, word]) => (word === undefined ? [] : [`${flag} ${quoteWord(word)}`]))
    .join(' ');
}
