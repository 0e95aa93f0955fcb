// Whether the parts of a manifest belong together: what the plan names is in the experiment, and the plan is the one that
// its hash was taken of; and whether what is printed of it for a shell is harmless there.
import { findCommandProblem, findRunIdProblem } from '../../reports/document/printed-command.ts';
import { hashPlan } from '../plan/plan-hash.ts';
import type { RunManifest } from './manifest.ts';

/** What does not belong together, as the end of a sentence; undefined where all does. */
export function findManifestProblem({
  id,
  reproduceCommand,
  experiment,
  plan,
  planHash,
}: RunManifest): string | undefined {
  const idProblem = findRunIdProblem(id);
  if (idProblem !== undefined) return `id: ${idProblem}`;
  const commandProblem = findCommandProblem(reproduceCommand);
  if (commandProblem !== undefined) return `reproduceCommand: ${commandProblem}`;
  const { variants, groups } = plan;
  const ids = new Set(variants.map(({ id }) => id));
  if (ids.size < variants.length) return 'plan.variants: two have the same id';
  if (variants.filter(({ isBaseline }) => isBaseline).length > 1)
    return 'plan.variants: has more than one baseline';
  if (new Set(groups.map(({ index }) => index)).size < groups.length)
    return 'plan.groups: two have the same index';
  const scenarios = new Set(experiment.scenarios.map(({ name }) => name));
  const loads = new Set(experiment.loads.map(({ id }) => id));
  for (const [place, { launchOrder, blocks }] of groups.entries()) {
    const at = `plan.groups[${place}]`;
    const stranger = launchOrder.find((id) => !ids.has(id));
    if (stranger !== undefined)
      return `${at}.launchOrder: names no variant of the plan: ${stranger}`;
    for (const { scenario, loadId } of blocks) {
      if (!scenarios.has(scenario)) return `${at}.blocks: names no scenario: ${scenario}`;
      if (!loads.has(loadId)) return `${at}.blocks: names no load: ${loadId}`;
    }
  }
  // A level under a name that sounds like a secret is hidden in the file, and its plan has another hash then.
  const isWhole = !JSON.stringify(plan).includes('[redacted');
  if (isWhole && hashPlan(plan) !== planHash)
    return 'plan: is not the one that planHash was made of';
  return undefined;
}
