// Which variants of a sweep a scenario does not exercise: their curves say nothing about their levels.

import type { ExerciseCheck } from '../../reports/document/exercise.ts';
import { say, sayAll } from '../../reports/document/messages/message.ts';
import type { Warning } from '../../reports/document/result.ts';
import type { PlannedVariant } from '../plan/plan.ts';
import type { ResolvedFactor } from '../spec/experiment.ts';
import { checkExercise, type ExercisedTrial, listExerciseChecks } from './exercise.ts';
import { buildWarning } from './warning.ts';

export interface SweepExercise {
  readonly checks: readonly ExerciseCheck[];
  /** Caveat of a variant that is not exercised; none for all others. */
  readonly warnings: ReadonlyMap<string, Warning>;
}

/** The load of a sweep, as its checks name it. */
const sweepLoadId = 'sweep';

/** @param variants that were measured @param uses of valid groups under one scenario */
export function findSweepExercise(
  scenario: string,
  factors: readonly ResolvedFactor[],
  variants: readonly PlannedVariant[],
  uses: readonly ExercisedTrial[],
): SweepExercise {
  const exercise = checkExercise({ factors, variants, trials: uses });
  const checks = listExerciseChecks(exercise, variants, { scenario, loadId: sweepLoadId });
  const baseline = variants.find(({ isBaseline }) => isBaseline);
  const vacuous = variants.filter(
    ({ id, isBaseline }) =>
      !isBaseline && baseline !== undefined && exercise.isVacuous(id, baseline.id),
  );
  return {
    checks,
    warnings: new Map(
      vacuous.map(({ id }) => [id, warn(checks.filter(({ variantId }) => variantId === id))]),
    ),
  };
}

function warn(checks: readonly ExerciseCheck[]): Warning {
  const details = checks.flatMap(({ signs }) =>
    signs.flatMap(({ status, detailSaid }) =>
      status === 'exercised' || detailSaid === undefined ? [] : [detailSaid],
    ),
  );
  const message = sayAll([say('sweep-not-exercised'), ...details]);
  const advice = say('advise-sweep-exercise');
  return buildWarning('NOT_EXERCISED', message, advice);
}
