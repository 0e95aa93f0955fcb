// Refuses what a run would end on before its first request: asked by `plan` and by every command that measures.

import { writeMessage, writeName } from '../../reports/document/messages/message.ts';
import { createDriver } from '../drivers/registry.ts';
import { LoadstoneError } from '../errors.ts';
import {
  findUnmeasurableGates,
  findUnpassableGates,
  type UnpassableGate,
} from '../gates/gate-needs.ts';
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

interface PlannedExperiment {
  readonly experiment: Experiment;
  readonly plan: Plan;
}

/**
 * A gate whose metric nothing measures is a mistake in the config, told before anything runs.
 * @throws LoadstoneError CONFIG_INVALID naming each gate that these settings can never judge.
 */
export function assertMeasurable({ experiment, plan }: PlannedExperiment): void {
  const problems = findUnmeasurableGates(experiment, plan);
  if (problems.length === 0) return;
  const lines = problems.map(
    ({ gate, message }) => `gates.${gate} can never be judged: ${message}.`,
  );
  throw new LoadstoneError('CONFIG_INVALID', lines.join('\n  '), {
    hint: 'Have it measured as said above, or take the gate out (docs/gates.md).',
  });
}

/**
 * A run that can only end inconclusive is not begun.
 * @throws LoadstoneError USAGE where too few groups are planned for any gate to pass or fail
 */
export function assertDecidable({ experiment, plan }: PlannedExperiment): void {
  const gates = experiment.gates ?? [];
  const open = findUnpassableGates(experiment, plan).filter(({ canFail }) => !canFail);
  if (gates.length === 0 || open.length < gates.length) return;
  throw new LoadstoneError(
    'USAGE',
    `No gate can be decided, whatever is measured.\n  ${open.map(sayUnpassable).join('\n  ')}`,
    { hint: adviseNeeded(open, plan) },
  );
}

/** Lines about the gates that can't pass with so few groups; empty where all can. */
export function describeUnpassable({ experiment, plan }: PlannedExperiment): readonly string[] {
  const open = findUnpassableGates(experiment, plan);
  if (open.length === 0) return [];
  return [
    ...open.map(sayUnpassable),
    `So \`loadstone gate\` cannot end with exit code 0 here. ${adviseNeeded(open, plan)}`,
  ];
}

function sayUnpassable({ gate, message }: UnpassableGate): string {
  return `Gate ${gate}: ${message}.`;
}

function adviseNeeded(open: readonly UnpassableGate[], { epochs, looks }: Plan): string {
  const needed = Math.max(...open.map((gate) => gate.needed));
  if (epochs !== undefined) return `Take --epochs ${needed} or more.`;
  return looks?.kind === 'anytime'
    ? `Append as many groups (--groups) as make ${needed} or more in all.`
    : `Take --groups ${needed} or more.`;
}
