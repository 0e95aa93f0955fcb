// The open driver: our own generator, closed loop and open loop, in micro-slices.
import { createChildSession } from '../child/session.ts';
import type { Driver } from '../driver.ts';
import { open } from './description.ts';

/**
 * Load over raw sockets from a child process; connections to all variants stay open between slices.
 * @param entry of the child process
 */
export function createOpenDriver(entry = new URL('child.ts', import.meta.url)): Driver {
  return {
    capabilities: { ...open, version: '1' },
    open: (session) => createChildSession({ entry, driverName: open.name, session }),
  };
}
