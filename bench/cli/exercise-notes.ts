// Says after the first group which levels a scenario does not exercise, while there is time to stop the run.
import { buildResultDocument } from '../store/document.ts';
import type { TrialListener } from '../trial/trial-event.ts';
import type { OpenedRun } from './opened-run.ts';

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
          .flatMap(({ signs }) => signs.map(({ detail }) => detail));
        return `${labels.get(variantId)} is not exercised by ${scenario} (${load.id}) and will get no verdict. ${details.join(' ')}`;
      }),
  );
  const unknown = exercise.flatMap(({ signs }) =>
    signs.flatMap(({ status, detail }) =>
      status === 'unknown' ? [`Whether the level acts is not known. ${detail}`] : [],
    ),
  );
  return [...new Set([...vacuous, ...unknown])];
}
