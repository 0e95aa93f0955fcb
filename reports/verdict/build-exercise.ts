// What a scenario does not exercise, and what of it could not be read: from the checks of the document.

import type { ExerciseCheck } from '../document/exercise.ts';
import type { Cell, ResultDocument, ScenarioResult } from '../document/result.ts';
import type { Localized } from '../language/catalogue.ts';
import { tell } from '../language/tell.ts';

/** The checks of a scenario and load, in the order of the document. */
export function listScenarioChecks(
  { exercise = [] }: ResultDocument,
  { scenario, load }: ScenarioResult,
): readonly ExerciseCheck[] {
  return exercise.filter((check) => check.scenario === scenario && check.loadId === load.id);
}

/** What was seen of the levels of a variant that the scenario does not exercise; empty for all others. */
export function explainExercise(
  document: ResultDocument,
  scenario: ScenarioResult,
  { variantId, verdict }: Cell,
): readonly Localized[] {
  if (verdict !== 'not-exercised') return [];
  return listScenarioChecks(document, scenario)
    .filter((check) => check.variantId === variantId)
    .flatMap(({ signs }) => signs.filter(({ status }) => status !== 'exercised'))
    .map(({ detail }) => tell(detail));
}

/** Whether a cell is exercised, for formats that take a number; undefined where no level shows how it acts. */
export function isExercised(
  document: ResultDocument,
  scenario: ScenarioResult,
  { variantId, verdict }: Cell,
): boolean | undefined {
  if (verdict === 'not-exercised') return false;
  const own = listScenarioChecks(document, scenario).filter(
    (check) => check.variantId === variantId,
  );
  return own.some(({ status }) => status === 'exercised') ? true : undefined;
}
