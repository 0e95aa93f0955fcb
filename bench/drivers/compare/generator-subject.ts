// Our drivers as subjects: a session each, kept open over all rounds.
import { readProcessTree } from '../../probes/processes.ts';
import type { Driver, ScenarioRef } from '../driver.ts';
import type { LoadSubject, SubjectOptions } from './subject.ts';

/** One plain GET, so that the generator's own work is all there is. */
const scenario: ScenarioRef = {
  kind: 'inline',
  name: 'cost',
  requests: [
    {
      ...{ route: 'customer', method: 'GET', path: '/customers/17', headers: {}, body: undefined },
      ...{ weight: 1, expectedStatuses: [200], bodyIncludes: undefined },
    },
  ],
};

/** Opens a session of the driver. @throws LoadstoneError DRIVER_FAILED */
export async function openGeneratorSubject(
  driver: Driver,
  { baseUrl, connections, cpus }: SubjectOptions,
): Promise<LoadSubject> {
  const session = await driver.open({
    targets: [{ variantId: 'server', baseUrl }],
    scenario,
    ...{ seed: 1, data: null, requestTimeoutMs: 5_000, bodyCheckRatio: 0, cpus },
  });
  return {
    name: `${driver.capabilities.name} (Loadstone)`,
    async run(durationMs) {
      await session.runSlice({
        ...{ variantId: 'server', load: { kind: 'closed', connections } },
        ...{ durationMs, dropFirstMs: 0, recorded: true },
      });
    },
    listPids: () => readProcessTree(session.pid),
    close: () => session.close(),
  };
}
