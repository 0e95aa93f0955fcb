// The network between the load generator and a service on another machine: how long a round trip takes, what it goes through, and what was lost.
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, connect as openSocket, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { performance } from 'node:perf_hooks';
import { median } from '../stats/descriptive.ts';
import { readSmallFile } from './small-file.ts';

export interface NetworkReading {
  /**
   * One round trip: the median time of opening a TCP connection, which takes one (RFC 9293, 3.5), less that of opening one on
   * this machine, which is what the two systems take by themselves. At least 0, µs.
   */
  readonly rttUs: number;
  /** Interface that it goes out by, and its MTU; undefined where they are not known. */
  readonly interface: string | undefined;
  readonly mtuBytes: number | undefined;
}

/** Connections that are opened to the service, and as many on this machine in turn. */
export const networkProbes = 21;
const timeoutMs = 2_000;

/** True for every address of this machine: what goes there passes no network. */
export function isOwnAddress(address: string): boolean {
  const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return address.startsWith('127.') || own.some((one) => one.address === address);
}

/**
 * Opens and closes connections to a service, and sends nothing.
 * @returns undefined where one of them could not be opened: the load tells why
 */
export async function readNetwork(host: string, port: number): Promise<NetworkReading | undefined> {
  const here = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => here.listen(0, '127.0.0.1', resolve));
  const { port: ownPort } = here.address() as AddressInfo;
  const there: number[] = [];
  const floor: number[] = [];
  let localAddress: string | undefined;
  try {
    for (let probe = 0; probe < networkProbes; probe += 1) {
      const opened = await timeConnect(host, port);
      there.push(opened.us);
      localAddress = opened.localAddress;
      floor.push((await timeConnect('127.0.0.1', ownPort)).us);
    }
  } catch {
    return undefined;
  } finally {
    here.close();
  }
  const rttUs = Math.max(0, (median(there) ?? 0) - (median(floor) ?? 0));
  const name = findInterface(localAddress);
  return { rttUs, interface: name, mtuBytes: readMtu(name) };
}

function timeConnect(
  host: string,
  port: number,
): Promise<{ us: number; localAddress: string | undefined }> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const socket: Socket = openSocket({ host, port, noDelay: true });
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error('timeout')));
    socket.once('error', reject);
    socket.once('connect', () => {
      const us = (performance.now() - startedMs) * 1_000;
      const { localAddress } = socket;
      socket.destroy();
      resolve({ us, localAddress });
    });
  });
}

function findInterface(address: string | undefined): string | undefined {
  const plain = address?.replace(/^::ffff:/, '');
  return Object.entries(networkInterfaces()).find(([, all]) =>
    all?.some((one) => one.address === plain),
  )?.[0];
}

function readMtu(name: string | undefined): number | undefined {
  const text = name === undefined ? undefined : readSmallFile(`/sys/class/net/${name}/mtu`);
  const bytes = Number(text?.trim());
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

/** Cumulative, of all TCP connections of this machine. */
export interface SegmentCounts {
  readonly sent: number;
  readonly retransmitted: number;
}

/** Undefined where the system does not tell (no Linux). @param file for tests */
export function readSegments(file = '/proc/net/snmp'): SegmentCounts | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const [names, values] = text.split('\n').filter((line) => line.startsWith('Tcp: '));
  const keys = names?.split(' ') ?? [];
  const numbers = values?.split(' ').map(Number) ?? [];
  const sent = numbers[keys.indexOf('OutSegs')];
  const retransmitted = numbers[keys.indexOf('RetransSegs')];
  return sent === undefined || retransmitted === undefined ? undefined : { sent, retransmitted };
}
