// The config and the scenario as code: whatever a project or a recording holds, what is read back is what was found.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConfigFacts, renderConfig, renderScenario } from './config-text.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-text-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function load(name: string, text: string): Promise<Readonly<Record<string, unknown>>> {
  writeFileSync(join(folder, name), text);
  return import(/* @vite-ignore */ pathToFileURL(join(folder, name)).href);
}

const hostile = `a'b"c\\d\`\${x}*/\n//\u2028process.exit(1)\u2029é`;

const factor = (name: string) => ({
  name,
  levels: [
    { name: 'unset', env: {} },
    { name: hostile, env: { CACHE: hostile }, cpus: 2 },
  ],
  reason: hostile,
});

const facts: ConfigFacts = {
  name: hostile,
  hasPackage: false,
  target: {
    command: ['sh', '-c', hostile],
    build: ['make', hostile],
    cwd: hostile,
    env: { MODE: hostile },
    portEnv: 'PORT',
    readyPath: '/ready',
    readyTimeoutMs: 180_000,
    notes: { command: [hostile], port: [hostile], ready: [hostile] },
  },
  serviceNotes: [hostile],
  factor: factor('cache'),
  otherFactors: [factor('other')],
  scenario: {
    name: 'main',
    module: undefined,
    requests: [{ method: 'GET', path: '/a' }],
    notes: [hostile],
  },
};

test('no text of a project becomes code', async () => {
  const { default: config } = await load('hostile.mjs', renderConfig(facts));
  expect(config).toEqual({
    name: hostile,
    target: {
      command: ['sh', '-c', hostile],
      build: ['make', hostile],
      cwd: hostile,
      env: { MODE: hostile },
      portEnv: 'PORT',
      readyPath: '/ready',
      readyTimeoutMs: 180_000,
    },
    factors: {
      cache: { levels: { unset: {}, [hostile]: { env: { CACHE: hostile }, cpus: 2 } } },
    },
    baseline: { cache: 'unset' },
    groups: 12,
    scenarios: { main: { requests: [{ path: '/a' }] } },
  });
});

test('without a factor nothing is compared, and the scenario may be a module', async () => {
  const scenario = { ...facts.scenario, name: 'shop', module: './shop.mjs' };
  writeFileSync(join(folder, 'shop.mjs'), 'export const requests = [];');
  const text = renderConfig({ ...facts, factor: undefined, otherFactors: [], scenario });
  const { default: config } = await load('alone.mjs', text);
  expect(config).not.toHaveProperty('factors');
  expect(config).toMatchObject({ scenarios: { shop: { requests: [] } } });
});

test('a project that has the package imports defineConfig', () => {
  expect(renderConfig({ ...facts, hasPackage: true })).toMatch(
    /^import \{ defineConfig \} from 'loadstone';\n\nexport default defineConfig\(\{[\s\S]*\}\);\n$/m,
  );
});

test('requests come back as they were recorded, bodies of JSON as JSON, and secrets from the environment', async () => {
  process.env.X_API_KEY = 'of the environment';
  const json = { 'content-type': 'application/json' };
  const text = renderScenario({
    from: hostile,
    leftOut: [hostile],
    requests: [
      {
        method: 'POST',
        path: '/a',
        headers: json,
        body: '{"__proto__":{"x":1},"b-c":[null]}',
        status: 201,
      },
      { method: 'POST', path: '/b', headers: json, body: '{"big": 12345678901234567890}' },
      {
        method: 'GET',
        path: '/c',
        headers: { 'x-api-key': 'recorded', 'x-a': hostile },
        weight: 3,
      },
    ],
  });
  expect(text).not.toContain('recorded');
  const { requests } = await load('requests.mjs', text);
  delete process.env.X_API_KEY;
  expect(requests).toEqual([
    {
      method: 'POST',
      path: '/a',
      json: JSON.parse('{"__proto__":{"x":1},"b-c":[null]}'),
      expectedStatuses: [201],
    },
    { method: 'POST', path: '/b', headers: json, body: '{"big": 12345678901234567890}' },
    { path: '/c', headers: { 'x-api-key': 'of the environment', 'x-a': hostile }, weight: 3 },
  ]);
});
