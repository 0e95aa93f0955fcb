// Refuses what a run would end on before its first request: asked by `plan` and by every command that measures.

import { writeMessage, writeName } from '../../reports/document/messages/message.ts';
import { createDriver } from '../drivers/registry.ts';
import { LoadstoneError } from '../errors.ts';
import { findUnmeasurableGates } from '../gates/gate-needs.ts';
import type { Plan } from '../plan/plan.ts';
import type { Experiment } from '../spec/experiment.ts';
import { findLaunchFaults, tellOf } from '../trial/launch.ts';
import { findStateFolder } from './state-folder.ts';
import type { TerminalIo } from './terminal-io.ts';

export interface NotStarting {
  readonly variantId: string;
  readonly reason: string;
}

/**
 * Looks for the load generator, the scripts that it plays, and the programs and addresses of the variants.
 * Nothing is started, and no scenario is loaded.
 * @returns variants besides the baseline that a run would have to leave out
 * @throws LoadstoneError DRIVER_UNAVAILABLE, SCENARIO_INVALID, and of the baseline SERVICE_DIED, BUILD_FAILED, TARGET_NOT_LOOPBACK
 */
export async function assertStartable(
  experiment: Experiment,
  plan: Plan,
  io: TerminalIo,
): Promise<readonly NotStarting[]> {
  const stateDir = findStateFolder(experiment.configPath, io);
  const driver = await createDriver(experiment.driver, { env: io.env, stateDir });
  const planned = new Set(plan.groups[0]?.blocks.map(({ scenario }) => scenario));
  const scenarios = experiment.scenarios.filter(({ name }) => planned.has(name));
  await driver.assertPlayable?.(scenarios.map(({ ref }) => ref));
  const faults = await findLaunchFaults(experiment, plan.variants);
  const ofBaseline = faults.find(({ variant }) => variant.isBaseline);
  if (ofBaseline !== undefined)
    throw tellOf(ofBaseline.error, (failure) =>
      writeMessage('failure-of-variant', {
        variant: writeName(ofBaseline.variant.label),
        failure,
      }),
    );
  return faults.map(({ variant, error }) => ({
    variantId: variant.id,
    reason: `${error.message} ${error.hint}`,
  }));
}

/**
 * A gate whose metric nothing measures is a mistake in the config, told before anything runs.
 * @throws LoadstoneError CONFIG_INVALID naming each gate that these settings can never judge.
 */
export function assertMeasurable({
  experiment,
  plan,
}: {
  readonly experiment: Experiment;
  readonly plan: Plan;
}): void {
  const problems = findUnmeasurableGates(experiment, plan);
  if (problems.length === 0) return;
  const lines = problems.map(
    ({ gate, message }) => `gates.${gate} can never be judged: ${message}.`,
  );
  throw new LoadstoneError('CONFIG_INVALID', lines.join('\n  '), {
    hint: 'Have it measured as said above, or take the gate out (docs/gates.md).',
  });
}
