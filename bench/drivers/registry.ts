// All drivers there are. What each can do is read here without starting it; nothing else compares their names.
import assert from 'node:assert/strict';
import { LoadstoneError } from '../errors.ts';
import { requireOptionalPackage } from '../optional-packages.ts';
import { autocannon } from './autocannon/description.ts';
import type { Driver, DriverDescription, DriverPlace } from './driver.ts';
import { k6 } from './k6/description.ts';
import { open } from './open/description.ts';

interface RegisteredDriver {
  readonly description: DriverDescription;
  /**
   * Loads the driver's code, and looks for its program where it has one.
   * @throws LoadstoneError DRIVER_UNAVAILABLE
   */
  create(place: DriverPlace): Promise<Driver>;
}

const drivers = {
  open: {
    description: open,
    create: async () => (await import('./open/driver.ts')).createOpenDriver(),
  },
  autocannon: {
    description: autocannon,
    create: async () => (await import('./autocannon/driver.ts')).createAutocannonDriver(),
  },
  k6: {
    description: k6,
    create: async (place) => (await import('./k6/driver.ts')).findK6Driver(place),
  },
} satisfies Readonly<Record<string, RegisteredDriver>>;

export type DriverName = keyof typeof drivers;

/** In the order in which users read them; the first is the usual one. */
export const driverNames = Object.keys(drivers) as readonly DriverName[];

export function describeDriver(name: DriverName): DriverDescription {
  return drivers[name].description;
}

type Ability = (description: DriverDescription) => boolean;

/** Those that can do something, joined for a sentence: `open or k6`. */
export function nameDriversWith(can: Ability): string {
  return driverNames.filter((name) => can(describeDriver(name))).join(' or ');
}

/** The first that can do something, for what no other driver is asked for; there is one. */
export function findDriverWith(can: Ability): DriverName {
  const found = driverNames.find((name) => can(describeDriver(name)));
  assert(found !== undefined, 'no driver can do what Loadstone needs one for');
  return found;
}

/**
 * Makes a driver ready: the one place where its code is loaded.
 * @throws LoadstoneError DRIVER_UNAVAILABLE where its package or program is not there
 */
export async function createDriver(name: DriverName, place: DriverPlace): Promise<Driver> {
  const { needsPackage } = describeDriver(name);
  if (needsPackage !== undefined)
    requireOptionalPackage(needsPackage, 'DRIVER_UNAVAILABLE', `The load generator ${name}`);
  return drivers[name].create(place);
}

/** Every driver that can run here; what another lacks is told. */
export async function createAvailableDrivers(
  place: DriverPlace,
  tellMissing: (name: DriverName, error: LoadstoneError) => void,
): Promise<readonly Driver[]> {
  const found: Driver[] = [];
  for (const name of driverNames) {
    try {
      found.push(await createDriver(name, place));
    } catch (thrown) {
      if (!(thrown instanceof LoadstoneError) || thrown.code !== 'DRIVER_UNAVAILABLE') throw thrown;
      tellMissing(name, thrown);
    }
  }
  return found;
}
