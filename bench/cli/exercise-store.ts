// Which levels a scenario does not exercise: said after the first group of a run, and kept for later plans.
import { join } from 'node:path';
import Type from 'typebox';
import { ExerciseCheck } from '../../reports/document/exercise.ts';
import { name, time, type ValueOf } from '../../reports/document/parts.ts';
import type { ResultDocument } from '../../reports/document/result.ts';
import { LoadstoneError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import { buildResultDocument } from '../store/document.ts';
import type { TrialListener } from '../trial/trial-context.ts';
import type { OpenedRun } from './opened-run.ts';
import type { PlannedRun } from './selection.ts';
import { findStateFolder, readStateList, type StateFile, writeStateList } from './state-folder.ts';
import type { TerminalIo } from './terminal-io.ts';

const fileName = 'exercise.json';

/** Of all experiments together; the oldest go first. */
const mostEntries = 2_000;

/** What the levels of a variant were last seen to do. */
const KnownExercise = Type.Object({
  /** Of the experiment, scenario, load, variant and factor with everything that says what they are. */
  key: name,
  runId: name,
  at: time,
  check: ExerciseCheck,
});
type KnownExercise = ValueOf<typeof KnownExercise>;

const exerciseFile: StateFile = {
  ...{ versionKey: 'exerciseVersion', listKey: 'entries', entry: KnownExercise },
  problem: 'holds nothing that this version reads about levels of earlier runs.',
  hint: 'Move the file away; the next run writes it.',
};

/**
 * Keeps what a valid run saw, in place of what was seen of the same before.
 * @throws LoadstoneError STORE_WRITE_FAILED, RECORD_INVALID, RUN_UNREADABLE
 */
function keepExercise(
  stateDir: string,
  { experiment, hasher }: Known,
  { run, validity, exercise = [] }: ResultDocument,
): void {
  if (validity.status !== 'valid' || exercise.length === 0) return;
  const fresh = exercise.map(
    (check): KnownExercise => ({
      ...{ key: keyOf({ experiment, hasher }, check), runId: run.id, at: run.startedAt, check },
    }),
  );
  const keys = new Set(fresh.map(({ key }) => key));
  const path = join(stateDir, fileName);
  // Keys of another hash, or of versions that hashed without a key, fit no run any more.
  const kept = readEntries(path).filter(
    ({ key }) => key.startsWith(`${hasher.keyId}:`) && !keys.has(key),
  );
  writeStateList(path, exerciseFile, [...kept, ...fresh].slice(-mostEntries));
}

/** At the end of a run, for later plans; what cannot be written is told and spoils no run. */
export function rememberExercise(
  { planned }: OpenedRun,
  document: ResultDocument,
  io: TerminalIo,
): void {
  try {
    keepExercise(findStateFolder(planned.experiment.configPath, io), planned, document);
  } catch (thrown) {
    if (!(thrown instanceof LoadstoneError)) throw thrown;
    io.err(`What the scenarios exercise is not kept: ${thrown.message} ${thrown.hint}`);
  }
}

/**
 * Lines that say which planned variants an earlier run found not exercised; empty where none is known. What was
 * seen counts only while target, scenario, load and both levels are as they were.
 * @throws LoadstoneError RECORD_INVALID, RUN_UNREADABLE
 */
export function describeKnownExercise(
  stateDir: string,
  { experiment, plan, hasher }: Known & { readonly plan: Plan },
): readonly string[] {
  const known = new Map(readEntries(join(stateDir, fileName)).map((entry) => [entry.key, entry]));
  const baseline = plan.variants.find(({ isBaseline }) => isBaseline);
  if (known.size === 0 || baseline === undefined) return [];
  const blocks = plan.groups[0]?.blocks ?? [];
  const lines = blocks.flatMap(({ scenario, loadId }) =>
    plan.variants.flatMap((variant) => {
      const differing = experiment.factors
        .map(({ name }) => name)
        .filter((name) => variant.levels[name] !== baseline.levels[name]);
      const seen = differing.map((factor) => {
        const level = variant.levels[factor] ?? '';
        const baselineLevel = baseline.levels[factor] ?? '';
        const where = { scenario, loadId, variantId: variant.id, factor, level, baselineLevel };
        return known.get(keyOf({ experiment, hasher }, where));
      });
      const isVacuous = seen.every(
        (entry) =>
          entry?.check.status === 'not-exercised' || entry?.check.status === 'beside-the-point',
      );
      const [first] = seen;
      if (seen.length === 0 || !isVacuous || first === undefined) return [];
      const details = seen.flatMap(
        (entry) => entry?.check.signs.map(({ detail }) => detail.text) ?? [],
      );
      return [
        `  ${variant.label} in ${scenario} (${loadId}): ${details.join(' ')} (run ${first.runId}, ${first.at.slice(0, 10)})`,
      ];
    }),
  );
  if (lines.length === 0) return [];
  return [
    'Not exercised by these scenarios in earlier runs, so without a verdict:',
    ...[...new Set(lines)].sort(),
  ];
}

/** What the key of an entry is made of. */
type Known = Pick<PlannedRun, 'experiment' | 'hasher'>;

type Place = Pick<
  ExerciseCheck,
  'scenario' | 'loadId' | 'variantId' | 'factor' | 'level' | 'baselineLevel'
>;

function keyOf(
  { experiment: { name, target, factors, scenarios, loads }, hasher }: Known,
  { scenario, loadId, variantId, factor, level, baselineLevel }: Place,
): string {
  const levels = factors
    .find((each) => each.name === factor)
    ?.levels.filter((each) => each.name === level || each.name === baselineLevel);
  const ref = scenarios.find((each) => each.name === scenario)?.ref;
  const load = loads.find(({ id }) => id === loadId)?.load;
  const what = [name, target.command, target.statsPath, variantId, levels, ref, load];
  return `${hasher.keyId}:${hasher.digest(JSON.stringify(what))}`;
}

function readEntries(path: string): readonly KnownExercise[] {
  return readStateList(path, exerciseFile);
}

/** Hands every event on, and after the first valid group one note for each variant that is not exercised. */
export function noteExercise(run: OpenedRun, listen: TrialListener): TrialListener {
  let isTold = false;
  return (event) => {
    listen(event);
    if (isTold || event.kind !== 'group-ended' || event.status !== 'valid') return;
    isTold = true;
    for (const text of listExerciseNotes(run)) listen({ kind: 'note', text });
  };
}

function listExerciseNotes({ folder, planned }: OpenedRun): readonly string[] {
  const { factors } = planned.experiment;
  if (!factors.some(({ levels }) => levels.some((level) => level.exercised))) return [];
  const { exercise = [], scenarios, variants } = buildResultDocument(folder);
  const labels = new Map(variants.map(({ id, label }) => [id, label]));
  const vacuous = scenarios.flatMap(({ scenario, load, cells }) =>
    cells
      .filter(({ verdict }) => verdict === 'not-exercised')
      .map(({ variantId }) => {
        const details = exercise
          .filter((check) => check.variantId === variantId)
          .filter((check) => check.scenario === scenario && check.loadId === load.id)
          .flatMap(({ signs }) => signs.map(({ detail }) => detail.text));
        return `${labels.get(variantId)} is not exercised by ${scenario} (${load.id}) and will get no verdict. ${details.join(' ')}`;
      }),
  );
  const unknown = exercise.flatMap(({ signs }) =>
    signs.flatMap(({ status, detail }) =>
      status === 'unknown' ? [`Whether the level acts is not known. ${detail.text}`] : [],
    ),
  );
  return [...new Set([...vacuous, ...unknown])];
}
