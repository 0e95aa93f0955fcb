// The load of a scenario as a message.

import type { LoadDescription } from '../document/result.ts';
import type { Localized } from '../language/catalogue.ts';

/** The load in words. */
export function describeLoad(load: LoadDescription): Localized {
  const { connections, rateRps, arrivalsAre = 'requests' } = load;
  if (load.kind === 'closed') return (m) => m.table.closedLoad({ connections, of: arrivalsAre });
  // Derived from what the baseline carries, and no group got as far as that.
  if (rateRps === null)
    return (m) => m.table.openLoadUncalibrated({ connections, of: arrivalsAre });
  return (m) => m.table.openLoad({ rateRps: String(rateRps), connections, of: arrivalsAre });
}
