// What every load driver must do, over a real server of known behaviour; timing decides nothing here.
import { describe } from 'vitest';
import { describeCounting } from './contract-counting.ts';
import { describeFaults } from './contract-faults.ts';
import { describeLifecycle } from './contract-lifecycle.ts';
import { describeTimeline } from './contract-timeline.ts';
import type { Driver } from './driver.ts';

/** Runs the contract against a driver; called from its integration test. */
export function describeDriverContract(name: string, createDriver: () => Driver): void {
  const driver = createDriver();
  describe.each(driver.capabilities.loads)(`${name}, %s loop`, (loadKind) => {
    describeCounting(driver, loadKind);
    describeFaults(driver, loadKind);
    describeTimeline(driver, loadKind);
  });
  describe(`${name}, session`, () => {
    describeLifecycle(driver);
  });
}
