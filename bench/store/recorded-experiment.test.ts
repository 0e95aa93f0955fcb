// What of a config reaches a run folder: values under `record`, hashes for all others.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LoadstoneConfig } from '../spec/config-schema.ts';
import { loadConfig } from '../spec/load-config.ts';
import { createExperimentRedactor } from './experiment-redactor.ts';
import { recordExperiment } from './recorded-experiment.ts';
import { findLeaks, plantSecrets } from './test-secrets.ts';
import { createValueHasher } from './value-hash.ts';

const hasher = createValueHasher('a key for tests');

async function load(config: LoadstoneConfig) {
  const folder = mkdtempSync(join(tmpdir(), 'loadstone-recorded-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'loadstone.config.json'), JSON.stringify(config));
  return loadConfig({
    ...{ path: undefined, cwd: folder, preset: undefined, driver: undefined },
    ...{ allowTargets: undefined, env: {} },
  });
}

const shown = (value: unknown) => new Map([['the manifest', JSON.stringify(value)]]);

test('of a secret in every place of a config none is recorded, even without the second line', async () => {
  const { config, planted } = plantSecrets({}, true);
  expect(planted.length).toBeGreaterThan(45);
  const experiment = await load(config);
  expect(findLeaks(planted, shown(experiment))).toHaveLength(planted.length);
  expect(findLeaks(planted, shown(recordExperiment(experiment, hasher)))).toEqual([]);
});

test('the redactor knows all of them, wherever and in whatever form they turn up', async () => {
  const { config, planted } = plantSecrets({}, true);
  const redactor = createExperimentRedactor(await load(config), hasher);
  for (const { place, secret } of planted) {
    const said = JSON.stringify({ log: `it was ${JSON.stringify({ secret })}, so ${secret}!` });
    expect([place, findLeaks(planted, shown(redactor.text(said)))]).toEqual([place, []]);
    expect([place, findLeaks(planted, shown(redactor.known(said)))]).toEqual([place, []]);
    const cut = `a long line with ${secret.slice(0, -1)}…`;
    expect([place, redactor.text(cut)]).toEqual([
      place,
      expect.not.stringContaining(secret.slice(0, -1)),
    ]);
  }
});

test('everyday values of variables tear nothing', async () => {
  const { config } = plantSecrets({}, false);
  const redactor = createExperimentRedactor(await load(config), hasher);
  const text =
    'planted: 1 of 3 true, info, production, on 127.0.0.1; echo=loud is better, at http://127.0.0.1:80/x';
  expect(redactor.text(text)).toBe(text);
});

test('recorded twice it is the same, and equal values have equal hashes under one name alone', async () => {
  const { config } = plantSecrets({}, true);
  const recorded = recordExperiment(await load(config), hasher);
  expect(recordExperiment(recorded, hasher)).toEqual(recorded);
  const [one, other] = ['a', 'b'].map((name) => hasher.mark(name, 'value'));
  expect(one).toBe(hasher.mark('a', 'value'));
  expect(one).not.toBe(other);
  expect(createValueHasher('another key').mark('a', 'value')).not.toBe(one);
});

test('names under `record` keep their values: variables, headers in any case, query parameters', async () => {
  const { scenarios, ...config } = plantSecrets({}, false).config;
  const recorded = recordExperiment(
    await load({
      ...config,
      target: { ...config.target, env: { POOL: 5, OTHER: 6 } },
      scenarios: {
        hello: {
          requests: [{ path: '/a?page=2&size=3', headers: { 'X-Shard': 'west', 'X-Y': 'z' } }],
        },
      },
      record: ['POOL', 'x-shard', 'page'],
    }),
    hasher,
  );
  expect(recorded.target.env).toEqual({ POOL: '5', OTHER: hasher.mark('OTHER', '6') });
  const [request] = recorded.scenarios.flatMap(({ ref }) =>
    ref.kind === 'inline' ? ref.requests : [],
  );
  expect(request?.path).toBe(`/a?page=2&size=${hasher.mark('size', '3')}`);
  expect(request?.headers).toEqual({ 'X-Shard': 'west', 'X-Y': hasher.mark('X-Y', 'z') });
});

test('variables of the CRM are public where a level sets them, unless their name tells a secret', async () => {
  const { config } = plantSecrets({}, false);
  const recorded = recordExperiment(
    await load({
      ...config,
      target: { ...config.target, env: { CRM_CACHE: 'redis', CRM_OTHER: 'x' } },
      factors: {
        cache: { levels: { none: { env: { CRM_CACHE: 'none', CRM_API_KEY: 'y', OTHER: 'z' } } } },
      },
      ...{ baseline: { cache: 'none' }, record: [] },
    }),
    hasher,
  );
  expect(recorded.target.env).toEqual({
    CRM_CACHE: 'redis',
    CRM_OTHER: hasher.mark('CRM_OTHER', 'x'),
  });
  expect(recorded.factors[0]?.levels[0]?.env).toEqual({
    CRM_CACHE: 'none',
    CRM_API_KEY: hasher.mark('CRM_API_KEY', 'y'),
    OTHER: hasher.mark('OTHER', 'z'),
  });
});

test.each([
  [['node', 'server/main.ts', '--workers', '4', '--mode=fast']],
  [['sh', '-c', 'sleep 1; exec node main.js']],
  [['java', '-Xmx512m', '-jar', 'target/service-1.2.3-SNAPSHOT.jar']],
  [['python3', '-m', 'gunicorn', 'app:main', '--timeout=30']],
  [['node', '--invocation-count-for-turbofan=300', 'main.js']],
  [
    [
      'tool',
      '-encoding=UTF-8',
      '--user=crm',
      '-Xrunjdwp:transport=x',
      'sh -c "python3 -u -m app:main"',
    ],
  ],
])('a command line without credentials stays as it is: %s', async (command) => {
  const { config } = plantSecrets({}, false);
  const target = { ...config.target, command };
  expect(recordExperiment(await load({ ...config, target }), hasher).target.command).toEqual(
    command,
  );
});

test('behind a long option what looks drawn at random is hidden all the same', async () => {
  const { config } = plantSecrets({}, false);
  const command = [
    'node',
    'main.js',
    '--shared-entry=8f3a9c2b7d41e06f5a9b',
    '8f3a9c2b7d41e06f5a9c==',
  ];
  const recorded = recordExperiment(
    await load({ ...config, target: { ...config.target, command } }),
    hasher,
  );
  expect(JSON.stringify(recorded.target.command)).not.toContain('8f3a9c2b');
});

test('variables inside a shell command are hidden', async () => {
  const { config } = plantSecrets({}, false);
  const command = ['sh', '-c', `DB_HINT='some where' LEVEL=info; exec node main.js --pw-hint=x`];
  const recorded = recordExperiment(
    await load({ ...config, target: { ...config.target, command } }),
    hasher,
  );
  expect(recorded.target.command?.[2]).toBe(
    `DB_HINT=${hasher.mark('DB_HINT', 'some where')} LEVEL=${hasher.mark('LEVEL', 'info')}; exec node main.js --pw-hint=x`,
  );
});
