import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findAllowedHosts, parseAllowList, readAllowedHosts } from '../reach/allow-list.ts';
import { findConfigProblems } from './config-problems.ts';
import { sampleConfig } from './sample-config.ts';

test('a list has one host a line, in any spelling, with comments', () => {
  const text =
    '# ours\nStaging.Test # till May\n\n192.0.2.7\r\n0xc0000208\n[2001:db8::7]\n2001:db8::8\n';
  expect([...parseAllowList(text)]).toEqual([
    ...['staging.test', '192.0.2.7', '192.0.2.8', '[2001:db8::7]', '[2001:db8::8]'],
  ]);
});

test.each(['http://a.test', 'a.test:80', 'a.test/x', 'u@a.test', '*.test', 'a.test b.test'])(
  '"%s" is no host, and the line is named',
  (line) => expect(() => parseAllowList(`a.test\n${line}\n`)).toThrow(/line 2 is no host/),
);

test('a host must stand in the list and be given by the flag', () => {
  const list = parseAllowList('staging.test\nother.test');
  expect([...findAllowedHosts(['STAGING.test'], list)]).toEqual(['staging.test']);
  expect([...findAllowedHosts([], list)]).toEqual([]);
  expect(() => findAllowedHosts(['evil.test'], list)).toThrow(/evil\.test does not stand in/);
});

test('the list is read beside the config, and no file allows nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadstone-allow-'));
  try {
    await expect(readAllowedHosts(['a.test'], folder)).rejects.toThrow(/a\.test/);
    writeFileSync(join(folder, 'loadstone.targets'), 'a.test\n');
    expect([...(await readAllowedHosts(['a.test'], folder))]).toEqual(['a.test']);
    expect([...(await readAllowedHosts([], folder))]).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Messages about a config, by path. */
function problemsOf(change: Record<string, unknown>, allowedHosts: readonly string[] = []) {
  const { problems } = findConfigProblems({ ...sampleConfig, ...change }, new Set(allowedHosts));
  return problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test('a config may name an allowed host, with the open driver only', () => {
  const config = {
    ...{ target: { url: 'http://staging.test:81' }, services: {}, factors: {}, baseline: {} },
    driver: 'open',
  };
  expect(problemsOf(config, ['staging.test'])).toEqual([]);
  expect(problemsOf(config)).toEqual([expect.stringContaining('--allow-target')]);
  for (const driver of ['autocannon', 'k6']) {
    expect(problemsOf({ ...config, driver }, ['staging.test'])).toEqual([
      expect.stringContaining(`where ${driver} sends nothing; use the driver open`),
    ]);
  }
});

test.each([
  [
    { kind: 'open', rateRps: 20_001 },
    'loads.0.rateRps: is above the hard cap limits.maxRateRps (20000)',
  ],
  [
    { kind: 'open', stages: [{ fromRps: 0, toRps: 20_001, durationS: 1 }] },
    'loads.0.stages.0.toRps: is above',
  ],
  [
    { kind: 'closed', connections: 501 },
    'loads.0.connections: is above the hard cap limits.maxConnections (500)',
  ],
  [{ kind: 'open', rateRps: 5, maxConnections: 501 }, 'loads.0.maxConnections: is above'],
])('a load of %j is refused until the cap is raised by hand', (load, message) => {
  expect(problemsOf({ driver: 'open', loads: [load] })).toEqual([expect.stringContaining(message)]);
  const limits = { maxRateRps: 30_000, maxConnections: 600 };
  expect(problemsOf({ driver: 'open', loads: [load], limits })).toEqual([]);
});
