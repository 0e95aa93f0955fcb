// Scenarios from modules: what is accepted, and how the rest is refused.
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { inlineScenario } from './contract-session.ts';
import {
  createRequestSource,
  drawReadOnlyRequests,
  loadScenario,
  parseScenarioModule,
} from './scenario-loader.ts';

const path = fileURLToPath(new URL('contract-scenario.ts', import.meta.url));
const route = { weight: 1, writes: false, expectedStatuses: [200] };
const scenario = { name: 's', description: 'd', routes: { r: route }, createSource: () => ({}) };

describe('loadScenario', () => {
  it('loads what a module exports as `scenario`', async () => {
    const loaded = await loadScenario({ kind: 'module', name: 'contract', path });
    expect(Object.keys(loaded.routes)).toEqual(['tell']);
  });

  it('names the module that cannot be loaded', async () => {
    const loading = loadScenario({ kind: 'module', name: 'x', path: '/nowhere/x.ts' });
    await expect(loading).rejects.toMatchObject({
      code: 'SCENARIO_INVALID',
      message: expect.stringMatching(/no file \/nowhere\/x\.ts/),
    });
  });

  it('builds a scenario from inline requests', async () => {
    const loaded = await loadScenario({
      kind: 'inline',
      name: 'inline',
      requests: [
        {
          route: 'home',
          method: 'GET',
          path: '/',
          headers: {},
          body: undefined,
          weight: 1,
          expectedStatuses: [200],
          bodyIncludes: undefined,
        },
      ],
    });
    expect(loaded.name).toBe('inline');
  });
});

describe('parseScenarioModule', () => {
  it.each([
    { title: 'no export', loaded: {}, problem: 'does not export a `scenario`' },
    { title: 'no object', loaded: { scenario: 5 }, problem: 'does not export a `scenario`' },
    {
      title: 'no routes',
      loaded: { scenario: { ...scenario, routes: {} } },
      problem: 'scenario.routes names no route',
    },
    {
      title: 'no source',
      loaded: { scenario: { ...scenario, createSource: undefined } },
      problem: 'scenario.createSource is no function',
    },
    {
      title: 'a weight of nothing',
      loaded: { scenario: { ...scenario, routes: { r: { ...route, weight: 0 } } } },
      problem: 'scenario.routes.r: weight must be a number above 0',
    },
    {
      title: 'no expected status',
      loaded: { scenario: { ...scenario, routes: { r: { ...route, expectedStatuses: [] } } } },
      problem: 'scenario.routes.r: expectedStatuses must name at least one status',
    },
    {
      title: 'a status that is none',
      loaded: { scenario: { ...scenario, routes: { r: { ...route, expectedStatuses: [20] } } } },
      problem: 'scenario.routes.r: expectedStatuses must be codes from 200 to 599',
    },
    {
      title: 'an intent that is no function',
      loaded: { scenario: { ...scenario, routes: { r: { ...route, intent: 'key' } } } },
      problem: 'scenario.routes.r: intent must be a function',
    },
    {
      title: 'the old name of observedVersions',
      loaded: { scenario: { ...scenario, routes: { r: { ...route, sightings: () => [] } } } },
      problem: 'scenario.routes.r: sightings was renamed: call it observedVersions',
    },
    {
      title: 'observedVersions that are no function',
      loaded: { scenario: { ...scenario, routes: { r: { ...route, observedVersions: [] } } } },
      problem: 'scenario.routes.r: observedVersions must be a function',
    },
  ])('refuses $title', ({ loaded, problem }) => {
    expect(() => parseScenarioModule(loaded, 'x.ts')).toThrow(
      expect.objectContaining({
        code: 'SCENARIO_INVALID',
        message: expect.stringContaining(problem),
      }),
    );
  });

  it('tells all problems at once', () => {
    const broken = { scenario: { routes: { r: { weight: 1 } } } };
    expect(() => parseScenarioModule(broken, 'x.ts')).toThrow(
      /name is no text; .*description is no text; .*createSource is no function; .*routes\.r/,
    );
  });

  it('gives the scenario itself', () => {
    expect(parseScenarioModule({ scenario }, 'x.ts')).toBe(scenario);
  });
});

describe('createRequestSource', () => {
  it('says which scenario could not use its data', async () => {
    const loaded = await loadScenario({ kind: 'module', name: 'contract', path });
    expect(() => createRequestSource(loaded, 1, 'unusable')).toThrow(
      expect.objectContaining({
        code: 'SCENARIO_INVALID',
        message: expect.stringContaining('contract cannot draw requests'),
      }),
    );
  });
});

test('GET requests of routes that write nothing are drawn, no two the same', async () => {
  const scenario = inlineScenario([
    { path: '/a', route: 'a' },
    { path: '/ü', route: 'b' },
    { path: '/a', route: 'write', method: 'POST' },
    { path: '/mixed', route: 'mixed' },
    { path: '/mixed', route: 'mixed', method: 'DELETE' },
    { path: '/head', route: 'head', method: 'HEAD' },
  ]);
  const drawn = await drawReadOnlyRequests(scenario, 7, null, 20);
  expect(drawn.map(({ request }) => request.path).sort()).toEqual(['/%C3%BC', '/a']);
  expect(await drawReadOnlyRequests(scenario, 7, null, 1)).toHaveLength(1);
  expect(await drawReadOnlyRequests(scenario, 7, null, 0)).toEqual([]);
  const script = { kind: 'k6-script', name: 's', path: '/s.js' } as const;
  expect(await drawReadOnlyRequests(script, 7, null, 20)).toEqual([]);
});
