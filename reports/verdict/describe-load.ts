// The load of a scenario as a message.

import type { LoadDescription } from '../document/result.ts';
import type { Messages } from '../language/messages.ts';
import type { Sentence } from '../language/sentence.ts';

/** The load in words. */
export function describeLoad(load: LoadDescription): (messages: Messages) => Sentence {
  const { connections, rateRps, arrivalsAre = 'requests' } = load;
  if (load.kind === 'closed') return (m) => m.table.closedLoad(connections, arrivalsAre);
  // Derived from what the baseline carries, and no group got as far as that.
  if (rateRps === null) return (m) => m.table.openLoadUnsettled(connections, arrivalsAre);
  return (m) => m.table.openLoad(String(rateRps), connections, arrivalsAre);
}
