// A gate whose metric nothing measures is a mistake in the config, told before anything runs.
import { LoadstoneError } from '../errors.ts';
import { findUnmeasurableGates } from '../gates/gate-needs.ts';
import type { PlannedRun } from './selection.ts';

/** @throws LoadstoneError CONFIG_INVALID naming each gate that these settings can never judge. */
export function assertMeasurable({
  experiment,
  plan,
}: Pick<PlannedRun, 'experiment' | 'plan'>): void {
  const doubts = findUnmeasurableGates(experiment, plan);
  if (doubts.length === 0) return;
  const lines = doubts.map(({ gate, message }) => `gates.${gate} can never be judged: ${message}.`);
  throw new LoadstoneError('CONFIG_INVALID', lines.join('\n  '), {
    hint: 'Have it measured as said above, or take the gate out (docs/gates.md).',
  });
}
