// Faults that end or stop processes of the service from outside, by their pids.
import { writeMessage } from '../../../reports/document/messages/message.ts';
import { failBy } from '../../tell-failure.ts';
import { awaitEffect } from '../bounded-wait.ts';
import type { Fault, Verification } from '../fault.ts';
import { defineFault, type FaultKind } from '../fault-parameters.ts';
import {
  explainNoProcesses,
  identify,
  isStillThere,
  listServicePids,
  pauseProcesses,
  requireProcesses,
  verifyGone,
  withRevival,
} from '../processes.ts';

export const processFaults: readonly FaultKind[] = [
  defineFault('worker-killed', {}, createWorkerKilled),
  defineFault('service-killed', {}, createServiceKilled),
  defineFault('service-restarted', {}, createServiceRestarted),
  defineFault('service-paused', {}, createServicePaused),
];

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
    mechanism: writeMessage('how-worker-killed'),
    async check({ service }) {
      const reason = explainNoProcesses(service);
      if (reason !== undefined) return reason;
      return chooseWorker(listServicePids(service)) === undefined
        ? writeMessage('single-process')
        : undefined;
    },
    async apply(surroundings) {
      const pid = chooseWorker(listServicePids(surroundings.service));
      const seen = identify(pid === undefined ? [] : [pid]);
      const [worker] = seen;
      if (worker === undefined) throw failBy('cause-no-worker');
      process.kill(worker.pid, 'SIGKILL');
      const verify = () => awaitEffect(() => verifyGone(seen), verifyWithinMs);
      return withRevival(surroundings, { verify, undo: () => {} });
    },
  };
}

export function createServiceKilled(): Fault {
  return {
    id: 'service-killed',
    title: 'Service killed',
    mechanism: writeMessage('how-service-killed'),
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

export function createServiceRestarted(): Fault {
  return {
    id: 'service-restarted',
    title: 'Service restarted',
    mechanism: writeMessage('how-service-restarted'),
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
        const code = tookEffect ? 'evidence-terminated' : 'evidence-not-terminated';
        return { tookEffect, evidence: writeMessage(code, { pid }) };
      };
      // A start that failed is tried once more.
      return withRevival(surroundings, { verify, undo: () => restarted.catch(() => {}) });
    },
  };
}

export function createServicePaused(): Fault {
  return {
    id: 'service-paused',
    title: 'Service paused',
    mechanism: writeMessage('how-service-paused'),
    check: async ({ service }) => explainNoProcesses(service),
    async apply(surroundings) {
      const { service, journal } = surroundings;
      const paused = pauseProcesses(listServicePids(service), journal);
      const verify = () => awaitEffect(() => paused.verify(), verifyWithinMs);
      return withRevival(surroundings, { verify, undo: () => paused.resume() });
    },
  };
}
