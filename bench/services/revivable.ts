// A server's process that a fault may kill and that comes back in the same place under another pid.
import type { Child } from './child.ts';
import type { EndOptions } from './process-ending.ts';

export interface Revivable {
  /** The process that runs, or the last one that did. */
  readonly child: Child;
  /** Undefined while it is down. */
  readonly pid: number | undefined;
  /**
   * Ends the process, so that it can be revived.
   * @throws Error where it outlived even SIGKILL
   */
  kill(options: EndOptions): Promise<void>;
  /** Starts it again; does nothing where it runs. @throws Error after stop, or what the start throws */
  revive(): Promise<void>;
  /** Ends it for good, a revival under way included. */
  stop(options: EndOptions): Promise<void>;
}

/** @param restart starts it as `first` was started; resolves when it is ready */
export function createRevivable(first: Child, restart: () => Promise<Child>): Revivable {
  let child = first;
  let reviving: Promise<void> | undefined;
  let isStopped = false;
  const start = async () => {
    if (isStopped) throw new Error('a server that was stopped is not revived');
    if (child.isAlive()) return;
    // One that ended by itself is still noted in the journal.
    await child.end({ signal: 'SIGKILL', timeoutMs: 0 });
    child = await restart();
  };
  return {
    get child() {
      return child;
    },
    get pid() {
      return child.isAlive() ? child.pid : undefined;
    },
    async kill(options) {
      await child.end(options);
      if (child.isAlive()) throw new Error(`process ${child.pid} could not be ended`);
    },
    revive() {
      // Two that ask at once get one server.
      reviving ??= start().finally(() => {
        reviving = undefined;
      });
      return reviving;
    },
    async stop(options) {
      isStopped = true;
      await reviving?.catch(() => {});
      await child.end(options);
    },
  };
}
