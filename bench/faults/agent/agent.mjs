// Loaded into each process of a service by `--import`: blocks its event loop or makes garbage while it is told to.
// It takes no dependency, stays silent, never throws into the service and never keeps it alive.
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { PerformanceObserver } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const folder = process.env.LOADSTONE_AGENT_FOLDER;
const done = { blocks: 0, blockedMs: 0, garbageMb: 0, collections: 0 };
const garbageEveryMs = 20;
const unitBytes = 1024;

/** Keeps the event loop busy for `forMs` at the beginning of every `everyMs`. */
function startBlocking({ forMs, everyMs }) {
  const block = () => {
    const start = performance.now();
    while (performance.now() - start < forMs);
    done.blocks += 1;
    done.blockedMs += performance.now() - start;
  };
  return repeat(block, everyMs);
}

/** Allocates `mbPerS`, and holds on to the last `heldMb` of it, so that it outlives the young generation. */
function startGarbage({ mbPerS, heldMb }) {
  const held = [];
  const most = Math.ceil((heldMb * 1e6) / unitBytes);
  let at = 0;
  let last = performance.now();
  const allocate = () => {
    const now = performance.now();
    // What a late timer owes is made up for, up to one second.
    const mb = (mbPerS * Math.min(1_000, now - last)) / 1_000;
    last = now;
    for (let left = (mb * 1e6) / unitBytes; left > 0; left -= 1) {
      held[at] = new Array(unitBytes / 8).fill(at);
      at = (at + 1) % most;
    }
    done.garbageMb += mb;
  };
  const observer = new PerformanceObserver((list) => {
    done.collections += list.getEntries().length;
  });
  observer.observe({ entryTypes: ['gc'] });
  const end = repeat(allocate, garbageEveryMs);
  return () => {
    end();
    observer.disconnect();
    held.length = 0;
  };
}

function repeat(step, everyMs) {
  const timer = setInterval(() => {
    try {
      step();
    } catch {
      clearInterval(timer);
    }
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

const starters = { block: startBlocking, garbage: startGarbage };

/** What a connection asked for ends with it, so that nothing goes on after the death of the harness. */
function serve(socket) {
  const ends = [];
  const stop = () => {
    for (const end of ends.splice(0)) end();
  };
  let rest = '';
  socket.unref();
  socket.setEncoding('utf8');
  socket.on('error', stop);
  socket.on('close', stop);
  socket.on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      try {
        const command = JSON.parse(line);
        if (command.do === 'stop') stop();
        else if (command.do !== 'ping') ends.push(starters[command.do](command));
        socket.write(`${JSON.stringify({ pid: process.pid, ...done })}\n`);
      } catch {
        socket.destroy();
      }
    }
  });
}

/** `exclusive`: the primary of a cluster must not listen in the place of its workers. */
function listen() {
  const path = join(folder, `${process.pid}.sock`);
  rmSync(path, { force: true });
  const server = createServer(serve);
  server.on('error', () => {});
  server.listen({ path, exclusive: true });
  server.unref();
}

if (folder !== undefined && isMainThread) {
  try {
    listen();
  } catch {
    // The harness sees that there is no socket and says so.
  }
}
