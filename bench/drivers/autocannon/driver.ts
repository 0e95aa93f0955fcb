// The autocannon driver: closed loop, for saturation.
import autocannonPackage from 'autocannon/package.json' with { type: 'json' };
import { createChildSession } from '../child/session.ts';
import type { Driver } from '../driver.ts';
import { autocannon } from './description.ts';

/**
 * Load by autocannon, single-threaded in a child process; connections are opened anew each slice.
 * @param entry of the child process
 */
export function createAutocannonDriver(entry = new URL('child.ts', import.meta.url)): Driver {
  return {
    capabilities: { ...autocannon, version: autocannonPackage.version },
    open: (session) => createChildSession({ entry, driverName: autocannon.name, session }),
  };
}
