// One process of the service, not its root, is killed.
import { say } from '../../../reports/document/messages/message.ts';
import { awaitEffect } from '../bounded-wait.ts';
import type { Fault } from '../fault.ts';
import {
  explainNoProcesses,
  identify,
  listServicePids,
  verifyGone,
  withRevival,
} from '../service-processes.ts';

const verifyWithinMs = 2_000;

/** The process with the lowest pid among those that the root started; undefined where it is alone. */
function chooseWorker(pids: readonly number[]): number | undefined {
  const workers = pids.slice(1);
  return workers.length === 0 ? undefined : Math.min(...workers);
}

export function createWorkerKilled(): Fault {
  return {
    id: 'worker-killed',
    title: 'Worker killed',
    mechanism:
      'SIGKILL to one process of the service that is not its root; a service that ends as a whole with it is started again after the fault.',
    async check({ service }) {
      const reason = explainNoProcesses(service);
      if (reason !== undefined) return reason;
      return chooseWorker(listServicePids(service)) === undefined
        ? say('single-process')
        : undefined;
    },
    async apply(surroundings) {
      const pid = chooseWorker(listServicePids(surroundings.service));
      const seen = identify(pid === undefined ? [] : [pid]);
      const [worker] = seen;
      if (worker === undefined) throw new Error('the service has no process beside its root');
      process.kill(worker.pid, 'SIGKILL');
      const verify = () => awaitEffect(() => verifyGone(seen), verifyWithinMs);
      return withRevival(surroundings, { verify, undo: () => {} });
    },
  };
}
