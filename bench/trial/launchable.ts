// What the launch of a variant would end on, as far as it is known before anything is started.
import { LoadstoneError } from '../errors.ts';
import type { PlannedVariant } from '../plan/plan.ts';
import { checkTarget } from '../reach/target.ts';
import type { Experiment } from '../spec/experiment.ts';
import { assertProgram } from '../target/service-command.ts';
import { nameRef } from './launch.ts';
import { buildVariantSettings } from './variant-settings.ts';

export interface LaunchFault {
  readonly variant: PlannedVariant;
  /** As the launch itself would tell it. */
  readonly error: LoadstoneError;
}

/** The variants whose program is not there, or whose addresses lead nowhere that may be loaded. */
export async function findLaunchFaults(
  experiment: Experiment,
  variants: readonly PlannedVariant[],
): Promise<readonly LaunchFault[]> {
  const faults: LaunchFault[] = [];
  for (const variant of variants) {
    try {
      await assertLaunchable(experiment, variant);
    } catch (thrown) {
      if (!(thrown instanceof LoadstoneError)) throw thrown;
      faults.push({ variant, error: thrown });
    }
  }
  return faults;
}

/** @throws LoadstoneError SERVICE_DIED, TARGET_NOT_LOOPBACK */
async function assertLaunchable(experiment: Experiment, variant: PlannedVariant): Promise<void> {
  const { target, allowedHosts } = experiment;
  const settings = buildVariantSettings(experiment, variant);
  const { urls, counterUrl, args, cwd, levelEnv } = settings;
  const addresses = counterUrl === undefined ? urls : [counterUrl, ...urls];
  try {
    for (const url of addresses) await checkTarget(url, new Set(allowedHosts));
    if (urls.length > 0 || target.command === undefined) return;
    const env = { ...target.env, ...levelEnv };
    assertProgram({ command: target.command, args, env, cwd, portEnv: target.portEnv });
  } catch (thrown) {
    throw nameRef(thrown, settings);
  }
}
