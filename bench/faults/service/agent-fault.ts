// A fault that the agent makes inside each process of the service.
import { say } from '../../../reports/document/messages/message.ts';
import type { Phrase } from '../../../reports/document/phrase.ts';
import {
  type AgentCommand,
  type AgentReport,
  connectAgents,
  listAgentPids,
} from '../agent/agent-client.ts';
import { awaitEffect } from '../bounded-wait.ts';
import type { Fault, FaultSurroundings, Verification } from '../fault.ts';
import { explainNoProcesses, listServicePids, withRevival } from '../service-processes.ts';

export interface AgentFaultOptions {
  readonly id: string;
  readonly title: string;
  readonly mechanism: string;
  readonly command: AgentCommand;
  /** Time for an answer, ms: longer than the event loop may be blocked. */
  readonly answerTimeoutMs: number;
  /** How long to look for an effect in every process, ms. */
  readonly verifyWithinMs: number;
  /** True where a process did what it was told, by its reports before and after. */
  readonly hasWorked: (before: AgentReport, after: AgentReport) => boolean;
  /** What it did in words, e.g. `blocked 3 times`. */
  readonly describe: (before: AgentReport, after: AgentReport) => string;
}

/** Why there is no agent to tell. */
function explainNoAgent({ service, agentFolder }: FaultSurroundings): Phrase | undefined {
  const reason = explainNoProcesses(service);
  if (reason !== undefined) return reason;
  if (agentFolder === undefined) return say('no-agent');
  return listAgentPids(agentFolder, listServicePids(service)).length === 0
    ? say('agent-not-loaded')
    : undefined;
}

export function createAgentFault(options: AgentFaultOptions): Fault {
  const { id, title, mechanism } = options;
  return {
    ...{ id, title, mechanism, needsAgent: true },
    check: async (surroundings) => explainNoAgent(surroundings),
    async apply(surroundings) {
      const { service, agentFolder } = surroundings;
      if (agentFolder === undefined) throw new Error('the service was started without the agent');
      const agents = await connectAgents(agentFolder, listServicePids(service));
      const before = await agents.tell({ do: 'ping' }, options.answerTimeoutMs);
      const told = await agents.tell(options.command, options.answerTimeoutMs);
      if (told.length === 0) {
        agents.close();
        throw new Error('not one process answered through the agent');
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
      return { hasWorked: false, text: `${pid} is silent` };
    return { hasWorked: hasWorked(was, is), text: `${pid} ${describe(was, is)}` };
  });
  const tookEffect = findings.every((finding) => finding.hasWorked);
  return { tookEffect, evidence: `By the agent: ${findings.map(({ text }) => text).join('; ')}.` };
}
