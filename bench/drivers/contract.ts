// What every load driver must do, over a real server of known behaviour; timing decides nothing here.
import { describe } from 'vitest';
import { describeCookies } from './contract-cookies.ts';
import { describeCounting } from './contract-counting.ts';
import { describeFaults } from './contract-faults.ts';
import { describeLifecycle } from './contract-lifecycle.ts';
import { describeTimeline } from './contract-timeline.ts';
import type { Driver, Load } from './driver.ts';

/** Runs the whole contract against a driver; called from its integration test. */
export function describeDriverContract(name: string, createDriver: () => Driver): void {
  const driver = createDriver();
  for (const loadKind of driver.capabilities.loads) describeLoop(name, driver, loadKind);
  describe(`${name}, session`, () => {
    describeLifecycle(driver);
  });
}

/** The part that is about one kind of load: a driver may leave one to its slow tests. */
export function describeLoop(name: string, driver: Driver, loadKind: Load['kind']): void {
  describe(`${name}, ${loadKind} loop`, () => {
    describeCounting(driver, loadKind);
    describeFaults(driver, loadKind);
    describeTimeline(driver, loadKind);
    describeCookies(driver, loadKind);
  });
}
