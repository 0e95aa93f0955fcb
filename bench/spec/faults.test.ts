// Faults in a config: what is given is taken, the rest is filled in, and each fault of it is named.
import { expect, test } from 'vitest';
import { findConfigProblems } from './config-problems.ts';
import type { LoadstoneConfig } from './config-schema.ts';
import { defaults } from './defaults.ts';
import type { FaultsConfig } from './fault-schema.ts';
import { applyPreset } from './preset.ts';
import { formatPath } from './problem.ts';
import { resolveFaults, resolveGivenFaults } from './resolve-faults.ts';
import { sampleConfig } from './sample-config.ts';

function problemsOf(faults: FaultsConfig, changes: Partial<LoadstoneConfig> = {}): string[] {
  return findConfigProblems({ ...sampleConfig, ...changes, faults }).problems.map(
    ({ path, message }) => `${formatPath(path)} ${message}`,
  );
}

/** A scenario that can say what it writes. */
const audited = { scenarios: { home: { module: './home.mts' } } };

test('a config without faults breaks nothing, an empty table breaks the usual', () => {
  expect(resolveGivenFaults(sampleConfig)).toBeUndefined();
  const resolved = resolveGivenFaults({ ...sampleConfig, faults: {} });
  expect(resolved?.orders.map(({ fault }) => fault)).toEqual(defaults.faults.inject);
  expect(resolved).toMatchObject({ afterRun: true, groups: 3, stalenessLimitMs: undefined });
  expect(resolved?.rate).toEqual({ kind: 'share', capacityRatio: 0.25 });
});

test('the scenario is the one that is named, else `availability`, else the first', () => {
  expect(resolveFaults({ scenario: 'b' }, ['a', 'b']).scenario).toBe('b');
  expect(resolveFaults({}, ['a', 'availability']).scenario).toBe('availability');
  expect(resolveFaults({}, ['a', 'b']).scenario).toBe('a');
});

test('orders, audit and gates are taken', () => {
  const given: FaultsConfig = {
    inject: ['redis-*', { fault: 'network-latency@redis', parameters: { latencyMs: 50 } }],
    ...{ rateRps: 80, audit: { path: '/audit' } },
    gates: {
      up: { metric: 'availabilityRatio', atLeast: 0.99, faults: ['redis-*'] },
      whole: { metric: 'lostWrites', atMost: 0 },
    },
  };
  expect(problemsOf(given, audited)).toEqual([]);
  expect(problemsOf(given)[0]).toMatch(/^faults\.audit finds no write of "home", whose fixed/);
  expect(resolveFaults(given, ['home'])).toMatchObject({
    orders: [
      { fault: 'redis-*', parameters: {} },
      { fault: 'network-latency@redis', parameters: { latencyMs: 50 } },
    ],
    rate: { kind: 'given', rateRps: 80 },
    audit: { path: '/audit', operations: undefined, invariants: [] },
    gates: [
      { name: 'up', limitKind: 'at-least', limit: 0.99, faults: ['redis-*'], variants: [] },
      { name: 'whole', limitKind: 'at-most', limit: 0, faults: [] },
    ],
  });
});

test('a preset changes faults key by key, and keeps the scenario that only they play', () => {
  const config: LoadstoneConfig = {
    ...sampleConfig,
    scenarios: {
      ...sampleConfig.scenarios,
      only: { ...sampleConfig.scenarios.home, faultsOnly: true },
    },
    faults: { groups: 5, rateRps: 40 },
  };
  const preset = applyPreset(config, { scenarios: ['home'], faults: { groups: 2 } });
  expect(preset.faults).toEqual({ groups: 2, rateRps: 40 });
  expect(Object.keys(preset.scenarios)).toEqual(['home', 'only']);
});

test('each fault of the faults is named with its path', () => {
  const services = { ...sampleConfig.services, postgres: {} };
  const { postgres: _, ...without } = services;
  expect(problemsOf({ scenario: 'hom' })[0]).toMatch(/^faults\.scenario "hom" is no scenario/);
  expect(problemsOf({ rateRps: 5, capacityRatio: 0.5 })).toEqual([
    'faults.capacityRatio cannot stand beside rateRps: the rate is given',
  ]);
  expect(problemsOf({ rateRps: 50_000 })[0]).toMatch(/^faults\.rateRps is above the hard cap/);
  expect(problemsOf({ goodWithinMs: 5_000 })).toEqual([
    'faults.goodWithinMs 5000 is above requestTimeoutMs (2000): clients have given up by then',
  ]);
  expect(
    problemsOf({ audit: { path: '/a', operations: 'SELECT 1' } }, { services, ...audited }),
  ).toEqual(['faults.audit.path cannot stand beside operations']);
  expect(problemsOf({ audit: { operations: 'SELECT 1' } }, { services: without })[0]).toMatch(
    /^faults\.audit\.operations needs services\.postgres/,
  );
  expect(problemsOf({ gates: { a: { metric: 'availabilityRatio', atMost: 1 } } })).toEqual([
    'faults.gates.a availabilityRatio is judged by atLeast',
  ]);
  expect(problemsOf({ gates: { a: { metric: 'userUptimeRatio', atLeast: 99.9 } } })).toEqual([
    'faults.gates.a.atLeast userUptimeRatio is a share from 0 to 1',
  ]);
  expect(problemsOf({ gates: { a: { metric: 'recoveryMs' } } })).toEqual([
    'faults.gates.a recoveryMs is judged by atMost',
  ]);
  expect(problemsOf({ gates: { a: { metric: 'availabilityRatio', atLeast: 99.9 } } })).toEqual([
    'faults.gates.a.atLeast availabilityRatio is a share from 0 to 1',
  ]);
  expect(problemsOf({ injct: [] } as FaultsConfig)[0]).toMatch(
    /^faults\.injct unknown key.*inject/,
  );
});
