// What a scenario module may import as `loadstone/scenario`: pure, so that every driver but k6 can load it.
import type { Scenario } from './model.ts';

export type * from './model.ts';
export { createRandom, type Random } from './random.ts';
export { createZipf, usualTheta, type ZipfOptions } from './zipf.ts';

/**
 * Gives back the scenario as it is; it exists so that an editor knows the keys. k6 resolves no package: a scenario for
 * it imports types alone (`import type`).
 */
export function defineScenario(scenario: Scenario): Scenario {
  return scenario;
}
