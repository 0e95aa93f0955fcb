// All processes of the service are stopped and woken up again: nothing answers, and no connection breaks.
import { awaitEffect } from '../bounded-wait.ts';
import type { Fault } from '../fault.ts';
import { pauseProcesses } from '../paused-processes.ts';
import { explainNoProcesses, listServicePids, withRevival } from '../service-processes.ts';

const verifyWithinMs = 2_000;

export function createServicePaused(): Fault {
  return {
    id: 'service-paused',
    title: 'Service paused',
    mechanism: 'SIGSTOP to all processes of the service, and SIGCONT after the fault.',
    check: async ({ service }) => explainNoProcesses(service),
    async apply(surroundings) {
      const { service, journal } = surroundings;
      const paused = pauseProcesses(listServicePids(service), journal);
      const verify = () => awaitEffect(() => paused.verify(), verifyWithinMs);
      return withRevival(surroundings, { verify, undo: () => paused.resume() });
    },
  };
}
