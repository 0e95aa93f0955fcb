// All processes of the service are killed, and it is started again when the fault ends.
import type { Fault } from '../fault.ts';
import {
  explainNoProcesses,
  identify,
  listServicePids,
  requireProcesses,
  verifyGone,
  withRevival,
} from '../service-processes.ts';

export function createServiceKilled(): Fault {
  return {
    id: 'service-killed',
    title: 'Service killed',
    mechanism:
      'SIGKILL to all processes of the service; after the fault it is started again on the same port, as a supervisor would do.',
    check: async ({ service }) => explainNoProcesses(service),
    async apply(surroundings) {
      const { revival } = requireProcesses(surroundings.service);
      const seen = identify(listServicePids(surroundings.service));
      try {
        await revival.kill();
      } catch (thrown) {
        await revival.revive();
        throw thrown;
      }
      return withRevival(surroundings, { verify: () => verifyGone(seen), undo: () => {} });
    },
  };
}
