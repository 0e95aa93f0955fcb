// `loadstone plan`: what a run would do, in which order and how long, without doing it.
import { cpus } from 'node:os';
import { countOf } from '../../../reports/document/messages/count.ts';
import { writeMessage } from '../../../reports/document/messages/message.ts';
import { type MetricName, metrics } from '../../../reports/document/metrics.ts';
import { describePlaces } from '../../../reports/figures/launch-facts.ts';
import { renderPlainJson } from '../../../reports/json/render-json.ts';
import { say } from '../../../reports/terminal/say.ts';
import {
  describeCycles,
  describePlacement as tellPlacement,
} from '../../../reports/verdict/describe-launches.ts';
import { sayCpuShortage } from '../../analysis/compare/cell-warnings.ts';
import { describeYields } from '../../analysis/compare/percentile-yield.ts';
import { choosePrimaryMetric } from '../../analysis/compare/scenario-result.ts';
import { tellFewSlices } from '../../analysis/compare/time-to-steady.ts';
import { fewestGroups } from '../../analysis/pairs/comparison.ts';
import {
  computeJudgementLevel,
  computeTestLevel,
  type JudgementLevel,
} from '../../analysis/pairs/judgement-level.ts';
import { findNoise, type NoiseFloor } from '../../gates/noise.ts';
import { findWrittenPort } from '../../init/written-port.ts';
import { findPageBrowser } from '../../pages/page-browser.ts';
import { describeDesign, findFactorialDesign } from '../../plan/factorial-design.ts';
import {
  countServiceCpus,
  findServiceCpus,
  listCpuShortages,
  listGeneratorShortages,
} from '../../plan/host-need.ts';
import type { Plan, PlannedBlock, PlannedGroup } from '../../plan/plan.ts';
import { estimateLongestPlanMs, estimateShare } from '../../plan/plan-time.ts';
import { findWarmup, shortenAfter } from '../../plan/warmup.ts';
import { readCpuTopology } from '../../probes/cpu-topology.ts';
import type { Experiment } from '../../spec/experiment.ts';
import { listSameLevels } from '../../spec/same-levels.ts';
import { computeLeastDetectableEffect } from '../../stats/power.ts';
import { tellCause } from '../../tell-failure.ts';
import { calibrateColdSlices } from '../../trial/calibrate.ts';
import {
  choosePlacement,
  describePlacement,
  listPinnableRoles,
  type PlacementChoice,
} from '../../trial/placement.ts';
import { chooseFaults, estimateFaults } from '../chosen-faults.ts';
import { type AddCommand, addSelection } from '../command.ts';
import { describeKnownExercise } from '../exercise-store.ts';
import { readNewestNoiseFloor } from '../noise-store.ts';
import { type PlannedRun, parseSelection, planRun, type SelectionOptions } from '../selection.ts';
import { assertMeasurable, describeUnpassable } from '../startable.ts';
import { findStateFolder } from '../state-folder.ts';
import type { TerminalIo } from '../terminal-io.ts';

export const addPlan: AddCommand = (program, { io }) =>
  addSelection(
    program
      .command('plan')
      .description('show variants, order and time of a run without running it'),
  )
    .option('--epochs <n>', 'as of `run`')
    .option('--every <time>', 'as of `run`')
    .option('--json', 'print the resolved experiment and the plan as JSON')
    .action((options) => showPlan(options, io));

interface PlanCommandOptions extends SelectionOptions {
  readonly json?: boolean;
}

/** Prints the matrix, the looks with what they can find, the order of the first groups, and the expected time. */
async function showPlan(options: PlanCommandOptions, io: TerminalIo): Promise<void> {
  const planned = await planRun(options.config, parseSelection(options), io, undefined, [
    assertMeasurable,
  ]);
  if (options.json === true) {
    const { hasher: _hasher, redactor, isMeasuredBy: _judge, ...shown } = planned;
    io.out(renderPlainJson(redactor.value(shown)), 'file');
    return;
  }
  // The fingerprint of this machine holds the versions of services, which only a run starts.
  const stateDir = findStateFolder(planned.experiment.configPath, io);
  const power = [
    ...describePower(planned.experiment, planned.plan, readNewestNoiseFloor(stateDir)),
    ...describeKnownExercise(stateDir, planned),
    ...describeUnpassable(planned),
  ];
  const machine = {
    choice: choosePlacement(
      {
        placement: planned.experiment.placement,
        serviceCpus: findServiceCpus(planned.experiment, planned.plan.variants),
        generators: planned.experiment.generators,
      },
      readCpuTopology(),
    ),
    cpuCount: cpus().length,
  };
  io.out(renderPlan(planned, power, describeLaunches(planned, machine)));
}

interface PlanMachine {
  readonly choice: PlacementChoice;
  readonly cpuCount: number;
}

/** Which process will run on which CPUs, what is changed between groups, and which levels lack CPUs here. */
function describeLaunches(
  { experiment, plan }: PlannedRun,
  { choice, cpuCount }: PlanMachine,
): readonly string[] {
  const placement = describePlaces(
    describePlacement(choice.placement),
    listPinnableRoles(experiment),
    plan.groups.map(({ cycle }) => cycle?.swapsCpus === true && choice.swapped !== undefined),
  );
  const chosen = (key: 'restartsDatabase' | 'rebuildsTemplates') =>
    plan.groups.filter(({ cycle }) => cycle?.[key] === true).map(({ index }) => index + 1);
  const [restarted, rebuilt] = [chosen('restartsDatabase'), chosen('rebuildsTemplates')];
  const serviceCpus = countServiceCpus(choice.placement, cpuCount);
  return [
    say(tellPlacement(placement)),
    ...(restarted.length + rebuilt.length > 0 ? [say(describeCycles({ restarted, rebuilt }))] : []),
    ...describeWrittenPort(experiment),
    ...listGeneratorShortages(experiment, choice.placement.generator?.length ?? cpuCount).map(
      (text) => `! ${text}`,
    ),
    ...listCpuShortages(experiment, plan.variants, serviceCpus).map(
      (shortage) => `! ${sayCpuShortage(shortage).text}`,
    ),
  ];
}

/** Told and not refused: the text of a script is no proof. */
function describeWrittenPort({ target: { command, cwd, portEnv } }: Experiment): readonly string[] {
  const found = command === undefined ? undefined : findWrittenPort(command, cwd);
  if (found === undefined) return [];
  return [
    `! ${found}: let it listen on the port in ${portEnv}, which is another one for each variant.`,
  ];
}

function renderPlan(
  planned: PlannedRun,
  power: readonly string[],
  launches: readonly string[],
): string {
  const { experiment, plan, planHash } = planned;
  const scenarios = [...new Set(plan.groups[0]?.blocks.map(({ scenario }) => scenario))];
  const label = (id: string) => plan.variants.find((variant) => variant.id === id)?.label ?? id;
  const loads = experiment.loads.map(({ id }) => id).join(', ');
  return [
    `${experiment.name}: ${countOf(plan.variants.length, 'variant')} × ${countOf(scenarios.length, 'scenario')} × ${countOf(plan.groups.length, 'group')}, ${describeTime(planned)}`,
    '',
    'Variants (the first is the baseline):',
    ...plan.variants.map(({ id, label: name }) => `  ${name.padEnd(28)} ${id}`),
    '',
    ...describeDesign(findFactorialDesign(plan.variants, experiment.factors)),
    `Scenarios: ${scenarios.join(', ')} · load: ${loads}`,
    ...describeIterations(experiment, scenarios),
    `In a group each variant has ${describeSlices(experiment)} in every scenario, ${describeWarmup(experiment)}`,
    ...describeTightWarmup(experiment),
    ...describeCold(experiment),
    ...describeAlone(planned),
    ...describeEpochs(planned),
    ...describeFewGroups(planned),
    ...describeFaults(experiment, plan),
    ...describeYields(experiment),
    ...describeUnvisited(experiment),
    ...describeOtherMetric(experiment, scenarios),
    ...describeUnsized(experiment),
    ...power,
    ...describeShare(planned),
    ...launches,
    ...listSameLevels(experiment.factors).map(
      ({ factor, first, second }) =>
        `! Levels ${first} and ${second} of ${factor} are the same: they set nothing that differs.`,
    ),
    ...planned.notStarting.map(
      ({ variantId, reason }) => `! ${label(variantId)} will not run: ${reason}`,
    ),
    '',
    `Order (seed ${plan.seed}, plan ${planHash.slice(0, 12)}):`,
    ...plan.groups
      .slice(0, 3)
      .flatMap((group) => [
        `  group ${group.index + 1}${describeCycle(group)}: launch ${group.launchOrder.map(label).join(', ')}`,
        ...group.blocks.map(
          (block) => `    ${block.scenario} (${block.loadId}): ${describeOrder(block, label)}`,
        ),
      ]),
    ...(plan.groups.length > 3 ? [`  … ${countOf(plan.groups.length - 3, 'more group')}`] : []),
    '',
  ].join('\n');
}

/** A run measures all else and has no pages. */
function describeUnvisited({ pages }: Experiment): readonly string[] {
  if (pages === undefined) return [];
  try {
    findPageBrowser(pages);
    return [];
  } catch (thrown) {
    return [`! ${writeMessage('caveat-pages-not-visited', { cause: tellCause(thrown) }).text}`];
  }
}

/** One that was meant to be on the curve is not missed until the report. */
/** A metric of pages decides nowhere but where pages are visited. */
function describeOtherMetric(experiment: Experiment, names: readonly string[]): readonly string[] {
  const planned = experiment.scenarios.filter(({ name }) => names.includes(name));
  return planned.flatMap((scenario) => {
    const wanted: MetricName = scenario.primaryMetric;
    if (metrics[wanted].kind !== 'page') return [];
    return experiment.loads.flatMap((load) => {
      const metric = choosePrimaryMetric({ scenario, load, experiment });
      return metric === wanted
        ? []
        : [
            `! Scenario ${scenario.name}, ${load.id}: no page is visited there, so ${metrics[metric].name.en} decides and not ${metrics[wanted].name.en}.`,
          ];
    });
  });
}

function describeUnsized({ factors }: Experiment): readonly string[] {
  return factors.flatMap(({ name, levels }) => {
    const unsized = levels.filter(({ size }) => size === undefined).map((level) => level.name);
    if (unsized.length === 0 || unsized.length === levels.length) return [];
    const which =
      unsized.length === 1
        ? `Level ${unsized[0]} of ${name} has`
        : `Levels ${unsized.join(', ')} of ${name} have`;
    return [`! ${which} no size, and so no place on the curve of scaling (docs/scaling.md).`];
  });
}

/** A script sends as many requests an iteration as it likes. */
function describeIterations(
  { scenarios, loads }: Experiment,
  planned: readonly string[],
): readonly string[] {
  const scripts = scenarios.flatMap(({ name, ref }) =>
    ref.kind === 'k6-script' && planned.includes(name) ? [name] : [],
  );
  if (scripts.length === 0) return [];
  const said = loads.map(({ id, load }) => {
    if (load.kind === 'closed') {
      return `${id} is ${countOf(load.connections, 'user')}, one iteration after the other`;
    }
    const rate = load.kind === 'open' ? `${load.rateRps}` : 'a share of what the baseline carries,';
    return `${id} is ${rate} iterations a second`;
  });
  return [`Of the k6 script of ${scripts.join(', ')}: ${said.join('; ')}.`];
}

/** What is changed before it. */
function describeCycle({ cycle }: PlannedGroup): string {
  const parts = [
    ...(cycle?.swapsCpus === true ? ['CPUs swapped'] : []),
    ...(cycle?.restartsDatabase === true ? ['PostgreSQL restarted'] : []),
    ...(cycle?.rebuildsTemplates === true ? ['templates rebuilt'] : []),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function describeFaults(experiment: Experiment, plan: Plan): readonly string[] {
  const { faults } = experiment;
  const time = estimateFaults(experiment, plan);
  if (faults === undefined || time === undefined) return [];
  const ids = chooseFaults(faults.orders).map(({ id }) => id);
  const when = faults.afterRun ? 'After the groups' : 'With `loadstone faults`';
  const minutes = Math.ceil(time.expectedMs / 60_000);
  return [
    `${when}: ${countOf(ids.length, 'fault')} × ${countOf(plan.variants.length, 'variant')} × ${countOf(faults.groups, 'group')}, at most ${minutes} min (${ids.join(', ')}).`,
  ];
}

/** Below this share most of the time goes into what is not measured. */
const wantedRatio = 0.6;

/** How much of the time will be measured load, and what would raise it. */
function describeShare({ experiment, plan, expectedMs }: PlannedRun): readonly string[] {
  const share = estimateShare(experiment, plan, expectedMs, wantedRatio);
  if (share === undefined) return [];
  const [percent, wanted] = [share.measuredRatio, wantedRatio].map((ratio) =>
    Math.round(ratio * 100),
  );
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  const now = `Measured load: about ${percent}% of the time.`;
  if (share.measuredRatio >= wantedRatio) return [now];
  return [
    `${now} ${wanted}% would take slices of ${seconds(share.wantedLoadMs)} altogether for each variant of a group (now ${seconds(share.loadMs)}).`,
  ];
}

function describeEpochs({ plan, selection: { epochs } }: PlannedRun): readonly string[] {
  if (epochs === undefined) return [];
  const groups = plan.groups.length / epochs.count;
  const minutes = Math.round(epochs.everyMs / 6_000) / 10;
  return [
    `Groups are spread over ${countOf(epochs.count, 'epoch')} (about ${Number(groups.toFixed(1))} each), ${minutes} min from start to start; intervals are over epochs.`,
  ];
}

/** More groups can be appended, so it is no reason to refuse. */
function describeFewGroups({ plan: { groups } }: PlannedRun): readonly string[] {
  if (groups.length >= fewestGroups) return [];
  return [
    `! With ${countOf(groups.length, 'group')} nothing is decided, and the run is invalid until it has ${fewestGroups} valid ones (\`run --more\` appends some). Raise groups.`,
  ];
}

/** By earlier runs, or a guess with its bound. */
function describeTime({ experiment, plan, expectedMs, paceRuns }: PlannedRun): string {
  const minutes = (ms: number) => (ms / 60_000).toFixed(1);
  const expected = `about ${minutes(expectedMs)} min`;
  if (paceRuns > 0)
    return `${expected} at the pace of the last ${paceRuns === 1 ? 'run' : countOf(paceRuns, 'run')} here`;
  const longest = minutes(estimateLongestPlanMs(experiment, plan));
  return longest === minutes(expectedMs)
    ? expected
    : `${expected}, ${longest} min if every warm-up takes the longest it may`;
}

/** What comes before the slices; goes on a sentence about them. */
function describeWarmup(experiment: Experiment): string {
  if (experiment.phase === 'cold')
    return 'from the first request of fresh processes on (phase cold).';
  const { requests, untilSteady, maxMs } = findWarmup(experiment);
  const bound = `at most ${maxMs / 1_000} s for each variant`;
  if (maxMs === 0) return 'without a warm-up.';
  if (!untilSteady && requests === 0)
    return `after a warm-up of ${maxMs / 1_000} s for each variant, with equal numbers of requests.`;
  if (!untilSteady)
    return `after a warm-up of ${requests.toLocaleString('en-US')} requests each, ${bound}.`;
  return `after a warm-up: the first group finds how many requests it takes until no variant shows a trend (${requests.toLocaleString('en-US')} or more, ${bound}), and every group sends as many to each.${describeLaterLoads(experiment)}`;
}

/** Above this rate many services end their warm-up by its time; what this one carries is not known yet. */
const usualWarmupRps = 1_000;

/** Requests that the time of a warm-up holds only where every variant answers that fast. */
function describeTightWarmup(experiment: Experiment): readonly string[] {
  const { requests, maxMs } = findWarmup(experiment);
  const neededRps = Math.ceil((requests * 1_000) / maxMs);
  if (maxMs === 0 || neededRps <= usualWarmupRps) return [];
  return [
    `! The warm-up asks for ${requests.toLocaleString('en-US')} requests in at most ${maxMs / 1_000} s: a variant that answers fewer than ${neededRps.toLocaleString('en-US')} a second ends it before that. Raise warmup.maxMs or lower warmup.requests.`,
  ];
}

/** The figures of one variant can be had, and gates with limits be judged; a comparison takes two. */
function describeAlone({
  plan: { variants },
  experiment: { factors },
}: PlannedRun): readonly string[] {
  if (variants.length > 1) return [];
  const next =
    factors.length === 0
      ? 'give the config factors with two levels or more'
      : 'widen --variant or the preset';
  return [
    `! There is one variant, so nothing is compared and nothing recommended: its figures are measured, and gates with limits judged. For a comparison ${next}.`,
  ];
}

function describeLaterLoads({ loads, ...experiment }: Experiment): string {
  if (loads.length < 2) return '';
  const { requests, maxMs } = shortenAfter(findWarmup(experiment), 1);
  return ` The second load of a scenario in a group meets warm processes: ${requests.toLocaleString('en-US')} or more, at most ${maxMs / 1_000} s.`;
}

/** What a cold run cannot tell with so few slices. */
function describeCold({ phase, slices }: Experiment): readonly string[] {
  if (phase !== 'cold') return [];
  const lacking = tellFewSlices(calibrateColdSlices(slices).slicesPerGroup);
  return lacking === undefined ? [] : [`! ${lacking}`];
}

function describeSlices({ phase, slices }: Experiment): string {
  if (phase !== 'cold' && slices.sliceMs === 'auto')
    return `${slices.loadMs} ms of load in slices as short as the slowest variant allows`;
  const { sliceMs, slicesPerGroup, dropFirstMs } =
    phase === 'cold' ? calibrateColdSlices(slices) : slices;
  const dropped = dropFirstMs > 0 ? ` (the first ${dropFirstMs} ms of each dropped)` : '';
  return `${countOf(slicesPerGroup, 'slice')} of ${sliceMs} ms${dropped}`;
}

/** More would hide the rest of the plan; the seed and the document of the run tell them all. */
const mostShownSlices = 40;

function describeOrder(block: PlannedBlock, label: (id: string) => string): string {
  const { sliceOrder } = block;
  const more = sliceOrder.length - mostShownSlices;
  const shown = sliceOrder.slice(0, mostShownSlices).map(label);
  if (sliceOrder.length > 0)
    return [...shown, ...(more > 0 ? [`… ${countOf(more, 'more slice')}`] : [])].join(' → ');
  return `random permutations and their reverses (seed ${block.orderSeed}), as many as the slice length asks for`;
}

const usualPower = 0.8;

/** Lines of text. @param floor the newest calibration beside the config; undefined where there is none */
function describePower(
  experiment: Experiment,
  plan: Plan,
  floor: NoiseFloor | undefined,
): readonly string[] {
  const blocks = plan.groups[0]?.blocks ?? [];
  const familySize = Math.max(1, (plan.variants.length - 1) * blocks.length);
  const level = computeJudgementLevel(plan, familySize);
  return [
    describeLooks(level),
    ...describeDetectable({ experiment, plan, level, familySize, floor, blocks }),
  ];
}

function describeLooks({ kind, looks, overallAlpha, nominalAlpha }: JudgementLevel): string {
  const overall = formatPercent(overallAlpha);
  if (kind === 'fixed') return `Looks: one, at the end, with an error of ${overall}.`;
  const counts = `${looks.slice(0, -1).join(', ')} and ${looks.at(-1)}`;
  return `Looks: after ${counts} valid groups, the run ends where everything is decided; an error of ${overall} over all of them leaves ${formatPercent(nominalAlpha)} for each.`;
}

interface DetectableInput {
  readonly experiment: Experiment;
  readonly plan: Plan;
  readonly level: JudgementLevel;
  /** Primary comparisons of the run, which Holm's correction is over. */
  readonly familySize: number;
  readonly floor: NoiseFloor | undefined;
  readonly blocks: readonly PlannedBlock[];
}

function describeDetectable(input: DetectableInput): readonly string[] {
  const { experiment, floor, plan } = input;
  if (floor === undefined) {
    return ['Least difference that would be found: run `loadstone noise` to know.'];
  }
  // In the order of the config; the first group has an order of its own.
  const rows = experiment.scenarios.flatMap((scenario) =>
    experiment.loads.flatMap((load) => {
      const isPlanned = input.blocks.some(
        (block) => block.scenario === scenario.name && block.loadId === load.id,
      );
      if (!isPlanned) return [];
      const metric = choosePrimaryMetric({ scenario, load, experiment });
      const where = { scenario: scenario.name, loadId: load.id, metric };
      return [
        `  ${where.scenario} · ${where.loadId} · ${metrics[metric].name.en}: ${describeLeast(where, input)}`,
      ];
    }),
  );
  const origin = `noise floor of ${floor.measuredAt.slice(0, 16).replace('T', ' ')} UTC, run ${floor.runId}, machine ${floor.fingerprint}`;
  const family =
    input.familySize === 1 ? '' : `, after correction for ${input.familySize} comparisons`;
  return [
    `Least difference that ${countOf(plan.groups.length, 'valid group finds', 'valid groups find')} in four of five runs${family} (${origin}):`,
    ...rows,
  ];
}

function describeLeast(
  where: Parameters<typeof findNoise>[1],
  { floor, level, familySize, plan }: DetectableInput,
): string {
  const noise = findNoise(floor, where);
  const groups = plan.groups.length;
  const test = computeTestLevel(level, groups, familySize);
  const effect =
    noise === undefined || test === undefined
      ? undefined
      : computeLeastDetectableEffect({
          ...{ sd: noise.sdLog, groups, ...test, power: usualPower },
          sdDegreesOfFreedom: noise.groups - 1,
        });
  if (effect !== undefined) return formatPercent(Math.exp(effect) - 1);
  return noise === undefined
    ? 'not calibrated; run `loadstone noise` for it'
    : 'none, with so few groups';
}

function formatPercent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(2))}%`;
}
