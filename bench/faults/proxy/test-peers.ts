// Real sockets on both sides of a proxy, for its integration tests.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openJournal } from '../../services/journal.ts';
import { type ProxyProcess, startProxy } from './start-proxy.ts';

/** The error code of a socket that has closed; undefined where it closed without one. */
export function awaitClose(socket: Socket): Promise<string | undefined> {
  let code: string | undefined;
  socket.on('error', (error: NodeJS.ErrnoException) => {
    code = error.code;
  });
  return new Promise((resolve) => {
    if (socket.closed)
      resolve(socket.errored === null ? undefined : Reflect.get(socket.errored, 'code'));
    else socket.once('close', () => resolve(code));
  });
}

/** A service that gives each connection to the handler. */
export async function startService(handle: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    handle(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

export const startEcho = (): Promise<number> => startService((socket) => void socket.pipe(socket));

export function createStateDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadstone-proxy-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A proxy with one link called `link`. */
export async function startTestProxy(port: number, seed = 1): Promise<ProxyProcess> {
  const journal = openJournal(createStateDir());
  const proxy = await startProxy({
    links: [{ name: 'link', upstream: { host: '127.0.0.1', port } }],
    ...{ journal, cpus: undefined, seed },
  });
  onTestFinished(async () => {
    await proxy.close();
    journal.close();
  });
  return proxy;
}

/** A client that is connected to the proxy. */
export async function openClient(proxy: ProxyProcess): Promise<Socket> {
  const socket = connect({ ...proxy.address('link'), allowHalfOpen: true, noDelay: true });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.on('error', () => {});
  return socket;
}

/** Reads so many bytes. @throws Error where the socket closes before */
export function readBytes(socket: Socket, count: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`The socket closed after ${length} of ${count} bytes.`));
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length < count) return;
      socket.off('data', take).off('close', fail);
      resolve(Buffer.concat(chunks));
    };
    socket.on('data', take).once('close', fail).resume();
  });
}

/** Sends a text to an echo and gives the time until it is back, ms. */
export async function askEcho(socket: Socket, text = 'hello'): Promise<number> {
  const startMs = performance.now();
  const answer = readBytes(socket, text.length);
  socket.write(text);
  const echoed = (await answer).toString();
  if (echoed !== text) throw new Error(`The echo said ${echoed} instead of ${text}.`);
  return performance.now() - startMs;
}

/** Asks again and again until it is so; the limit of the test ends the wait. */
export async function waitUntil(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
}
