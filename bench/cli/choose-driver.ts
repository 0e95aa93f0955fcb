// The drivers there are, by the name that the config gives; the trial loop receives one and never chooses.
import { createAutocannonDriver } from '../drivers/autocannon/driver.ts';
import type { Driver } from '../drivers/driver.ts';
import { createK6Driver } from '../drivers/k6/driver.ts';
import { type FoundK6, findK6 } from '../drivers/k6/find-k6.ts';
import { createOpenDriver } from '../drivers/open/driver.ts';
import { LoadstoneError } from '../errors.ts';
import type { DriverName } from '../spec/experiment.ts';

/**
 * The driver of an experiment.
 * @param k6Path path given by the user (`LOADSTONE_K6`); undefined looks on PATH and in stateDir
 * @throws LoadstoneError DRIVER_UNAVAILABLE where k6 is asked for and not there
 */
export async function createDriver(
  name: DriverName,
  k6Path: string | undefined,
  stateDir: string,
): Promise<Driver> {
  switch (name) {
    case 'autocannon':
      return createAutocannonDriver();
    case 'open':
      return createOpenDriver();
    case 'k6':
      return createK6Driver({ k6: await requireK6(k6Path, stateDir) });
  }
}

/**
 * The k6 that the driver would use.
 * @throws LoadstoneError DRIVER_UNAVAILABLE where there is none
 */
export async function requireK6(k6Path: string | undefined, stateDir: string): Promise<FoundK6> {
  const k6 = await findK6({ givenPath: k6Path, stateDir });
  if (k6.kind === 'found') return k6;
  throw new LoadstoneError('DRIVER_UNAVAILABLE', `There is no k6 to use: ${k6.reason}.`, {
    hint: k6.hint,
  });
}
