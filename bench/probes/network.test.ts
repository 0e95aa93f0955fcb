// A round trip is what a connection takes more than one on this machine; what can't be reached has none.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isOwnAddress, networkProbes, readNetwork, readSegments } from './network.ts';

test('a service is asked for nothing but connections, over the interface that reaches it', async () => {
  let connections = 0;
  let bytes = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('data', (data) => {
      bytes += data.length;
    });
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const reading = await readNetwork('127.0.0.1', (server.address() as AddressInfo).port);
  expect(reading?.rttUs).toBeGreaterThanOrEqual(0);
  const loopback = Object.entries(networkInterfaces()).find(([, all]) =>
    all?.some(({ address }) => address === '127.0.0.1'),
  );
  expect(reading).toMatchObject({ interface: loopback?.[0], mtuBytes: expect.any(Number) });
  await new Promise((resolve) => server.close(resolve));
  expect({ connections, bytes }).toEqual({ connections: networkProbes, bytes: 0 });
});

test('where nobody listens there is no reading', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  expect(await readNetwork('127.0.0.1', port)).toBeUndefined();
});

test('addresses of this machine are its own', () => {
  expect(isOwnAddress('127.0.0.1')).toBe(true);
  expect(isOwnAddress('127.8.0.1')).toBe(true);
  expect(isOwnAddress('192.0.2.1')).toBe(false);
  const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  expect(own.every(({ address }) => isOwnAddress(address))).toBe(true);
});

test('segments are read by the names of their columns', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadstone-snmp-'));
  const file = join(folder, 'snmp');
  const write = (text: string) => writeFileSync(file, text);
  write('Ip: A\nIp: 1\nTcp: RtoMin OutSegs RetransSegs\nTcp: 200 5000 7\nUdp: B\nUdp: 1\n');
  expect(readSegments(file)).toEqual({ sent: 5_000, retransmitted: 7 });
  write('Tcp: RtoMin\nTcp: 200\n');
  expect(readSegments(file)).toBeUndefined();
  expect(readSegments(join(folder, 'none'))).toBeUndefined();
  rmSync(folder, { recursive: true });
});
