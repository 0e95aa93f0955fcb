// One more group of a run that exists, of which nothing is recorded: for explaining and profiling.
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoadstoneError } from '../errors.ts';
import type { Plan, PlannedGroup, PlannedVariant } from '../plan/plan.ts';
import { openJournal } from '../services/journal.ts';
import { makeFolder, removeFolder } from '../services/made-folder.ts';
import { sweepDeadRuns } from '../services/sweep.ts';
import type { Experiment } from '../spec/experiment.ts';
import type { RunManifest } from '../store/manifest.ts';
import type { RunFolder } from '../store/run-folder.ts';
import type { GroupMeasure } from '../trial/group.ts';
import { noEarlierPart, runTrials } from '../trial/run-trials.ts';
import type { TrialContext, TrialEvent } from '../trial/trial-context.ts';
import { findVariantLabel } from './progress.ts';
import { buildMismatch } from './resume-mismatch.ts';
import { openRunServices } from './run-services.ts';
import { type PlannedRun, planRun, quoteWord } from './selection.ts';
import { findStateFolder } from './state-folder.ts';
import { type TerminalIo, tellProgress } from './terminal-io.ts';

export interface ExtraGroup {
  readonly manifest: RunManifest;
  readonly planned: PlannedRun;
  readonly variants: readonly PlannedVariant[];
  /** Names; empty for all of the run. */
  readonly scenarios: readonly string[];
  readonly adaptContext: (context: TrialContext) => TrialContext;
  readonly measure: GroupMeasure;
}

/**
 * Plans again what a run measured, from its own config and selection.
 * @throws LoadstoneError NOT_EXPLAINABLE, RESUME_MISMATCH, those of config
 */
export async function planAgain(manifest: RunManifest, io: TerminalIo): Promise<PlannedRun> {
  const { againstRefs } = manifest.selection;
  if (againstRefs !== undefined) {
    throw new LoadstoneError(
      'NOT_EXPLAINABLE',
      `Run ${manifest.id} compares the working tree with ${againstRefs.join(' and ')}, which was checked out for that run alone and removed at its end: there is nothing left of it to load again.`,
      { hint: adviseOnVersions(againstRefs) },
    );
  }
  const { configPath } = manifest.experiment;
  const planned = await planRun(configPath, manifest.selection, io);
  if (planned.isMeasuredBy(manifest) || manifest.sweep !== undefined) return planned;
  // It was chosen by its report.
  throw buildMismatch(manifest, planned, true);
}

/** A profile or an explanation is of one tree, so each version is looked at where it stands. */
function adviseOnVersions(refs: readonly string[]): string {
  const trees = refs.map((ref, index) => {
    const folder = refs.length === 1 ? '../other' : `../other-${index + 1}`;
    return `\`git worktree add ${folder} ${quoteWord(ref)}\``;
  });
  return `Look at each version where it stands: here \`loadstone run --groups 1\`, then \`loadstone profile latest --variant '*'\` (or \`loadstone explain latest\`); the same in a tree of the other one, made by ${trees.join(' and ')}.`;
}

/**
 * Runs the group in a folder that is thrown away, so that nothing of it is mistaken for a measurement.
 * @throws LoadstoneError NOT_EXPLAINABLE where it was void, and those of the environment
 */
export async function runExtraGroup(
  extra: ExtraGroup,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<void> {
  const plan = buildExtraPlan(extra);
  const stateDir = findStateFolder(extra.planned.experiment.configPath, io);
  for (const text of await sweepDeadRuns(stateDir)) io.err(text);
  const { journal, path, close } = openExtraFolder(stateDir);
  const folder: RunFolder = {
    ...{ id: `${extra.manifest.id}_x`, path, recordsPath: join(path, 'records.jsonl') },
  };
  let voidReason: string | undefined;
  const listen = (event: TrialEvent) => {
    if (event.kind === 'preparing' || event.kind === 'note') tellProgress(io, event.text);
    if (event.kind === 'variant-not-run')
      io.err(`${findVariantLabel(plan.variants, event.variantId)}: not run. ${event.reason}`);
    if (event.kind === 'group-ended') voidReason = event.voidReason;
  };
  let isMeasured = false;
  try {
    const services = await openRunServices(
      {
        ...{ folder, manifest: extra.manifest, planned: { ...extra.planned, plan } },
        log: { append: () => {}, close: () => {} },
        earlier: noEarlierPart,
        ...{ redactor: extra.planned.redactor, countEndedGroups: () => 0 },
        epoch: 0,
        hasRecord: () => false,
      },
      ...[listen, io, signal, { journal }],
    );
    try {
      const context = { ...extra.adaptContext(services.context), append: () => {} };
      const outcome = await runTrials(context, noEarlierPart, async (own, started) => {
        await extra.measure(own, started);
        isMeasured = true;
      });
      if (outcome.status === 'interrupted')
        throw new LoadstoneError('INTERRUPTED', 'Interrupted.', { hint: 'Start it again.' });
    } finally {
      await services.close();
    }
  } finally {
    close();
  }
  // A busy machine spoils a measurement and not an explanation; a service that died spoils both.
  if (!isMeasured) throw new LoadstoneError('NOT_EXPLAINABLE', voidReason ?? 'Nothing was loaded.');
}

/** A folder that vanishes with the group, also after a kill; its journal is that of this process until then. */
function openExtraFolder(stateDir: string) {
  const journal = openJournal(stateDir);
  try {
    const name = `loadstone-extra-${randomBytes(6).toString('hex')}`;
    const made = makeFolder(join(tmpdir(), name), journal, 0o700);
    const close = (): void => {
      removeFolder(made, journal);
      journal.close();
    };
    return { journal, path: made.path, close };
  } catch (thrown) {
    journal.close();
    throw thrown;
  }
}

/** The first group of the run with the chosen variants, and each scenario once. */
function buildExtraPlan({ planned, variants, scenarios }: ExtraGroup): Plan {
  const ids = variants.map(({ id }) => id);
  const [first] = planned.plan.groups;
  if (first === undefined) throw new LoadstoneError('SELECTION_EMPTY', 'The run has no group.');
  const blocks = chooseBlocks(first, planned.experiment, scenarios);
  const group: PlannedGroup = {
    index: first.index,
    launchOrder: ids,
    blocks: blocks.map((block) => ({ ...block, warmupOrder: ids, sliceOrder: [] })),
  };
  return { ...planned.plan, variants, groups: [group] };
}

/** @throws LoadstoneError SELECTION_UNKNOWN where the run has no such scenario */
function chooseBlocks(
  { blocks }: PlannedGroup,
  { scenarios: known }: Experiment,
  wanted: readonly string[],
): PlannedGroup['blocks'] {
  const names = [...new Set(blocks.map(({ scenario }) => scenario))];
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const there = known.some(({ name }) => name === unknown)
      ? 'The run did not load'
      : 'There is no';
    throw new LoadstoneError('SELECTION_UNKNOWN', `${there} scenario ${unknown}.`, {
      hint: `The run has ${names.join(', ')}.`,
    });
  }
  return names
    .filter((name) => wanted.length === 0 || wanted.includes(name))
    .flatMap((name) => blocks.find(({ scenario }) => scenario === name) ?? []);
}
