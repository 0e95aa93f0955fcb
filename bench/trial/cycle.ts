// Carries out what the plan changes before a group: CPUs swapped, PostgreSQL restarted, templates built anew.
import { LoadstoneError } from '../errors.ts';
import type { PlannedGroup } from '../plan/plan.ts';
import type { Placement } from '../spec/experiment.ts';
import { prepareTemplates } from './templates.ts';
import type { TrialContext } from './trial-context.ts';
import { buildVariantSettings } from './variant-settings.ts';

/** What was in fact done. */
export interface TurnedCycle {
  /** The CPUs of the group. */
  readonly placement: Placement;
  readonly isSwapped: boolean;
  readonly isDatabaseRestarted: boolean;
  readonly areTemplatesRebuilt: boolean;
}

/** @throws LoadstoneError POSTGRES_UNAVAILABLE, PREPARE_FAILED */
export async function turnCycle(
  context: TrialContext,
  { cycle }: PlannedGroup,
  notRun: ReadonlyMap<string, unknown>,
  templates: ReadonlyMap<string, string>,
): Promise<TurnedCycle> {
  const swapped = cycle?.swapsCpus === true ? context.swappedPlacement : undefined;
  const placement = swapped ?? context.placement;
  const control = context.postgres?.control;
  control?.move(placement.database);
  const isDatabaseRestarted = cycle?.restartsDatabase === true && control !== undefined;
  if (isDatabaseRestarted) await control.restart();
  const areTemplatesRebuilt =
    cycle?.rebuildsTemplates === true &&
    control !== undefined &&
    (await rebuildTemplates(context, notRun, templates));
  return {
    placement,
    isSwapped: swapped !== undefined,
    isDatabaseRestarted,
    areTemplatesRebuilt,
  };
}

/** True where the group before may clone for this one already: nothing is done to the server in between. */
export function leavesDatabaseAlone({ cycle }: PlannedGroup): boolean {
  return cycle?.restartsDatabase !== true && cycle?.rebuildsTemplates !== true;
}

/** False, with nothing touched, where the files that the templates were made of have changed since. */
async function rebuildTemplates(
  context: TrialContext,
  notRun: ReadonlyMap<string, unknown>,
  templates: ReadonlyMap<string, string>,
): Promise<boolean> {
  const { postgres } = context;
  if (postgres === undefined || templates.size === 0) return false;
  const chains = context.plan.variants.flatMap((variant) => {
    const { prepareSteps, cwd } = buildVariantSettings(context.experiment, variant);
    const isUsed = prepareSteps.length > 0 && !notRun.has(variant.id);
    return isUsed ? [{ id: variant.id, names: postgres.nameTemplates(prepareSteps, cwd) }] : [];
  });
  if (chains.some(({ id, names }) => names.at(-1) !== templates.get(id))) {
    const text =
      'The templates were not built anew: the files that they are made of have changed since.';
    context.listen({ kind: 'note', text });
    return false;
  }
  await postgres.dropTemplates(chains.flatMap(({ names }) => names));
  const rebuilt = await prepareTemplates(context, notRun);
  if (chains.every(({ id, names }) => rebuilt.get(id) === names.at(-1))) return true;
  throw new LoadstoneError(
    'PREPARE_FAILED',
    'The files that the templates are made of changed while they were built anew.',
    { hint: 'Leave them as they are during a run, or set cycles.rebuildEveryGroups to 0.' },
  );
}
