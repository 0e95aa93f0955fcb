// The driver contract on users: each has a jar of its own, and is told what became of what it asked.
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { type ClubServer, startClubServer } from './club-server.ts';
import { openSession, reasonsOfSent, runUntil, sliceOf, smallLoad } from './contract-session.ts';
import type { Driver, Load, ScenarioRef } from './driver.ts';

const club: ScenarioRef = {
  kind: 'module',
  name: 'club',
  path: fileURLToPath(new URL('contract-club.ts', import.meta.url)),
};

async function startClub(): Promise<ClubServer> {
  const server = await startClubServer();
  onTestFinished(() => server.close());
  return server;
}

export function describeCookies(driver: Driver, loadKind: Load['kind']): void {
  const load = smallLoad(loadKind);

  it('keeps a cookie jar for each user, and hands out answers that are wanted with their headers', async () => {
    const server = await startClub();
    // No answer is read for a check: what users learn comes from what they want alone.
    const session = await openSession(driver, [server], club, { bodyCheckRatio: 0 });
    const order = sliceOf(driver, load);
    const { outcomes } = await runUntil(session, order, () => (server.asked['/gone'] ?? 0) > 3);
    expect(server.violations).toEqual([]);
    expect(outcomes.map(reasonsOfSent)).toEqual(outcomes.map(() => ({})));
    expect(server.asked).toMatchObject({
      ...{ '/login': expect.any(Number), '/me': expect.any(Number) },
      ...{ '/private/me': expect.any(Number), '/gone': expect.any(Number) },
    });
  });

  it('tells a user of a request that came to nothing', async () => {
    const server = await startClub();
    const options = { bodyCheckRatio: 0, data: 'drops' };
    const session = await openSession(driver, [server], club, options);
    const order = sliceOf(driver, load);
    // More than a user who is not told could send.
    await runUntil(session, order, () => (server.asked['/drop'] ?? 0) > 30);
    expect(server.asked['/drop']).toBeGreaterThan(30);
    expect(server.violations).toEqual([]);
  });
}
