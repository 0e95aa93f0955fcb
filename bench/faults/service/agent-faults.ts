// Faults that the agent makes inside each process of the service: it is told, asked what it did, and told to stop.

import type { Message } from '../../../reports/document/message.ts';
import { writeMessage } from '../../../reports/document/messages/message.ts';
import { failBy } from '../../tell-failure.ts';
import {
  type AgentCommand,
  type AgentReport,
  connectAgents,
  listAgentPids,
} from '../agent/agent-client.ts';
import { awaitEffect } from '../bounded-wait.ts';
import type { Fault, FaultSurroundings, Verification } from '../fault.ts';
import { defineFault, type FaultKind } from '../fault-parameters.ts';
import { explainNoProcesses, listServicePids, withRevival } from '../processes.ts';

export const agentFaults: readonly FaultKind[] = [
  defineFault(
    'event-loop-blocked',
    {
      forMs: { fallback: 900, least: 1, most: 10_000, meaning: 'busy at a stretch, ms' },
      everyMs: {
        ...{ fallback: 1_000, least: 2, most: 20_000 },
        meaning: 'from one stretch to the next, ms; more than forMs',
      },
    },
    createEventLoopBlocked,
    ({ forMs, everyMs }) => (forMs < everyMs ? [] : ['forMs must be less than everyMs']),
  ),
  defineFault(
    'gc-pressure',
    {
      mbPerS: { fallback: 250, least: 1, most: 5_000, meaning: 'allocated by each process, MB/s' },
      heldMb: { fallback: 64, least: 1, most: 1_000, meaning: 'the last of it that is kept, MB' },
    },
    createGcPressure,
  ),
];

export function createEventLoopBlocked({
  forMs,
  everyMs,
}: Readonly<Record<'forMs' | 'everyMs', number>>): Fault {
  return createAgentFault({
    id: 'event-loop-blocked',
    title: `Event loop blocked ${forMs} of ${everyMs} ms`,
    mechanism: writeMessage('how-event-loop-blocked', { forMs, everyMs }),
    command: { do: 'block', forMs, everyMs },
    answerTimeoutMs: forMs + 5_000,
    verifyWithinMs: 2 * everyMs + 5_000,
    hasWorked: (before, after) =>
      after.blocks > before.blocks &&
      after.blockedMs - before.blockedMs >= forMs * (after.blocks - before.blocks),
    describe: (before, after) =>
      writeMessage('agent-blocked', {
        ...{ pid: after.pid, times: after.blocks - before.blocks },
        ms: Math.round(after.blockedMs - before.blockedMs),
      }),
  });
}

export function createGcPressure({
  mbPerS,
  heldMb,
}: Readonly<Record<'mbPerS' | 'heldMb', number>>): Fault {
  return createAgentFault({
    id: 'gc-pressure',
    title: `Garbage, ${mbPerS} MB/s`,
    mechanism: writeMessage('how-gc-pressure', { mbPerS, heldMb }),
    command: { do: 'garbage', mbPerS, heldMb },
    answerTimeoutMs: 5_000,
    verifyWithinMs: 10_000,
    hasWorked: (before, after) =>
      after.garbageMb > before.garbageMb && after.collections > before.collections,
    describe: (before, after) =>
      writeMessage('agent-allocated', {
        ...{ pid: after.pid, mb: Math.round(after.garbageMb - before.garbageMb) },
        collections: after.collections - before.collections,
      }),
  });
}

export interface AgentFaultOptions {
  readonly id: string;
  readonly title: string;
  readonly mechanism: Message;
  readonly command: AgentCommand;
  /** Time for an answer, ms: longer than the event loop may be blocked. */
  readonly answerTimeoutMs: number;
  /** How long to look for an effect in every process, ms. */
  readonly verifyWithinMs: number;
  /** True where a process did what it was told, by its reports before and after. */
  readonly hasWorked: (before: AgentReport, after: AgentReport) => boolean;
  /** Which process did what, e.g. `4711 blocked 3 times, 900 ms`. */
  readonly describe: (before: AgentReport, after: AgentReport) => Message;
}

/** Why there is no agent to tell. */
function explainNoAgent({ service, agentFolder }: FaultSurroundings): Message | undefined {
  const reason = explainNoProcesses(service);
  if (reason !== undefined) return reason;
  if (agentFolder === undefined) return writeMessage('no-agent');
  return listAgentPids(agentFolder, listServicePids(service)).length === 0
    ? writeMessage('agent-not-loaded')
    : undefined;
}

export function createAgentFault(options: AgentFaultOptions): Fault {
  const { id, title, mechanism } = options;
  return {
    ...{ id, title, mechanism, needsAgent: true },
    check: async (surroundings) => explainNoAgent(surroundings),
    async apply(surroundings) {
      const { service, agentFolder } = surroundings;
      if (agentFolder === undefined) throw failBy('cause-no-agent');
      const agents = await connectAgents(agentFolder, listServicePids(service));
      const before = await agents.tell({ do: 'ping' }, options.answerTimeoutMs);
      const told = await agents.tell(options.command, options.answerTimeoutMs);
      if (told.length === 0) {
        agents.close();
        throw failBy('cause-agents-silent');
      }
      const look = async () =>
        judgeReports(
          options,
          agents.pids,
          before,
          await agents.tell({ do: 'ping' }, options.answerTimeoutMs),
        );
      return withRevival(surroundings, {
        verify: () => awaitEffect(look, options.verifyWithinMs),
        async undo() {
          await agents.tell({ do: 'stop' }, options.answerTimeoutMs);
          agents.close();
        },
      });
    },
  };
}

/** All processes must have done it: half a cluster would pass for a service that copes well. */
function judgeReports(
  { hasWorked, describe }: AgentFaultOptions,
  pids: readonly number[],
  before: readonly AgentReport[],
  after: readonly AgentReport[],
): Verification {
  const findings = pids.map((pid) => {
    const was = before.find((report) => report.pid === pid);
    const is = after.find((report) => report.pid === pid);
    if (was === undefined || is === undefined)
      return { hasWorked: false, found: writeMessage('agent-silent', { pid }) };
    return { hasWorked: hasWorked(was, is), found: describe(was, is) };
  });
  const tookEffect = findings.every((finding) => finding.hasWorked);
  const processes = findings.map(({ found }) => found);
  return { tookEffect, evidence: writeMessage('evidence-agent', { processes }) };
}
