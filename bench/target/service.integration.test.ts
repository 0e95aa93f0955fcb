import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createPlainServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createSelfSigned } from '../drivers/open/self-signed.fixture.ts';
import { listPids, readProcess, readProcessTree } from '../probes/processes.ts';
import { readSmallFile } from '../probes/small-file.ts';
import { type Journal, openJournal } from '../services/journal.ts';
import { readJournalFiles } from '../services/journal-file.ts';
import { findPidsByEnv } from '../services/process-identity.ts';
import { attachService } from './given-service.ts';
import { httpGet } from './http-get.ts';
import type { RunningService } from './running-service.ts';
import { type StartServiceOptions, startService } from './service.ts';

const script = join(import.meta.dirname, 'fixtures/service.mjs');
let folder: string;
let journal: Journal;
const started: RunningService[] = [];

async function start(mode: string, given: Partial<StartServiceOptions> = {}) {
  const service = await startService(optionsFor(mode, given));
  started.push(service);
  return service;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-service-'));
  journal = openJournal(folder);
});

afterEach(async () => {
  for (const service of started.splice(0)) await service.stop();
  // Every test leaves nothing to undo, or it fails here.
  expect(readJournalFiles(folder).flatMap((file) => file.entries)).toEqual([]);
  journal.close();
  rmSync(folder, { recursive: true });
});

const optionsFor = (
  mode: string,
  given: Partial<StartServiceOptions> = {},
): StartServiceOptions => ({
  command: ['node', script],
  args: [],
  env: { MODE: mode, MARKER: join(folder, 'marker') },
  cwd: folder,
  portEnv: 'PORT',
  readyPath: '/health/ready',
  readyTimeoutMs: 30_000,
  statsPath: '/stats',
  stopTimeoutMs: 5_000,
  cpus: undefined,
  journal,
  ...given,
});

const readMarker = () => Number(readFileSync(join(folder, 'marker'), 'utf8'));
const readCommandLine = (pid: number) => readSmallFile(`/proc/${pid}/cmdline`) ?? '';
const isGone = (pid: number) => ['Z', undefined].includes(readProcess(pid)?.state);

test('a service is started on a free loopback port, answers for itself, and stops', async () => {
  const service = await start('good');
  expect(service.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(service.isAlive()).toBe(true);
  const stats = await service.readStats();
  expect(stats?.config).toMatchObject({ MODE: 'good', HOST: '127.0.0.1', NODE_ENV: 'production' });
  expect(service.output()).toContain('listening in mode good');
  await service.stop();
  expect(await service.exited).toEqual({ code: null, signal: 'SIGTERM' });
  expect(isGone(service.pid ?? 0)).toBe(true);
  await service.stop();
});

test("a stray variable of the caller's shell does not reach the service", async () => {
  process.env.CRM_CACHE = 'stray';
  const service = await start('good');
  delete process.env.CRM_CACHE;
  const config = (await service.readStats())?.config ?? {};
  await service.stop();
  expect(config).not.toHaveProperty('CRM_CACHE');
  expect(config).toHaveProperty('PATH');
});

test('a service that never becomes ready is ended, with its last output and environment', async () => {
  const starting = startService(optionsFor('never-ready', { readyTimeoutMs: 1_500 }));
  await expect(starting).rejects.toMatchObject({
    code: 'SERVICE_NOT_READY',
    message: expect.stringMatching(/PORT, MARKER, MODE.*1\.5 s; last: status 503/s),
    output: 'listening in mode never-ready',
  });
});

test('a path that is not found all the time ends the wait, with one that is answered', async () => {
  const failed = startService(optionsFor('good', { readyPath: '/nope', readyTimeoutMs: 15_000 }));
  await expect(failed).rejects.toMatchObject({
    code: 'SERVICE_NOT_READY',
    message: expect.stringMatching(
      /answered GET \/nope with status 404 for [567] s, .*; GET \/health\/ready is answered with a 2xx status\.$/,
    ),
    hint: "Set target.readyPath: '/health/ready' in the config.",
  });
});

test('a service that listens elsewhere is told so', async () => {
  const failed = startService(optionsFor('good', { portEnv: 'OTHER_PORT', readyTimeoutMs: 2_500 }));
  await expect(failed).rejects.toMatchObject({
    code: 'SERVICE_NOT_READY',
    message: expect.stringMatching(/it listens on port \d+, not on the one in OTHER_PORT\.$/),
    hint: expect.stringContaining('target.portEnv'),
  });
});

test('a service that listens on nothing is told so', async () => {
  const idle = ['node', '-e', 'setInterval(() => {}, 1000)'];
  const failed = startService(optionsFor('good', { command: idle, readyTimeoutMs: 1_500 }));
  await expect(failed).rejects.toMatchObject({
    code: 'SERVICE_NOT_READY',
    message: expect.stringMatching(/; it listens on no port\.$/),
  });
});

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);

test.runIf(hasIpv6)('a service that listens on ::1 alone is told so', async () => {
  const script = 'require("node:http").createServer().listen(Number(process.env.PORT), "::1")';
  const failed = startService(
    optionsFor('good', { command: ['node', '-e', script], readyTimeoutMs: 2_500 }),
  );
  await expect(failed).rejects.toMatchObject({
    code: 'SERVICE_NOT_READY',
    message: expect.stringMatching(/; it listens on \[::1\], not on 127\.0\.0\.1\.$/),
    hint: expect.stringContaining('Let the service listen on 127.0.0.1'),
  });
});

test('a service that ends before it is ready gives its exit code and output', async () => {
  await expect(startService(optionsFor('dies'))).rejects.toMatchObject({
    code: 'SERVICE_DIED',
    message: expect.stringMatching(
      /^`node .*` \(environment: .*\) ended with code 3 before it was ready\.$/,
    ),
    output: 'cannot find the moon',
  });
  const unknown = startService(optionsFor('good', { command: ['no-such-program-here'] }));
  await expect(unknown).rejects.toMatchObject({ code: 'SERVICE_DIED' });
});

test('a service that goes into the background is ended, and its command told how to stay', async () => {
  const other = await start('good');
  const away = startService(optionsFor('daemon'));
  await expect(away).rejects.toMatchObject({
    code: 'SERVICE_DIED',
    message: expect.stringMatching(/ended with code 0 .* left node running in the background/),
    hint: expect.stringContaining('exec'),
  });
  const nginx = optionsFor('daemon', {
    command: ['sh', '-c', `"$0" "$1" # nginx`, 'node', script],
  });
  await expect(startService(nginx)).rejects.toMatchObject({
    hint: expect.stringContaining('daemon off'),
  });
  const done = startService(optionsFor('good', { command: ['true'] }));
  await expect(done).rejects.toThrow(/left nothing running/);
  const ofTests = findPidsByEnv(`MARKER=${join(folder, 'marker')}`);
  expect(ofTests.filter((pid) => !isGone(pid))).toEqual([other.pid]);
});

test('a service that answers beside its command is ended and told, not measured', async () => {
  for (const mode of ['beside', 'titled']) {
    await expect(startService(optionsFor(mode))).rejects.toMatchObject({
      code: 'SERVICE_NOT_READY',
      message: expect.stringMatching(/answers, but none of the processes that it started listens/),
    });
  }
  // What was killed a moment ago may still be ending.
  const findLeft = () => [
    ...listPids().filter((pid) => readCommandLine(pid).includes(script)),
    ...findPidsByEnv(`MARKER=${join(folder, 'marker')}`),
  ];
  await expect.poll(() => findLeft().filter((pid) => !isGone(pid))).toEqual([]);
});

test('a port that was taken meanwhile is exchanged for another, a few times', async () => {
  const service = await start('taken-once');
  expect(existsSync(join(folder, 'marker'))).toBe(true);
  await service.stop();
  await expect(startService(optionsFor('always-taken'))).rejects.toMatchObject({
    code: 'PORT_TAKEN',
  });
});

test('a service that ignores SIGTERM is killed with what it started', async () => {
  const service = await start('stubborn', { stopTimeoutMs: 200 });
  const childPid = readMarker();
  expect(readProcessTree(service.pid ?? 0)).toContain(childPid);
  await service.stop();
  expect(await service.exited).toEqual({ code: null, signal: 'SIGKILL' });
  await expect.poll(() => isGone(childPid)).toBe(true);
});

test('the workers of a cluster and detached children end with their service', async () => {
  const workers = await start('cluster');
  const tree = readProcessTree(workers.pid ?? 0);
  expect(tree.length).toBe(3);
  const withChild = await start('with-child');
  const childPid = readMarker();
  await workers.stop();
  await withChild.stop();
  await expect.poll(() => [...tree, childPid].every(isGone)).toBe(true);
});

test('a service that died says so when it is asked for its statistics', async () => {
  const service = await start('good');
  await httpGet(service, '/die', 5_000).catch(() => {});
  expect(await service.exited).toEqual({ code: 9, signal: null });
  expect(service.isAlive()).toBe(false);
  await expect(service.readStats()).rejects.toMatchObject({
    code: 'SERVICE_DIED',
    message: 'The service ended with code 9 during the run.',
  });
  await service.stop();
});

test('a service is pinned where that was asked for and is possible', async () => {
  const service = await start('good', { cpus: [0] });
  const status = readFileSync(`/proc/${service.pid}/status`, 'utf8');
  await service.stop();
  const allowed = /^Cpus_allowed_list:\s+(.*)$/m.exec(status)?.[1];
  if (service.placement.cpus === undefined) expect(service.placement.reason).toMatch(/Not pinned/);
  else expect(allowed).toBe('0');
});

test('CPUs that do not exist leave it unpinned, with the reason', async () => {
  const service = await start('good', { cpus: [4_000] });
  await service.stop();
  expect(service.placement).toEqual({
    cpus: undefined,
    reason: expect.stringMatching(/^Not pinned: /),
  });
});

test('a given URL is used on this machine only, and is left running', async () => {
  const service = await start('good');
  const paths = { readyPath: '/health/ready', readyTimeoutMs: 5_000, statsPath: '/stats' };
  const port = new URL(service.baseUrl).port;
  const attached = await attachService({ urls: [`http://localhost:${port}`], ...paths });
  expect(attached.baseUrl).toBe(service.baseUrl);
  expect((await attached.readStats())?.configHash).toBe('h');
  await attached.stop();
  expect(service.isAlive()).toBe(true);
  await expect(attachService({ urls: ['http://192.0.2.1/'], ...paths })).rejects.toMatchObject({
    code: 'TARGET_NOT_LOOPBACK',
  });
  await service.stop();
  const gone = attachService({ urls: [service.baseUrl], ...paths, readyTimeoutMs: 300 });
  await expect(gone).rejects.toMatchObject({ code: 'SERVICE_NOT_READY' });
});

test('a redirect is an answer and is not followed', async () => {
  const service = await start('good');
  expect((await httpGet(service, '/redirect', 5_000)).status).toBe(302);
  const paths = { readyTimeoutMs: 500, statsPath: undefined };
  const attached = attachService({ urls: [service.baseUrl], readyPath: '/redirect', ...paths });
  await expect(attached).rejects.toThrow(/last: status 302/);
  await service.stop();
});

test('a killed service is gone with all its processes and comes back on the same port', async () => {
  const service = await start('cluster', { env: { MODE: 'cluster', KEPT: 'yes' } });
  const { baseUrl, pid: firstPid = 0, exited: firstExit } = service;
  const tree = readProcessTree(firstPid);
  expect(tree.length).toBe(3);
  await service.revival?.kill();
  expect(tree.every(isGone)).toBe(true);
  expect(await firstExit).toEqual({ code: null, signal: 'SIGKILL' });
  expect(service.isAlive()).toBe(false);
  const asked = service.readStats();
  await expect(asked).rejects.toThrow(/ECONNREFUSED/);
  await expect(asked).rejects.not.toMatchObject({ code: 'SERVICE_DIED' });

  await Promise.all([service.revival?.revive(), service.revival?.revive()]);
  expect(service.isAlive()).toBe(true);
  expect(service.baseUrl).toBe(baseUrl);
  expect(service.pid).not.toBe(firstPid);
  expect(isGone(service.pid ?? 0)).toBe(false);
  expect((await service.readStats())?.config).toMatchObject({ KEPT: 'yes' });
  const secondPid = service.pid;
  await service.revival?.revive();
  expect(service.pid).toBe(secondPid);
  const { exited } = service;
  await service.stop();
  expect(await exited).toEqual({ code: null, signal: 'SIGTERM' });
});

test('a service that was ended in order is told SIGTERM first and may be started again', async () => {
  const service = await start('good');
  const { exited } = service;
  await service.revival?.terminate();
  expect(await exited).toEqual({ code: null, signal: 'SIGTERM' });
  await service.revival?.revive();
  expect((await httpGet(service, '/health/ready', 5_000)).status).toBe(200);
});

test('a revived service that dies by itself says so again', async () => {
  const service = await start('good');
  await service.revival?.kill();
  await service.revival?.revive();
  await httpGet(service, '/die', 5_000).catch(() => {});
  await service.exited;
  await expect(service.readStats()).rejects.toMatchObject({ code: 'SERVICE_DIED' });
});

test('a service is started again once its port is free, and not after it was stopped', async () => {
  const service = await start('good');
  await service.revival?.kill();
  const port = Number(new URL(service.baseUrl).port);
  const squatter = createPlainServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
  const countProcesses = () => readJournalFiles(folder).flatMap((file) => file.entries).length;
  const reviving = service.revival?.revive();
  await expect.poll(countProcesses, { interval: 5, timeout: 20_000 }).toBe(1);
  await expect.poll(countProcesses, { interval: 5, timeout: 20_000 }).toBe(0);
  await new Promise((resolve) => squatter.close(resolve));
  await reviving;
  expect(service.isAlive()).toBe(true);
  await service.stop();
  expect(service.isAlive()).toBe(false);
  await expect(service.revival?.revive()).rejects.toThrow('the service was stopped');
});

test('a service at a given URL cannot be revived', async () => {
  const service = await start('good');
  const paths = { readyPath: '/health/ready', readyTimeoutMs: 5_000, statsPath: undefined };
  const given = await attachService({ urls: [service.baseUrl], ...paths });
  expect(given.revival).toBeUndefined();
});

/** A server whose certificate is good for 127.0.0.1 and localhost. */
async function startTls() {
  const certificate = createSelfSigned();
  const caPath = join(folder, 'ca.pem');
  writeFileSync(caPath, certificate.cert);
  const server = createServer(certificate, (_, response) => response.end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  return { caPath, port: (server.address() as AddressInfo).port };
}

test('a given https URL is asked by https where its certificate is trusted or any is taken', async () => {
  const { caPath, port } = await startTls();
  const paths = { readyPath: '/', readyTimeoutMs: 30_000, statsPath: '/stats' };
  const attach = (host: string, tls: Parameters<typeof attachService>[0]['tls']) =>
    attachService({ urls: [`https://${host}:${port}`], ...paths, tls });
  const trusted = await attach('127.0.0.1', { caPath });
  expect(trusted.baseUrl).toBe(`https://127.0.0.1:${port}`);
  expect(await trusted.readStats()).toMatchObject({ requests: undefined });
  expect((await attach('localhost', { rejectUnauthorized: false })).hostHeader).toMatch(
    /^localhost:/,
  );
  await expect(attach('127.0.0.1', undefined)).rejects.toThrow(/DEPTH_ZERO_SELF_SIGNED_CERT/);
  // The name that the user wrote is what the certificate must be of, though the address is pinned.
  const pinned = [{ baseUrl: `https://127.0.0.1:${port}/`, hostHeader: `crm.test:${port}` }];
  const named = attachService({ urls: ['https://crm.test'], pinned, ...paths, tls: { caPath } });
  await expect(named).rejects.toThrow(
    /https:\/\/crm\.test has a certificate for another host name/,
  );
});

test('http where https is spoken, and the other way round, is told as that', async () => {
  const { port } = await startTls();
  const service = await start('good');
  // Long enough for one attempt to be answered on a busy machine: all of it is waited.
  const attach = (url: string) =>
    attachService({ urls: [url], readyPath: '/', readyTimeoutMs: 2_000, statsPath: undefined });
  const secureUrl = service.baseUrl.replace('http:', 'https:');
  await Promise.all([
    expect(attach(`http://127.0.0.1:${port}`)).rejects.toThrow(/does it speak https\?/),
    expect(attach(secureUrl)).rejects.toThrow(/is it plain http\?/),
  ]);
});
