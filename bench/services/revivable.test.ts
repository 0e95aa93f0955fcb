// A server that can be killed and come back in place: pid and stop follow what runs.
import { expect, test } from 'vitest';
import type { Child } from './child.ts';
import { createRevivable } from './revivable.ts';

const asked = { signal: 'SIGKILL', timeoutMs: 1_000 } as const;

/** A child that ends at once, unless it survives everything. */
function createChild(pid: number, survives = false): Child {
  let isAlive = true;
  return {
    pid,
    placement: { cpus: undefined, reason: undefined },
    output: () => '',
    send: () => {},
    exited: new Promise(() => {}),
    isAlive: () => isAlive,
    end: async () => {
      isAlive = survives;
    },
  };
}

test('the pid is that of the process that runs, and none while it is down', async () => {
  const server = createRevivable(createChild(1), async () => createChild(2));
  expect(server.pid).toBe(1);
  await server.revive();
  expect(server.pid).toBe(1);
  await server.kill(asked);
  expect(server.pid).toBeUndefined();
  await server.revive();
  expect(server.pid).toBe(2);
});

test('one that ended by itself is taken off the journal before another is started', async () => {
  const order: string[] = [];
  const dead: Child = {
    ...{ ...createChild(1), isAlive: () => false },
    end: async () => void order.push('taken off'),
  };
  const server = createRevivable(dead, async () => {
    order.push('started');
    return createChild(2);
  });
  await server.revive();
  expect(order).toEqual(['taken off', 'started']);
  expect(server.pid).toBe(2);
});

test('two that revive it at once get one process', async () => {
  let lastPid = 1;
  const server = createRevivable(createChild(1), async () => {
    lastPid += 1;
    return createChild(lastPid);
  });
  await server.kill(asked);
  await Promise.all([server.revive(), server.revive()]);
  expect([lastPid, server.pid]).toEqual([2, 2]);
});

test('a start that failed can be tried again', async () => {
  const starts = [Promise.reject(new Error('no room')), Promise.resolve(createChild(2))];
  const server = createRevivable(createChild(1), async () => starts.shift() ?? createChild(3));
  await server.kill(asked);
  await expect(server.revive()).rejects.toThrow('no room');
  await server.revive();
  expect(server.pid).toBe(2);
});

test('a stop ends a revival under way too, and there is none after it', async () => {
  const { promise, resolve } = Promise.withResolvers<Child>();
  const server = createRevivable(createChild(1), () => promise);
  await server.kill(asked);
  const reviving = server.revive();
  const stopping = server.stop(asked);
  const late = createChild(2);
  resolve(late);
  await Promise.all([reviving, stopping]);
  expect(late.isAlive()).toBe(false);
  await expect(server.revive()).rejects.toThrow('was stopped');
});

test('a process that outlives its kill is told', async () => {
  const server = createRevivable(createChild(1, true), async () => createChild(2));
  await expect(server.kill(asked)).rejects.toThrow('process 1 could not be ended');
});
