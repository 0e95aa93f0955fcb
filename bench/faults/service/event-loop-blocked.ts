// The event loop of each process of the service is busy for most of every second.
import type { Fault } from '../fault.ts';
import { createAgentFault } from './agent-fault.ts';

export interface EventLoopBlockedOptions {
  /** Busy at a stretch, ms; shorter than `everyMs`. */
  readonly forMs: number;
  /** From one beginning to the next, ms. */
  readonly everyMs: number;
}

export function createEventLoopBlocked({ forMs, everyMs }: EventLoopBlockedOptions): Fault {
  return createAgentFault({
    id: 'event-loop-blocked',
    title: `Event loop blocked ${forMs} of ${everyMs} ms`,
    mechanism: `The agent in each process of the service computes without a break for ${forMs} of every ${everyMs} ms.`,
    command: { do: 'block', forMs, everyMs },
    answerTimeoutMs: forMs + 5_000,
    verifyWithinMs: 2 * everyMs + 5_000,
    hasWorked: (before, after) =>
      after.blocks > before.blocks &&
      after.blockedMs - before.blockedMs >= forMs * (after.blocks - before.blocks),
    describe: (before, after) =>
      `blocked ${after.blocks - before.blocks} times, ${Math.round(after.blockedMs - before.blockedMs)} ms`,
  });
}
