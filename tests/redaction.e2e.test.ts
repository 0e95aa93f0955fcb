// Secrets of a config, and of a service that shouts them out, stand in nothing that a run writes or prints.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseResult } from '../reports/schema/reader.ts';
import { type CommandOutcome, runLoadstone } from './support/command-line.ts';

const canaries = {
  environment: 'env-c4nary/With+Signs & more',
  header: 'header-c4nary-9f3a71',
  query: 'query-c4nary-51c0de',
  password: 'url-c4nary-77aa10',
};

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'loadstone-secrets-'));
  cpSync(join(import.meta.dirname, 'fixtures/tiny-service/service.mjs'), join(cwd, 'service.mjs'));
  const level = (speed: string, fault: string) => ({
    env: {
      ...{ TINY_SPEED: speed, TINY_FAULT: fault, TINY_ECHO: 'on' },
      ...{ API_TOKEN: canaries.environment, BACKEND: `redis://crm:${canaries.password}@127.0.0.1` },
    },
  });
  const config = {
    name: 'secrets',
    target: {
      ...{ command: ['node', 'service.mjs'], readyPath: '/ready', readyTimeoutMs: 3_000 },
      statsPath: '/stats',
    },
    factors: {
      kind: {
        levels: {
          calm: level('slow', 'none'),
          loud: level('fast', 'none'),
          dead: level('fast', 'mute'),
        },
      },
    },
    baseline: { kind: 'calm' },
    scenarios: {
      hello: {
        requests: [
          {
            path: `/hello?api_key=${canaries.query}`,
            headers: { authorization: `Bearer ${canaries.header}` },
          },
        ],
      },
    },
    loads: [{ kind: 'closed', connections: 2 }],
    groups: 3,
    slices: { slicesPerGroup: 2, sliceMs: 200, dropFirstMs: 50, warmupMs: 50 },
    limits: {
      foreignCpuRatio: 1,
      generatorWaitRatio: 1,
      generatorCpuRatio: 1,
      eventLoopDelayRatio: 100,
    },
  };
  writeFileSync(join(cwd, 'loadstone.config.json'), JSON.stringify(config));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const forms = (secret: string): readonly string[] => [
  ...[secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)],
  ...[secret, `user:${secret}`, `a:${secret}`, `ab:${secret}`].flatMap((text) => {
    const base64 = Buffer.from(text).toString('base64');
    // The last characters hang on what follows; the middle is the secret's alone.
    return [base64, base64.slice(8, -4), Buffer.from(text).toString('base64url')];
  }),
];

/** Everything that the run left in its folder and beside it, but for what the test itself put there. */
function readArtifacts(folder = cwd): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/service\.mjs$|loadstone\.config\.json$/.test(path));
  return new Map(files.map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')]));
}

function findLeaks(artifacts: ReadonlyMap<string, string>): readonly string[] {
  return [...artifacts].flatMap(([name, text]) =>
    Object.entries(canaries).flatMap(([kind, secret]) =>
      forms(secret).flatMap((form) =>
        text.includes(form) ? [`${kind} as ${form} in ${name}`] : [],
      ),
    ),
  );
}

const printed = ({ stdout, stderr }: CommandOutcome) =>
  new Map([
    ['stdout', stdout],
    ['stderr', stderr],
  ]);

test('a leak would be found', () => {
  for (const secret of Object.values(canaries)) {
    for (const form of forms(secret))
      expect(findLeaks(new Map([['x', `… ${form} …`]]))).not.toEqual([]);
  }
});

test('no artifact of a run holds a secret, in whatever form the service gave it back', async () => {
  const outcome = await runLoadstone(['run'], { cwd });
  expect(outcome.code).toBe(3);
  const artifacts = readArtifacts();
  const names = [...artifacts.keys()].join(' ');
  for (const name of ['run.json', 'records.jsonl', 'result.json', 'report.html']) {
    expect(names).toContain(name);
  }
  expect(findLeaks(new Map([...artifacts, ...printed(outcome)]))).toEqual([]);
  const resultPath = [...artifacts.keys()].find((name) => name.endsWith('result.json')) ?? '';
  const document = parseResult(JSON.parse(artifacts.get(resultPath) ?? ''));
  // The service did give its secrets away, where the run could not but write them down.
  const dead = document.variants.find(({ id }) => id === 'kind=dead');
  expect(dead?.notRunReason).toContain('my token is [redacted-');
  expect(dead?.notRunReason).toContain('in base64 [redacted-');
  // Redacted settings still compare with redacted echoes.
  expect(document.treatment.map(({ status }) => status)).toEqual(['as-planned', 'as-planned']);
  expect(artifacts.get(resultPath.replace('result.json', 'records.jsonl'))).toContain('[redacted-');
});

test('neither do a plan, a run judged again, and their print-outs', async () => {
  for (const args of [
    ['plan', '--json'],
    ['report', 'latest', '--json'],
  ]) {
    const outcome = await runLoadstone(args, { cwd });
    expect(outcome.code).toBe(0);
    expect(JSON.parse(outcome.stdout)).toBeTypeOf('object');
    expect(findLeaks(printed(outcome))).toEqual([]);
  }
  expect(findLeaks(readArtifacts())).toEqual([]);
});
