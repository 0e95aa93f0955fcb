// The open driver: our own generator, closed loop and open loop, in micro-slices.
import { createChildSession } from '../child/session.ts';
import type { Driver, SessionOptions } from '../driver.ts';
import { openPartsSession } from '../parts/session.ts';
import { open } from './description.ts';

/**
 * Load over raw sockets from child processes, mostly one; connections to all variants stay open between slices.
 * @param entry of the child process
 */
export function createOpenDriver(entry = new URL('child.ts', import.meta.url)): Driver {
  return {
    capabilities: { ...open, version: '1' },
    open: (session) => {
      const openPart = (part: SessionOptions) =>
        createChildSession({ entry, driverName: open.name, session: part });
      // The log is one file, written in the order of its requests.
      const count = session.requestLogPath === undefined ? (session.generators ?? 1) : 1;
      if (count === 1) return openPart(session);
      return openPartsSession({ driverName: open.name, session, count, openPart });
    },
  };
}
