// `loadstone explain`: a few seconds of load on the telling variants of a run → statements, plans, sentences.
import type { ExplainDocument } from '../../../reports/document/explain.ts';
import { writeMessage } from '../../../reports/document/messages/message.ts';
import type { ResultDocument } from '../../../reports/document/result.ts';
import { orderCells } from '../../../reports/figures/rank.ts';
import { renderExplanation } from '../../../reports/terminal/explain.ts';
import { LoadstoneError } from '../../errors.ts';
import type { Plan, PlannedVariant } from '../../plan/plan.ts';
import { selectVariants } from '../../plan/selection.ts';
import type { Finding } from '../../profile/finding.ts';
import { type Experiment, hasCommand } from '../../spec/experiment.ts';
import { buildResultDocument } from '../../store/document.ts';
import { buildExplainDocument } from '../../store/explain-document.ts';
import { type RunFolder, readManifest } from '../../store/run-folder.ts';
import { createExplainMeasure, prepareToExplain } from '../../trial/explain.ts';
import { type AddCommand, gather, runsOption } from '../command.ts';
import { planAgain, runExtraGroup } from '../extra-group.ts';
import { findNamedRun } from '../named-run.ts';
import { toAbsolute } from '../opened-run.ts';
import { writeExplanation, writeReports } from '../report-files.ts';
import { printResult, type TerminalIo } from '../terminal-io.ts';

export const addExplain: AddCommand = (program, { io, signal }) =>
  program
    .command('explain')
    .description('load the telling variants of a run again and say why they are fast or slow')
    .argument('[id]', 'run id, the beginning of one, or latest', 'latest')
    .option('--variant <pattern>', "such as 'cache=redis,threads=*'; may be repeated", gather)
    .option('--scenario <name>', 'only this scenario of the run; may be repeated', gather)
    .option('--seconds <s>', 'load for each variant and scenario', '3')
    .addOption(runsOption())
    .option('--json', 'print the document instead of the text')
    .action((id, options) => explainRun(id, options, io, signal));

interface ExplainCommandOptions {
  readonly runs: string;
  readonly variant?: readonly string[];
  readonly scenario?: readonly string[];
  /** Of load for each variant and scenario, as typed. */
  readonly seconds: string;
  readonly json?: boolean;
}

const statementCount = 5;

/**
 * Explains a run, keeps explain.json in its folder, and renders its report again with it.
 * @throws LoadstoneError NOT_EXPLAINABLE, RUN_NOT_FOUND, RESUME_MISMATCH, and those of the environment
 */
async function explainRun(
  wanted: string,
  options: ExplainCommandOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<void> {
  const folder = findNamedRun(toAbsolute(options.runs, io), wanted, io);
  const loadMs = parseSeconds(options.seconds);
  const document = await explainFolder(folder, { ...options, loadMs }, io, signal);
  printResult(document, options, renderExplanation, io);
  if (readResult(folder) !== undefined) writeReports(folder, { table: 'none' }, io);
}

/** Load of a variant and scenario where a run is explained at its end. */
const usualLoadMs = 3_000;

/**
 * Explains a run that has just ended, so that its report tells why. A run is worth its report without:
 * what keeps it from being explained is said and nothing more.
 */
export async function explainEndedRun(
  folder: RunFolder,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<void> {
  try {
    const document = await explainFolder(folder, { loadMs: usualLoadMs }, io, signal);
    io.err(renderExplanation(document, { widthColumns: io.widthColumns, colour: false }));
  } catch (thrown) {
    if (!(thrown instanceof LoadstoneError)) throw thrown;
    io.err(`Not explained: ${thrown.message} ${thrown.hint}`);
  }
}

/** The interval of load of one variant and scenario, ms. @throws LoadstoneError USAGE */
export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && seconds >= 0.2 && seconds <= 600)
    return Math.round(seconds * 1000);
  throw new LoadstoneError('USAGE', `--seconds takes a number from 0.2 to 600, not "${text}".`);
}

interface ExplainFolderOptions {
  readonly variant?: readonly string[];
  readonly scenario?: readonly string[];
  readonly loadMs: number;
}

/** Runs the extra group and writes explain.json. @throws as explainRun */
async function explainFolder(
  folder: RunFolder,
  { variant = [], scenario = [], loadMs }: ExplainFolderOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<ExplainDocument> {
  const manifest = readManifest(folder);
  assertExplainable(manifest.experiment);
  const planned = await planAgain(manifest, io);
  const variants = chooseExplained(
    planned.plan,
    planned.experiment,
    variant,
    manifest.sweep === undefined ? readResult(folder) : undefined,
  );
  const findings: Finding[] = [];
  let isSampled = true;
  await runExtraGroup(
    {
      ...{ manifest, planned, variants, scenarios: scenario },
      adaptContext: (context) => {
        if (context.postgres?.origin === 'url') isSampled = false;
        return prepareToExplain(context);
      },
      measure: createExplainMeasure({
        ...{ loadMs, statementCount },
        onFinding: (finding) => findings.push(finding),
      }),
    },
    ...[io, signal],
  );
  const notes = isSampled ? [] : [writeMessage('plan-no-samples')];
  const explained = buildExplainDocument({
    ...{ runId: manifest.id, explainedAt: new Date().toISOString(), loadMs },
    ...{ variants, findings, notes },
  });
  const document = planned.redactor.value(explained);
  writeExplanation(folder, document);
  return document;
}

/** Without a process of its own or a database there is nothing to look into. */
function assertExplainable(experiment: Experiment): void {
  if (!hasCommand(experiment))
    throw new LoadstoneError(
      'NOT_EXPLAINABLE',
      'The target is a URL, which is not ours to look into.',
    );
  if (experiment.postgres === undefined)
    throw new LoadstoneError('NOT_EXPLAINABLE', 'The experiment has no PostgreSQL to explain.', {
      hint: '`loadstone profile --variant …` shows where the time of a Node service goes.',
    });
}

/** What the run's records say; undefined where it measured nothing. */
export function readResult(folder: RunFolder): ResultDocument | undefined {
  try {
    return buildResultDocument(folder);
  } catch (thrown) {
    if (thrown instanceof LoadstoneError && thrown.code === 'NOTHING_MEASURED') return undefined;
    throw thrown;
  }
}

/** Where nothing was judged, so many variants of the plan are explained. */
const unjudgedCount = 3;

/**
 * Never without the baseline, which the others are compared with.
 * @param patterns of `--variant`; empty chooses by the result
 * @param document undefined where the run measured nothing
 * @throws LoadstoneError SELECTION_UNKNOWN, SELECTION_EMPTY
 */
export function chooseExplained(
  { variants }: Plan,
  { factors }: Experiment,
  patterns: readonly string[],
  document: ResultDocument | undefined,
): readonly PlannedVariant[] {
  if (patterns.length > 0) return selectVariants(variants, factors, patterns);
  const scenario = document?.scenarios[document.headline.scenarioIndex ?? 0];
  const ids = (scenario === undefined ? [] : orderCells(scenario))
    .filter(({ verdict }) => !['not-run', 'not-judged', 'not-exercised'].includes(verdict))
    .map(({ variantId }) => variantId);
  const wanted = new Set([ids[0], ids.at(-1)]);
  // Where nothing but the baseline stands, nothing was compared.
  if (ids.length < 2)
    return variants.filter((variant, place) => variant.isBaseline || place < unjudgedCount);
  return variants.filter(({ id, isBaseline }) => isBaseline || wanted.has(id));
}
