// What the harness itself asks a service with logins: its users log in on the way, and only reads are told.
import { expect, onTestFinished, test } from 'vitest';
import { httpAsk } from '../target/http-get.ts';
import { startClubServer } from './club-server.ts';
import { scenario } from './contract-club.ts';
import { playSessionReads, type SessionRead } from './session-reads.ts';

async function play() {
  const club = await startClubServer();
  onTestFinished(() => club.close());
  const reads: SessionRead[] = [];
  const service = {
    baseUrl: club.baseUrl,
    ask: (request: Parameters<typeof httpAsk>[1], timeoutMs: number) =>
      httpAsk({ baseUrl: club.baseUrl }, request, timeoutMs),
  };
  await playSessionReads(scenario, scenario.createSource({ seed: 1, data: null }), service, {
    ...{ timeoutMs: 10_000, mostDraws: 100, isWanted: () => true, isEnough: () => false },
    onRead: (read) => reads.push(read),
  });
  return { club, reads };
}

test('users log in, read and leave, each with his own cookies', async () => {
  const { club, reads } = await play();
  expect(club.violations).toEqual([]);
  const wrong = reads.filter(
    ({ route, answer }) =>
      answer instanceof Error || !route.expectedStatuses.includes(answer.status),
  );
  expect(wrong).toEqual([]);
  expect(new Set(reads.map(({ request }) => request.route))).toEqual(
    new Set(['login', 'me', 'leave', 'gone']),
  );
});

test('a service that is away is told as such, and its users try again', async () => {
  const club = await startClubServer();
  await club.close();
  const reads: SessionRead[] = [];
  const service = {
    baseUrl: club.baseUrl,
    ask: (request: Parameters<typeof httpAsk>[1], timeoutMs: number) =>
      httpAsk({ baseUrl: club.baseUrl }, request, timeoutMs),
  };
  await playSessionReads(scenario, scenario.createSource({ seed: 1, data: null }), service, {
    ...{ timeoutMs: 10_000, mostDraws: 6, isWanted: () => true, isEnough: () => false },
    onRead: (read) => reads.push(read),
  });
  expect(reads).toHaveLength(6);
  for (const { request, answer } of reads) {
    expect(request.route).toBe('login');
    expect(answer).toBeInstanceOf(Error);
  }
});
