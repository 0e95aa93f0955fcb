// The package in projects of other kinds: CommonJS, services in Python and Go, other versions of Node; and a gate against
// another commit, which on every run is asked of the checkout (against.e2e.test.ts).
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import {
  copyService,
  createForeignProject,
  type ForeignProject,
  packLoadstone,
} from './support/foreign-project.ts';

let tarball: string;
beforeAll(async () => {
  tarball = await packLoadstone();
});

const opened: ForeignProject[] = [];
afterEach(() => {
  for (const project of opened.splice(0)) project.remove();
});

function open(name: string, nodePath?: string): ForeignProject {
  const project = createForeignProject(name, nodePath);
  opened.push(project);
  project.write({ '.gitignore': 'node_modules/\nruns/\n.loadstone/\n' });
  return project;
}

async function install(project: ForeignProject, ...packages: readonly string[]): Promise<void> {
  const words = ['install', '-D', '--prefer-offline', ...packages, tarball];
  const { code, stderr } = await project.runs('npm', ...words);
  expect(code, stderr).toBe(0);
}

/** Plan, run, report, export, and the gate against the commit before. */
async function useAll(project: ForeignProject): Promise<void> {
  project.commit();
  project.write({ 'note.txt': 'a second version\n' });
  project.commit();
  for (const [words, codes] of [
    [['plan'], [0]],
    // 4 where this machine was too busy for a verdict.
    [
      ['run', '--groups', '3', '--quiet'],
      [0, 4],
    ],
    [['report'], [0]],
    [['export', 'latest', '--format', 'summary'], [0]],
    [
      ['gate', '--against', 'HEAD~1', '--groups', '3', '--quiet'],
      [0, 4],
    ],
  ] as const) {
    const { code, stdout, stderr } = await project.loadstone(...words);
    expect(codes, `${words.join(' ')}\n${stdout}\n${stderr}`).toContain(code);
    expect(stderr).not.toMatch(/Warning/);
  }
}

test('a slowdown in the working tree fails the gate against the commit before', async () => {
  const project = open('gated');
  project.write({ 'package.json': '{"name":"foreign","version":"1.0.0","type":"module"}\n' });
  copyService(project);
  await install(project);
  project.commit();
  project.write({ 'rounds.mjs': 'export const roundsFactor = 20;\n' });
  project.commit();
  const words = ['gate', '--against', 'HEAD~1', '--groups', '5', '--quiet'];
  const outcome = await project.loadstone(...words);
  expect(outcome.stdout, outcome.stderr).toContain('✗ cpu-holds');
  expect(outcome.code).toBe(1);
});

/** A config of plain data, so that it can be JSON as well. */
const settings = {
  name: 'foreign',
  factors: { size: { levels: { small: { env: { SIZE: '1' } }, large: { env: { SIZE: '2' } } } } },
  baseline: { size: 'small' },
  loads: [{ kind: 'closed', connections: 2 }],
  groups: 3,
  gates: { 'answers-right': { metric: 'wrongBodies', atMost: 0 } },
  slices: { slicesPerGroup: 2, sliceMs: 120, dropFirstMs: 20, warmupMs: 60 },
  limits: {
    ...{ foreignCpuRatio: 1, generatorCpuRatio: 1, generatorWaitRatio: 1 },
    ...{ eventLoopDelayRatio: 100, cpuPressureRatio: 1 },
  },
};
const plain = { requests: [{ path: '/', bodyIncludes: 'hello' }] };

const nodeService = `require('node:http').createServer((_, answer) => answer.end('hello')).listen(process.env.PORT, '127.0.0.1');\n`;

test('CommonJS: config and scenario by require', async () => {
  const project = open('common js');
  project.write({
    'package.json': '{"name":"foreign","version":"1.0.0","type":"commonjs"}\n',
    'service.js': nodeService,
    'loadstone.config.cjs': `const { defineConfig } = require('loadstone');
      module.exports = defineConfig({ ...${JSON.stringify(settings)},
        target: { command: 'node service.js', readyPath: '/' },
        scenarios: { drawn: { module: './scenario.cjs' }, plain: ${JSON.stringify(plain)} } });`,
    'scenario.cjs': `const { createRandom, defineScenario } = require('loadstone/scenario');
      const scenario = defineScenario({ name: 'drawn', description: 'One of nine.',
        routes: { one: { weight: 1, writes: false, expectedStatuses: [200] } },
        createSource({ seed }) {
          const random = createRandom(seed);
          return { next: () => ({ route: 'one', method: 'GET', path: '/?n=' + random.nextInt(9) }) };
        } });
      module.exports = { scenario };`,
  });
  await install(project);
  await useAll(project);
});

test('a service in Python, with a package.json for Loadstone alone', async () => {
  const project = open('python');
  project.write({
    'package.json': '{"name":"foreign","private":true}\n',
    'service.py': `import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        self.send_response(200)
        self.send_header('Content-Length', '5')
        self.end_headers()
        self.wfile.write(b'hello')
    def log_message(self, *words):
        pass

ThreadingHTTPServer(('127.0.0.1', int(os.environ['PORT'])), Handler).serve_forever()
`,
    'loadstone.config.json': JSON.stringify({
      ...{ ...settings, scenarios: { plain } },
      target: { command: 'python3 service.py', readyPath: '/' },
    }),
  });
  await install(project);
  await useAll(project);
});

const go = (() => {
  try {
    return execFileSync('go', ['version'], { encoding: 'utf8' });
  } catch {
    return undefined;
  }
})();

test.runIf(go)('a service in Go, compiled at the start', async () => {
  const project = open('go');
  project.write({
    'package.json': '{"name":"foreign","private":true}\n',
    'go.mod': 'module example.org/service\n\ngo 1.20\n',
    'main.go': `package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "hello") })
	panic(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
`,
    'loadstone.config.json': JSON.stringify({
      ...{ ...settings, scenarios: { plain } },
      target: { command: 'go run .', readyPath: '/', readyTimeoutMs: 120_000 },
    }),
  });
  await install(project);
  await useAll(project);
});

test.each(['22.18.0', 'latest'])('Node %s runs a config in TypeScript', async (version) => {
  const tools = open('tools');
  tools.write({ 'package.json': '{"name":"tools","private":true}\n' });
  const brought = await tools.runs('npm', 'install', '--prefer-offline', `node@${version}`);
  expect(brought.code, brought.stderr).toBe(0);
  const project = open('old and new', join(tools.cwd, 'node_modules/node/bin/node'));
  project.write({ 'package.json': '{"name":"foreign","version":"1.0.0","type":"module"}\n' });
  copyService(project);
  await install(project);
  const started = await project.runs('node', '--version');
  expect(started.stdout).toContain(version === 'latest' ? 'v' : `v${version}`);
  const words = ['--groups', '3', '--variant', 'work=usual', '--variant', 'work=twin', '--quiet'];
  const ran = await project.loadstone('run', ...words);
  expect([0, 4], ran.stderr).toContain(ran.code);
  expect(ran.stderr).not.toMatch(/Warning/);
});

test('what follows a first run works from the package: other kinds of run, and what reads them', async () => {
  const project = open('later');
  project.write({ 'package.json': '{"name":"later","version":"1.0.0","type":"module"}\n' });
  copyService(project);
  await install(project);
  project.commit();
  const works = async (words: readonly string[], codes: readonly number[] = [0]) => {
    const { code, stdout, stderr } = await project.loadstone(...words);
    expect(codes, `${words.join(' ')}\n${stdout}\n${stderr}`).toContain(code);
    expect(stderr).not.toMatch(/Warning|bug of Loadstone/);
    return stdout + stderr;
  };
  // 4 where this machine was too busy for a verdict.
  const ran = [0, 4];
  const twins = ['--variant', 'work=usual', '--variant', 'work=twin', '--quiet'];
  for (const seed of ['1', '2'])
    await works(['run', '--groups', '3', '--seed', seed, ...twins], ran);
  const runs = readdirSync(join(project.cwd, 'runs')).filter((name) => /^\d/.test(name));
  expect(await works(['compare', ...runs])).toContain('The effect of work = twin');
  expect(await works(['history'])).toContain('2 runs');
  const exported = await works(['export', 'latest', '--format', 'all', '--to', 'exported']);
  expect(exported).toContain('junit: exported/junit.xml');
  const unexplained = await works(['explain', 'latest'], [2]);
  expect(unexplained).toContain('has no PostgreSQL to explain');
  expect(await works(['noise', '--groups', '3', '--quiet'], ran)).toContain('noise floor');
  const swept = ['sweep', '--slo-p99', '500', '--variant', 'work=usual', '--quiet'];
  expect(await works([...swept, '--groups', '1', '--seconds-per-rate', '1'], ran)).toMatch(
    /sweep · 1 valid group/,
  );
  expect(
    await works(['faults', '--groups', '1', '--variant', 'work=usual', '--quiet'], ran),
  ).toContain('gated · faults · 1 group');
  expect(await works(['selftest', '--quick', '--driver', 'open'], ran)).toContain('Score');
});
