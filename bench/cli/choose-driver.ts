// The drivers there are, by the name that the config gives; the trial loop receives one and never chooses.
import { createAutocannonDriver } from '../drivers/autocannon/driver.ts';
import type { Driver } from '../drivers/driver.ts';
import type { Experiment } from '../spec/experiment.ts';

/** The driver of an experiment. */
export function createDriver(name: Experiment['driver']): Driver {
  switch (name) {
    case 'autocannon':
      return createAutocannonDriver();
  }
}
