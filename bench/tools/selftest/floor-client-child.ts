// Entry of the floor's process: sockets, two readings of the clock, and nothing else between them.
import { connect, type Socket } from 'node:net';
import { leaveSignalsToParent } from '../../drivers/child/leave-signals.ts';
import { messageOf } from '../../errors.ts';
import type { FloorReply, FloorRequest } from './floor-client.ts';

const requestBytes = Buffer.from('GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n', 'latin1');
const bufferBytes = 4_096;
const reconnectMs = 5;

/** The last bytes of each whole answer of the truth server: of a plain one, and of one in chunks. */
const answerEnds = ['as agreed"}', 'trailer: yes\r\n\r\n'];

function load(request: FloorRequest): Promise<readonly number[]> {
  const { rateRps, durationMs, timeoutMs } = request;
  const latenciesUs: number[] = [];
  const free: Line[] = [];
  const lines: Line[] = [];
  let isOver = false;

  function freed(line: Line): void {
    if (isOver) return;
    if (rateRps === undefined) line.send();
    else free.push(line);
  }

  for (let index = 0; index < request.connections; index += 1) {
    lines.push(openLine(request, freed, (us) => latenciesUs.push(us)));
  }
  return new Promise((resolve) => {
    const arrivals = rateRps === undefined ? undefined : pace(rateRps, () => free.shift()?.send());
    setTimeout(() => {
      isOver = true;
      arrivals?.stop();
      // What is on its way may end; nothing new begins.
      const look = setInterval(() => {
        if (performance.now() < giveUpMs && lines.some((line) => line.isBusy())) return;
        clearInterval(look);
        for (const line of lines) line.close();
        resolve(latenciesUs);
      }, reconnectMs);
    }, durationMs);
    const giveUpMs = performance.now() + durationMs + timeoutMs;
  });
}

/** Uniform arrivals by timers of whole milliseconds: the floor is timed from its sends. */
function pace(rateRps: number, send: () => void): { stop(): void } {
  const startMs = performance.now();
  let sent = 0;
  let timer: NodeJS.Timeout;
  const wake = () => {
    const due = Math.floor(((performance.now() - startMs) * rateRps) / 1_000) + 1;
    for (; sent < due; sent += 1) send();
    timer = setTimeout(wake, startMs + (sent * 1_000) / rateRps - performance.now());
  };
  timer = setTimeout(wake, 1);
  return { stop: () => clearTimeout(timer) };
}

interface Line {
  send(): void;
  isBusy(): boolean;
  close(): void;
}

/** A connection that is opened again whenever it closes, and told of as free when it may send. */
function openLine(
  { port, timeoutMs, rateRps }: FloorRequest,
  onFree: (line: Line) => void,
  onLatency: (us: number) => void,
): Line {
  const buffer = Buffer.alloc(bufferBytes);
  let socket: Socket;
  let sentMs = 0;
  let isBusy = false;
  let isClosed = false;
  let wasOpen = false;
  let text = '';

  function read(size: number): boolean {
    const atMs = performance.now();
    text += buffer.toString('latin1', 0, size);
    if (!isBusy || !answerEnds.some((end) => text.endsWith(end))) return true;
    const answer = text;
    text = '';
    isBusy = false;
    if (answer.startsWith('HTTP/1.1 200')) onLatency((atMs - sentMs) * 1_000);
    if (answer.includes('\r\nconnection: close\r\n')) socket.destroy();
    else onFree(line);
    return true;
  }

  function open(): void {
    if (isClosed) return;
    socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: { buffer, callback: read },
    });
    socket.setTimeout(timeoutMs, () => {
      if (isBusy) socket.destroy();
    });
    // As a client does whose connection went away in a closed loop: the next request takes the handshake with it.
    if (wasOpen && rateRps === undefined) onFree(line);
    else socket.on('connect', () => onFree(line));
    socket.on('connect', () => {
      wasOpen = true;
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      isBusy = false;
      text = '';
      if (!isClosed) setTimeout(open, reconnectMs);
    });
  }

  const line: Line = {
    send() {
      // A line that closed while it was free is told of again once it is open.
      if (socket.destroyed) return;
      isBusy = true;
      sentMs = performance.now();
      socket.write(requestBytes);
    },
    isBusy: () => isBusy,
    close() {
      isClosed = true;
      socket.destroy();
    },
  };
  open();
  return line;
}

leaveSignalsToParent();
process.on('message', (request: FloorRequest) => {
  load(request)
    .then(
      (latenciesUs): FloorReply => ({ kind: 'latencies', latenciesUs }),
      (thrown): FloorReply => ({ kind: 'failed', message: messageOf(thrown) }),
    )
    .then((reply) => {
      if (process.connected) process.send?.(reply, () => {});
    });
});
