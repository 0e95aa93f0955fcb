// `loadstone gate`: does it still hold? Runs until every gate is decided, and answers by the exit code.
import { dirname, join, relative } from 'node:path';
import { listRows } from '../../../reports/exports/registry.ts';
import { type ExitCode, exitCodes, LoadstoneError } from '../../errors.ts';
import { chooseGateExitCode } from '../../gates/exit-code.ts';
import { buildUsualGates, findUnaskedGates } from '../../gates/list-questions.ts';
import type { PlannedVariant } from '../../plan/plan.ts';
import { matchVariants } from '../../plan/selection.ts';
import { buildVariants } from '../../plan/variants.ts';
import { type CheckedOutVersion, checkOutVersion } from '../../services/checkout.ts';
import { type Journal, openJournal } from '../../services/journal.ts';
import { sweepDeadRuns } from '../../services/sweep.ts';
import {
  type Experiment,
  hasCommand,
  type ResolvedFactor,
  type ResolvedGate,
  type ResolvedLevel,
} from '../../spec/experiment.ts';
import { loadConfig } from '../../spec/load-config.ts';
import { createExperimentRedactor } from '../../store/experiment-redactor.ts';
import { readFaultsDocument } from '../../store/faults-document.ts';
import type { RunSelection } from '../../store/manifest.ts';
import { findRunFolder, readManifest, removeRun } from '../../store/run-folder.ts';
import {
  type AddCommand,
  addLive,
  addSelection,
  gather,
  type LiveOptions,
  onInconclusiveOption,
  parseLivePort,
  runsOption,
} from '../command.ts';
import { rememberExercise } from '../exercise-store.ts';
import { listAfterwards } from '../fault-run.ts';
import { openHasher } from '../hash-key.ts';
import { measureRun } from '../measured-run.ts';
import { openMeasuredRun, toAbsolute } from '../opened-run.ts';
import { openOutputs, parseOutputs, withOutputs, writeOutputs } from '../output-files.ts';
import { addFaultsExitCode, writeReports } from '../report-files.ts';
import { listGivenUrls } from '../run-services.ts';
import {
  assertKeepsSelection,
  type PlannedRun,
  parseSelection,
  planRun,
  type SelectionOptions,
} from '../selection.ts';
import { assertDecidable, assertMeasurable, describeUnpassable } from '../startable.ts';
import { findStateFolder } from '../state-folder.ts';
import { type TerminalIo, tellProgress } from '../terminal-io.ts';
import { enterFinishedRun } from './history.ts';

export const addGate: AddCommand = (program, { io, signal, exitWith }) =>
  addLive(
    addSelection(
      program
        .command('gate')
        .description('run until every gate of the config is decided; the exit code answers'),
    ),
  )
    .addOption(runsOption())
    .option(
      '--against <ref>',
      'compare the working tree with this commit, branch or tag; may be repeated',
      gather,
    )
    .option('--more <id>', 'append groups to an undecided gate, --groups of them (default 8)')
    .addOption(onInconclusiveOption('fail'))
    .option('--output <format=file>', 'also write this format; may be repeated', gather)
    .option('--quiet', 'no progress')
    .option('--json', 'print the result document instead of the table')
    .action(async (options) => exitWith(await runGates(options, io, signal)));

interface GateOptions extends SelectionOptions, LiveOptions {
  readonly runs: string;
  /** Commits, branches or tags that the working tree is compared with, the baseline first. */
  readonly against?: readonly string[];
  readonly more?: string;
  readonly onInconclusive?: string;
  /** `FORMAT=FILE` each. */
  readonly output?: readonly string[];
  readonly quiet?: boolean;
  readonly json?: boolean;
}

const usualMoreGroups = 8;

/**
 * Runs the gates of the config, or with `--against` the working tree against other commits in the same groups.
 * Results are written before the exit code is decided.
 * @throws LoadstoneError of every kind that errors.ts lists for config and environment.
 */
async function runGates(
  options: GateOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<ExitCode> {
  const onInconclusive = parseOnInconclusive(options.onInconclusive);
  const outputs = parseOutputs(options.output ?? []);
  const livePort = parseLivePort(options);
  openOutputs(outputs, io);
  return withOutputs(outputs, 'loadstone gate', io, () =>
    judgeGates(options, { onInconclusive, outputs, livePort }, io, signal),
  );
}

interface GateSettings {
  readonly onInconclusive: 'fail' | 'warn';
  readonly outputs: ReturnType<typeof parseOutputs>;
  readonly livePort: ReturnType<typeof parseLivePort>;
}

async function judgeGates(
  options: GateOptions,
  { onInconclusive, outputs, livePort }: GateSettings,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { selection: asked, configPath: askedConfig } = readAsked(options, io);
  const { againstRefs } = asked;
  if (againstRefs !== undefined && options.more === undefined)
    await rehearse(againstRefs, asked, askedConfig, io);
  const others =
    againstRefs === undefined
      ? undefined
      : await checkOutAll(againstRefs, asked, askedConfig, io, signal);
  try {
    const plan = (selection: RunSelection | undefined, configPath: string | undefined) =>
      planGates(options.config ?? configPath, selection ?? asked, others?.versions, io);
    const { more, ...opening } = options;
    const run = await openMeasuredRun(
      {
        ...{ ...opening, command: 'gate' },
        ...(more !== undefined && {
          assertWorthIt: assertDecidable,
          more: { id: more, groups: parseSelection(options).groups ?? usualMoreGroups },
        }),
      },
      io,
      plan,
    );
    const quiet = options.quiet === true;
    const afterwards = listAfterwards(run, quiet, io);
    const measuring = {
      ...{ goal: 'gates' as const, quiet, livePort, journal: others?.journal, ...afterwards },
    };
    const outcome = await measureRun(run, measuring, io, signal);
    if (outcome.status === 'interrupted') {
      if (run.countEndedGroups() === 0) {
        // Nothing goes on with a gate that has no group, and it must not be the latest run.
        removeRun(run.folder);
        throw new LoadstoneError('INTERRUPTED', 'It was interrupted before a group had ended.', {
          hint: 'Nothing was kept; start it again.',
        });
      }
      const { id } = run.folder;
      io.err(
        `Interrupted. What was measured is kept: append groups with \`loadstone gate --more ${id}\`.`,
      );
    }
    const table = options.json === true ? 'json' : 'table';
    const document = writeReports(run.folder, { table }, io);
    const rows = listRows(document, readFaultsDocument(run.folder));
    writeOutputs(rows, outputs, { onInconclusive }, io);
    // A history is against one baseline; here it is another commit each time.
    if (asked.againstRefs === undefined) {
      enterFinishedRun(run.folder, document, io);
      rememberExercise(run, document, io);
    }
    if (outcome.status === 'interrupted') return exitCodes.interrupted;
    return addFaultsExitCode(chooseGateExitCode(document, onInconclusive), run.folder);
  } finally {
    await others?.close();
  }
}

/** With `--more` the earlier run says what is compared. */
function readAsked(
  options: GateOptions,
  io: TerminalIo,
): { readonly selection: RunSelection; readonly configPath: string | undefined } {
  const { config, more, against } = options;
  const selection = parseSelection(options);
  if (more === undefined) {
    return {
      selection: { ...selection, ...(against !== undefined && { againstRefs: against }) },
      configPath: config,
    };
  }
  assertKeepsSelection(options);
  const manifest = readManifest(findRunFolder(toAbsolute(options.runs, io), more));
  return {
    selection: manifest.selection,
    configPath: config ?? manifest.experiment.configPath,
  };
}

async function planGates(
  configPath: string | undefined,
  selection: RunSelection,
  others: OtherVersions | undefined,
  io: TerminalIo,
) {
  if (others !== undefined) {
    const planned = await planVersions(configPath, selection, () => others, io);
    for (const line of describeUnpassable(planned)) io.err(line);
    return { ...planned, selection };
  }
  const planned = await planRun(configPath, selection, io, undefined, listGateChecks(selection));
  if ((planned.experiment.gates ?? []).length === 0) {
    throw new LoadstoneError('CONFIG_INVALID', 'The config has no gates, so nothing could pass.', {
      hint: "Add some, such as `gates: { 'p99-holds': { metric: 'latencyP99Us', toleranceRatio: 0.05 } }` (docs/gates.md), or compare with another commit: --against HEAD~1.",
    });
  }
  checkAsked(planned, io);
  for (const line of describeUnpassable(planned)) io.err(line);
  return planned;
}

/** Of appended groups it is asked once the run is known to be the same. */
const listGateChecks = ({ isAnytime }: RunSelection) =>
  isAnytime === true ? [assertMeasurable] : [assertMeasurable, assertDecidable];

function planVersions(
  configPath: string | undefined,
  selection: RunSelection,
  listOthers: (experiment: Experiment) => OtherVersions,
  io: TerminalIo,
): Promise<PlannedRun> {
  const adapt = (experiment: Experiment) =>
    compareVersions(experiment, selection.variants, listOthers(experiment));
  return planRun(configPath, { ...selection, variants: [] }, io, adapt, listGateChecks(selection));
}

/** Plans with the working tree in place of the other versions, since to check those out may take minutes. */
async function rehearse(
  refs: readonly string[],
  selection: RunSelection,
  configPath: string | undefined,
  io: TerminalIo,
): Promise<void> {
  const [first = '', ...rest] = new Set(refs);
  const listOthers = ({ configPath: path }: Experiment): OtherVersions => {
    const standIn = (ref: string, index: number): OtherVersion => ({
      ...{ ref, commit: String(index), dir: dirname(path) },
    });
    return [standIn(first, 0), ...rest.map((ref, index) => standIn(ref, index + 1))];
  };
  await planVersions(configPath, selection, listOthers, io);
}

/** Gates that a selection leaves out are named; one that is about nothing in any case is a mistake. */
function checkAsked({ experiment, plan, selection }: PlannedRun, io: TerminalIo): void {
  const unasked = findUnaskedGates(experiment, plan);
  if (unasked.length === 0) return;
  const names = unasked.join(', ');
  const isNarrowed = selection.variants.length + selection.scenarios.length > 0;
  if (isNarrowed && unasked.length < (experiment.gates ?? []).length) {
    io.err(`Not judged, since nothing that was selected is theirs: ${names}.`);
    return;
  }
  throw new LoadstoneError(
    isNarrowed ? 'SELECTION_EMPTY' : 'CONFIG_INVALID',
    `Nothing that would be measured is judged by: ${names}.`,
    {
      hint: 'A relative gate needs a variant besides the baseline; see variants, scenarios and loads of the gate.',
    },
  );
}

interface CheckedOut {
  readonly versions: OtherVersions;
  /** Holds the state folder for this process, so the run has to write into the same one. */
  readonly journal: Journal;
  close(): Promise<void>;
}

/** The other versions in temporary worktrees beside the state folder, in the journal until they are gone. */
async function checkOutAll(
  refs: readonly string[],
  { preset, driver, allowTargets }: RunSelection,
  configPath: string | undefined,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<CheckedOut> {
  const loaded = await loadConfig({
    ...{ path: configPath, cwd: io.cwd, preset, driver, allowTargets, env: io.env },
  });
  const { target } = loaded;
  const stateDir = findStateFolder(loaded.configPath, io);
  io.hideSecrets(createExperimentRedactor(loaded, openHasher(stateDir)));
  for (const text of await sweepDeadRuns(stateDir, await listGivenUrls(loaded))) io.err(text);
  const journal = openJournal(stateDir);
  const checkedOut: (OtherVersion & Pick<CheckedOutVersion, 'remove'>)[] = [];
  const close = async () => {
    for (const { remove } of checkedOut) await remove();
    journal.close();
  };
  try {
    for (const ref of refs) {
      const version = await checkOutVersion({
        ...{ repoDir: dirname(loaded.configPath), ref, journal, signal },
        tempDir: join(stateDir, 'versions'),
        ...(target.install && { installCommand: target.install }),
        onStep: (text) => tellProgress(io, text),
      });
      const same = checkedOut.find(({ commit }) => commit === version.commit);
      if (same === undefined) {
        checkedOut.push({ ref, ...version });
        continue;
      }
      await version.remove();
      io.err(`${ref} is the same commit as ${same.ref}, which is measured once.`);
    }
    const [first, ...rest] = checkedOut;
    if (first === undefined) throw new RangeError('--against names no commit.');
    return { versions: [first, ...rest], journal, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

function parseOnInconclusive(text: string | undefined): 'fail' | 'warn' {
  if (text === undefined || text === 'fail') return 'fail';
  if (text === 'warn') return 'warn';
  throw new LoadstoneError('USAGE', `--on-inconclusive takes fail or warn, not "${text}".`);
}

/** Name of the factor that tells them apart. */
const versionFactor = 'version';
const workingTree = 'working-tree';

/** Another version, checked out. */
interface OtherVersion {
  /** As it was asked for. */
  readonly ref: string;
  /** Full hash. */
  readonly commit: string;
  /** Its copy of the folder of the config. */
  readonly dir: string;
}

/** In the order in which they were asked for; the first is the baseline. */
type OtherVersions = readonly [OtherVersion, ...OtherVersion[]];

/**
 * The experiment with one configuration of the service in several versions, the first of the others being the baseline.
 * Load, scenarios and the config itself are those of the working tree for all, so that only the service
 * differs. Gates judge the working tree against each of the others; where the config has none, CPU per request,
 * throughput, p99 and right answers are judged.
 * @param patterns what `--variant` says; must leave one configuration, the baseline where there is none.
 * @throws LoadstoneError SELECTION_UNKNOWN, SELECTION_EMPTY, USAGE, CONFIG_INVALID
 */
function compareVersions(
  experiment: Experiment,
  patterns: readonly string[],
  others: OtherVersions,
): Experiment {
  const chosen = chooseConfiguration(experiment, patterns);
  if (!hasCommand(experiment)) {
    throw new LoadstoneError(
      'CONFIG_INVALID',
      'target.command is missing: a service that is only reached by URL cannot be started in another version.',
      {
        hint: 'Give the target a command, or deploy both versions and name them as levels with a url.',
      },
    );
  }
  const folder = dirname(experiment.configPath);
  const place = relative(folder, experiment.target.cwd);
  const levels = [
    ...others.map((other) => ({
      ...{ ...buildVersion(nameVersion(other), join(other.dir, place)), ref: other.ref },
    })),
    buildVersion(workingTree, experiment.target.cwd),
  ];
  const choose = (version: string) => ({ ...chosen.levels, [versionFactor]: version });
  const gates = experiment.gates ?? [];
  return {
    ...experiment,
    factors: [...keepChosen(experiment, chosen), { name: versionFactor, levels }],
    baseline: choose(nameVersion(others[0])),
    design: {
      kind: 'named',
      variants: levels.map((level) => ({ name: level.name, levels: choose(level.name) })),
    },
    gates: (gates.length > 0 ? gates : buildUsualGates(experiment)).flatMap((gate) =>
      judgeWorkingTree(gate, others),
    ),
  };
}

/** Also the id of its variant. */
function nameVersion({ ref, commit }: OtherVersion): string {
  return `${cleanRef(ref)}@${commit.slice(0, 10)}`;
}

/** A name of a level: nothing that means something in a pattern. */
function cleanRef(ref: string): string {
  return ref.replaceAll(/[\s,=*|/\\]/g, '-').slice(0, 40);
}

/**
 * A gate of the config as gates on the working tree: a relative one for each of the others, of whose name it gets a part
 * where there are several. Patterns of the config speak of variants that are not in this comparison.
 */
function judgeWorkingTree(gate: ResolvedGate, others: OtherVersions): readonly ResolvedGate[] {
  const { rule } = gate;
  if (others.length === 1) return [{ ...gate, variants: [] }];
  const own = { ...gate, variants: [workingTree] };
  if (rule.kind === 'absolute') return [own];
  return others.map((other) => ({
    ...{ ...own, name: `${gate.name} against ${nameVersion(other)}` },
    rule: { ...rule, referenceId: nameVersion(other) },
  }));
}

function chooseConfiguration(experiment: Experiment, patterns: readonly string[]): PlannedVariant {
  const variants = buildVariants(experiment);
  const matched =
    patterns.length === 0
      ? variants.filter(({ isBaseline }) => isBaseline)
      : matchVariants(variants, experiment.factors, patterns);
  const [first, second] = matched;
  if (first !== undefined && second === undefined) return first;
  throw new LoadstoneError(
    'USAGE',
    `Versions are compared in one configuration, but --variant matches ${matched.length}: ${matched.map(({ id }) => id).join('; ')}.`,
    { hint: 'Name every factor, for example --variant cache=redis,threads=single.' },
  );
}

function keepChosen(
  { factors }: Experiment,
  { levels: chosen }: PlannedVariant,
): readonly ResolvedFactor[] {
  return factors.map((factor) => ({
    ...factor,
    levels: factor.levels.filter(({ name }) => name === chosen[factor.name]),
  }));
}

function buildVersion(name: string, cwd: string): ResolvedLevel {
  return { name, env: {}, args: [], needs: [], url: undefined, prepare: undefined, cwd };
}
