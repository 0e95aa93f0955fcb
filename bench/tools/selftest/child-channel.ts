// One question, one answer over IPC with a child process of the self-test.

import { type StartedChild, startChild } from '../../drivers/child/child-process.ts';
import { LoadstoneError } from '../../errors.ts';

export interface ChildChannel<Request extends object, Reply> {
  /** One question at a time. @throws LoadstoneError DRIVER_FAILED where the child ends or is silent. */
  ask(request: Request, timeoutMs: number): Promise<Reply>;
  /** Ends the process; returns when it is gone. */
  close(): Promise<void>;
}

/** How long a child may take to end by itself before it is killed. */
const closeTimeoutMs = 2_000;

/** Starts an entry file as a child. @param name for messages @throws LoadstoneError DRIVER_FAILED */
export async function openChildChannel<Request extends object, Reply>(
  entry: URL,
  name: string,
): Promise<ChildChannel<Request, Reply>> {
  const child = await startChild(entry, undefined);
  return {
    ask: (request, timeoutMs) => exchange<Reply>(child, name, request, timeoutMs),
    async close() {
      if (child.process.connected) child.process.disconnect();
      const killer = setTimeout(() => child.process.kill('SIGKILL'), closeTimeoutMs);
      await child.ended;
      clearTimeout(killer);
    },
  };
}

function exchange<Reply>(
  child: StartedChild,
  name: string,
  request: object,
  timeoutMs: number,
): Promise<Reply> {
  return new Promise<Reply>((resolve, reject) => {
    const fail = (what: string) => {
      settle();
      const output = child.lastOutput();
      const options = output === '' ? {} : { output };
      reject(new LoadstoneError('DRIVER_FAILED', `the ${name} ${what}`, options));
    };
    const onMessage = (reply: Reply) => {
      settle();
      resolve(reply);
    };
    const onExit = () => fail('ended unexpectedly');
    const timer = setTimeout(() => fail(`gave no answer within ${timeoutMs} ms`), timeoutMs);
    const settle = () => {
      clearTimeout(timer);
      child.process.off('message', onMessage);
      child.process.off('exit', onExit);
    };
    child.process.on('message', onMessage);
    child.process.on('exit', onExit);
    if (child.process.connected) child.process.send(request, () => {});
    else onExit();
  });
}
