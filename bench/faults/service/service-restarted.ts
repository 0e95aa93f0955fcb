// The service is ended in order and started again at once, as a deploy without a second instance does.
import type { Fault, Verification } from '../fault.ts';
import {
  explainNoProcesses,
  identify,
  isStillThere,
  requireProcesses,
  withRevival,
} from '../service-processes.ts';

export function createServiceRestarted(): Fault {
  return {
    id: 'service-restarted',
    title: 'Service restarted',
    mechanism:
      'SIGTERM to the service, which may finish what is in flight, and a start on the same port as soon as it has ended.',
    check: async ({ service }) => explainNoProcesses(service),
    async apply(surroundings) {
      const { service } = surroundings;
      const { pid, revival } = requireProcesses(service);
      const seen = identify([pid]);
      const ended = revival.terminate();
      const restarted = ended.then(() => revival.revive());
      // Whoever heals hears of a failure; until then nobody listens.
      restarted.catch(() => {});
      const verify = async (): Promise<Verification> => {
        await ended.catch(() => {});
        const tookEffect = !seen.some(isStillThere);
        const outcome = tookEffect ? 'ended after' : 'still runs after';
        return { tookEffect, evidence: `Process ${pid} ${outcome} SIGTERM.` };
      };
      // A start that failed is tried once more.
      return withRevival(surroundings, { verify, undo: () => restarted.catch(() => {}) });
    },
  };
}
