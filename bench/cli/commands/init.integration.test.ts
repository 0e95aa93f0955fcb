// `loadstone init` in projects of other people: what it writes is accepted by `plan` and runs, and nothing is replaced unasked.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runLoadstone } from '../../../tests/support/command-line.ts';
import { runInProcess } from '../../../tests/support/in-process.ts';
import { exitCodes, LoadstoneError } from '../../errors.ts';
import { runProgram } from '../program.ts';
import { openTerminal } from '../terminal-io.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'loadstone-init ü-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function makeProject(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(root, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const node = {
  'package.json': JSON.stringify({ name: 'shop', scripts: { start: 'node server.mjs' } }),
  'server.mjs': `import { createServer } from 'node:http';
const isCached = process.env.CACHE === 'on';
const paths = ['/items', '/health']; // app.get('/items') and app.get('/gone')
createServer(({ url }, response) => {
  response.statusCode = paths.includes(url) ? 200 : 404;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ url, isCached: String(isCached) }));
}).listen(process.env.PORT, '127.0.0.1');
`,
};

const python = {
  'ledger.py': `import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def log_message(self, *args): pass
    def do_GET(self):
        body = b'{}'
        self.send_response(200 if self.path in ('/', '/ready') else 404)
        self.send_header('content-type', 'application/json')
        self.send_header('content-length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)
ThreadingHTTPServer(('127.0.0.1', int(os.environ['LEDGER_PORT'])), Handler).serve_forever()
`,
};

const go = {
  'go.mod': 'module example.com/hello\n\ngo 1.21\n',
  'main.go': `package main

import (
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/hello", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("hello")) })
	http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil)
}
`,
};

const projects = [
  { name: 'node', files: node, port: 'PORT', ready: '/health', path: '/items' },
  { name: 'python', files: python, port: 'LEDGER_PORT', ready: '/ready', path: '/' },
  // Go is no part of what Loadstone needs.
  ...(spawnSync('go', ['version']).status === 0
    ? [{ name: 'go', files: go, port: 'PORT', ready: '/hello', path: '/hello' }]
    : []),
];

test.each(projects)(
  '$name: init --yes, plan and run',
  async ({ name, files, port, ready, path }) => {
    const cwd = makeProject(name, files);
    const init = await runLoadstone(['init', '--yes'], { cwd });
    expect(init).toMatchObject({ code: 0 });
    expect(init.stdout).toContain(`port from ${port}, ready at ${ready}, 1 request\n`);
    const config = readFileSync(join(cwd, 'loadstone.config.mts'), 'utf8');
    expect(config).toContain(`{ path: '${path}' }`);
    expect(readFileSync(join(cwd, '.gitignore'), 'utf8')).toBe('runs/\n.loadstone/\n');
    expect(await runLoadstone(['plan'], { cwd })).toMatchObject({ code: 0 });
    const quick =
      'groups: 1, warmup: { requests: 100, untilSteady: false, maxMs: 300 }, slices: { sliceMs: 100, slicesPerGroup: 2, dropFirstMs: 20 },';
    writeFileSync(join(cwd, 'loadstone.config.mts'), config.replace('groups: 12,', quick));
    const run = await runLoadstone(['run'], { cwd });
    expect(existsSync(join(cwd, 'runs'))).toBe(true);
    // A busy machine may make a run of one group invalid, which is no fault of its config.
    expect([exitCodes.ok, exitCodes.inconclusive]).toContain(run.code);
  },
);

test.each([['--yes'], ['--no-probe', '--yes']])(
  'that only the ready path is asked is told (%s)',
  async (...flags) => {
    const server =
      "import { createServer } from 'node:http';\ncreateServer((_, response) => response.end('x')).listen(process.env.PORT, '127.0.0.1');\n";
    const cwd = makeProject(`alone${flags.length}`, {
      'package.json': node['package.json'],
      'server.mjs': server,
    });
    const { code, stderr } = await runLoadstone(['init', ...flags], { cwd });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^! Only the ready path \/\S* is asked, where a cache may do nothing/m);
  },
);

test('a health route of the code is ready where any path is answered, and skipped variables are named', async () => {
  const server = `import { createServer } from 'node:http';
const { env } = process;
const limits = [process.env.DATABASE_URL, process.env.GREETING, process.env.API_TOKEN, env.PORT];
createServer(({ url }, response) => {
  if (url === '/health') return response.end('up');
  response.end(url + limits.length);
}).listen(process.env.PORT, '127.0.0.1');
`;
  const cwd = makeProject('anything', {
    'package.json': node['package.json'],
    'server.mjs': server,
  });
  const { code, stdout } = await runLoadstone(['init', '--yes'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain('ready at /health,');
  expect(stdout).toContain('read, and not compared: DATABASE_URL, GREETING, API_TOKEN');
});

/** A service that its own build makes, with a file of routes that another puts under a prefix. */
const built = {
  'package.json': JSON.stringify({
    name: 'built',
    scripts: { build: 'node build.mjs', start: 'node dist/server.mjs' },
  }),
  'build.mjs': `import { cpSync } from 'node:fs';
cpSync('src/server.mjs', 'dist/server.mjs');
`,
  'src/users.mjs': "users.get('/newest', list);\n",
  'src/server.mjs': `import { createServer } from 'node:http';
// app.use('/users', users); app.use('/files', anything);
createServer(({ url }, response) => {
  response.statusCode = /^\\/$|^\\/users(\\/newest)?$|^\\/files\\//.test(url) ? 200 : 404;
  response.end(url);
}).listen(process.env.PORT, '127.0.0.1');
`,
};

test('what is built first is built to be asked, and by the config; routes below a prefix are found', async () => {
  const cwd = makeProject('built', built);
  const init = await runLoadstone(['init', '--yes'], { cwd });
  expect(init.code, init.stderr).toBe(0);
  expect(init.stderr).toContain('init: building it by `npm run build` …');
  const config = readFileSync(join(cwd, 'loadstone.config.mts'), 'utf8');
  expect(config).toContain("build: ['npm', 'run', 'build'],");
  const paths = [...config.matchAll(/\{ path: '(.*)' \}/g)].map(([, path]) => path);
  // Below /files anything is answered, which tells nothing.
  expect(paths.toSorted()).toEqual(['/users', '/users/newest']);
  rmSync(join(cwd, 'dist'), { recursive: true });
  expect(await runLoadstone(['plan'], { cwd })).toMatchObject({ code: 0 });
});

test('a build that fails is shown, and asked for before it is done', async () => {
  const cwd = makeProject('unbuilt', {
    ...built,
    'build.mjs': "throw new Error('no compiler');\n",
  });
  const { code, stderr } = await runLoadstone(['init', '--yes'], { cwd });
  expect(code).toBe(exitCodes.environment);
  expect(stderr).toContain('target.build `npm run build` ended with exit code 1');
  expect(stderr).toContain('no compiler');
  const { asked } = await initWith(cwd, ['--force'], ['', 'n']);
  expect(asked[1]).toMatch(/^Build it \(npm run build\) and start it once now/);
});

test('where only the first page is known, the pages that it leads to are asked as well', async () => {
  const cwd = makeProject('linked', {
    'package.json': node['package.json'],
    'server.mjs': `import { createServer } from 'node:http';
const page = '<a href="about.html">About</a> <a class=x href="/list?a=1&amp;b=2#top">List</a><a href="/logout">Bye</a><a href="//example.org/">Out</a>';
createServer(({ url }, response) => {
  response.statusCode = /^\\/(about.html|list\\?a=1&b=2|logout)?$/.test(url) ? 200 : 404;
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(page);
}).listen(process.env.PORT, '127.0.0.1');
`,
  });
  const init = await runLoadstone(['init', '--yes'], { cwd });
  expect(init.code, init.stderr).toBe(0);
  const config = readFileSync(join(cwd, 'loadstone.config.mts'), 'utf8');
  const paths = [...config.matchAll(/\{ path: '(.*)' \}/g)].map(([, path]) => path);
  expect(paths).toEqual(['/', '/about.html', '/list?a=1&b=2']);
});

test('a service that listens where it likes is told so, with the line', async () => {
  const blocked = createServer();
  await new Promise<void>((resolve) => blocked.listen(0, '127.0.0.1', resolve));
  const address = blocked.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise((resolve) => blocked.close(resolve));
  const cwd = makeProject('fixed', {
    'server.mjs': `import { createServer } from 'node:http';\ncreateServer((q, r) => r.end('x')).listen(${port});`,
  });
  const { code, stderr } = await runLoadstone(['init', '--yes'], { cwd });
  expect(code).toBe(exitCodes.environment);
  expect(stderr).toContain(
    `It listened on port ${port} (server.mjs:2) and not on the one in PORT: let the code read its port from PORT.`,
  );
  const plan = await runInProcess(['plan'], { cwd });
  expect(plan.stdout).toContain(`! server.mjs:2 has port ${port} and reads no environment: let it`);
});

test('a service that does not start is shown, and its config is written all the same', async () => {
  const cwd = makeProject('broken', {
    'package.json': JSON.stringify({ scripts: { start: 'node gone.mjs' } }),
    'gone.mjs': '',
  });
  writeFileSync(join(cwd, 'gone.mjs'), "throw new Error('no database')");
  const { code, stdout, stderr } = await runLoadstone(['init', '--yes'], { cwd });
  expect(code).toBe(exitCodes.environment);
  expect(stdout).toContain('Wrote loadstone.config.mts');
  expect(stdout).not.toContain('Next:');
  expect(stderr).toMatch(/│ .*no database/);
  expect(stderr).toContain('did not become ready. It ended before it answered');
  expect(stderr).toContain('loadstone init --force');
  expect(await runInProcess(['plan'], { cwd })).toMatchObject({ code: 0 });
});

test('of a script that is not there init and plan say so, and end with another code than 0', async () => {
  const cwd = makeProject('missing', {
    'package.json': JSON.stringify({ scripts: { start: 'node gone.mjs' } }),
  });
  const told = `there is no file ${join(cwd, 'gone.mjs')}`;
  for (const args of [['init', '--yes'], ['plan'], ['run']]) {
    const { code, stderr } = await runLoadstone(args, { cwd });
    expect(code).toBe(exitCodes.environment);
    expect(stderr).toContain(told);
  }
});

test('where nothing may be started, the ready path that stands in the code is the guess', async () => {
  const cwd = makeProject('unasked', node);
  expect(await runLoadstone(['init'], { cwd })).toMatchObject({ code: 0 });
  expect(readFileSync(join(cwd, 'loadstone.config.mts'), 'utf8')).toContain("readyPath: '/health'");
});

test('a config in a folder below is about the project that one stands in', async () => {
  const cwd = makeProject('below', node);
  expect(await runLoadstone(['init', '--yes', '--config', 'bench/x.mts'], { cwd })).toMatchObject({
    code: 0,
  });
  expect(readFileSync(join(cwd, 'bench/x.mts'), 'utf8')).toContain("cwd: '..'");
  expect(await runInProcess(['plan', '--config', 'bench/x.mts'], { cwd })).toMatchObject({
    code: 0,
  });
});

/** Runs the command with somebody who answers. */
async function initWith(cwd: string, args: readonly string[], answers: readonly string[]) {
  const asked: string[] = [];
  const printed: string[] = [];
  const left = [...answers];
  const say = (text: string) => void printed.push(text);
  const io = {
    ...{ ...openTerminal(), cwd, env: {}, out: say, err: say },
    ask: async (question: string) => {
      asked.push(question);
      return left.shift() ?? '';
    },
  };
  const ended = await runProgram(['init', ...args], io, new AbortController().signal).catch(
    (thrown: unknown) => thrown,
  );
  return { ended, asked, text: printed.join('\n') };
}

test('asks three questions at most, and replaces nothing unless told to', async () => {
  const cwd = makeProject('asked', node);
  const first = await initWith(cwd, [], ['', 'n']);
  expect(first.asked).toEqual([
    'Command that starts the service [node server.mjs]: ',
    'Start it once now, to find what it answers? [Y/n] ',
  ]);
  expect(first.ended).toBe(0);
  const path = join(cwd, 'loadstone.config.mts');
  writeFileSync(path, 'mine');
  const refused = await initWith(cwd, [], ['n']);
  expect(refused.ended).toBeInstanceOf(LoadstoneError);
  expect(readFileSync(path, 'utf8')).toBe('mine');
  const replaced = await initWith(cwd, [], ['y', 'node other.mjs', 'n']);
  expect(replaced.asked).toHaveLength(3);
  expect(readFileSync(path, 'utf8')).toContain("command: ['node', 'other.mjs']");
  expect(readFileSync(join(cwd, '.gitignore'), 'utf8')).toBe('runs/\n.loadstone/\n');
});

test('--yes asks nothing and replaces nothing', async () => {
  const cwd = makeProject('kept', { ...node, 'loadstone.config.js': 'mine' });
  const { ended, asked } = await initWith(cwd, ['--yes', '--no-probe'], []);
  expect(asked).toEqual([]);
  expect(ended).toMatchObject({
    code: 'USAGE',
    message: 'loadstone.config.js is there already; nothing was written.',
  });
  expect(existsSync(join(cwd, 'loadstone.config.mts'))).toBe(false);
});

test('a scenario is written beside a config that is there, and into a new one', async () => {
  const cwd = makeProject('imports', node);
  const curl = ['--from-curl', "curl http://127.0.0.1:3000/items -H 'cookie: sid=1'"];
  expect(await initWith(cwd, [...curl, '--no-probe', '--yes'], [])).toMatchObject({ ended: 0 });
  expect(await runInProcess(['plan'], { cwd })).toMatchObject({ code: 0 });
  expect(readFileSync(join(cwd, 'scenarios/curl.mjs'), 'utf8')).not.toContain('sid=1');
  const before = readFileSync(join(cwd, 'loadstone.config.mts'), 'utf8');
  writeFileSync(
    join(cwd, 'my load.js'),
    "import http from 'k6/http';\nhttp.get('http://x/items');",
  );
  const { ended, text } = await initWith(cwd, ['--from-k6', 'my load.js', '--yes'], []);
  expect(ended).toBe(0);
  expect(text).toContain("import { requests } from './scenarios/my_load.mjs';");
  expect(readFileSync(join(cwd, 'loadstone.config.mts'), 'utf8')).toBe(before);
});

test('a file that can hold no module is neither written nor replaced', async () => {
  const cwd = makeProject('endings', node);
  for (const file of ['package.json', 'config.txt', 'config.cjs']) {
    const { ended } = await initWith(cwd, ['--yes', '--no-probe', '--force', '--config', file], []);
    expect(ended).toMatchObject({ code: 'USAGE' });
  }
  expect(readFileSync(join(cwd, 'package.json'), 'utf8')).toBe(node['package.json']);
  expect(existsSync(join(cwd, 'config.txt'))).toBe(false);
});

test('what is replaced is kept beside it, each time under a name of its own', async () => {
  const cwd = makeProject('replaced', { ...node, 'loadstone.config.mts': 'first' });
  const force = ['--yes', '--no-probe', '--force'];
  expect((await initWith(cwd, force, [])).text).toContain('kept as loadstone.config.mts.old');
  writeFileSync(join(cwd, 'loadstone.config.mts'), 'second');
  await initWith(cwd, force, []);
  expect(readFileSync(join(cwd, 'loadstone.config.mts.old'), 'utf8')).toBe('first');
  expect(readFileSync(join(cwd, 'loadstone.config.mts.old.2'), 'utf8')).toBe('second');
});

test('a port in the start script is left to Loadstone, and a ready path that is a guess is called one', async () => {
  const start = 'PORT=4999 MODE=fast node server.mjs';
  const cwd = makeProject('port', {
    ...node,
    'package.json': JSON.stringify({ scripts: { start } }),
  });
  const { text } = await initWith(cwd, ['--yes', '--no-probe'], []);
  expect(text).toContain('Next: see to what is guessed there');
  const config = readFileSync(join(cwd, 'loadstone.config.mts'), 'utf8');
  expect(config).toContain("env: { MODE: 'fast' }");
  expect(config).not.toContain('Answered with');
  expect(await runInProcess(['plan'], { cwd })).toMatchObject({ code: 0 });
});

test('secrets in the query and body of what a browser recorded are not written, and named', async () => {
  const post = (mimeType: string, text: string) => ({
    request: {
      ...{ method: 'POST', url: 'https://shop.example/login?q=a%20b&token=s3cret' },
      headers: [{ name: 'content-type', value: mimeType }],
      postData: { mimeType, text },
    },
    response: { status: 200 },
  });
  const entries = [
    post('application/json', JSON.stringify({ user: { name: 'x', password: 'hunter2' } })),
    post('application/x-www-form-urlencoded', 'name=x&api_key=k3y'),
  ];
  const cwd = makeProject('secrets', {
    ...node,
    'shop.har': JSON.stringify({ log: { entries } }),
  });
  const { ended, text } = await initWith(
    cwd,
    ['--yes', '--no-probe', '--from-har', 'shop.har'],
    [],
  );
  expect(ended).toBe(0);
  expect(text).toContain('They were sent to https://shop.example');
  expect(text).toContain('put ones into ./scenarios/shop.mjs: token, password, api_key.');
  const scenario = readFileSync(join(cwd, 'scenarios/shop.mjs'), 'utf8');
  for (const secret of ['s3cret', 'hunter2', 'k3y']) expect(scenario).not.toContain(secret);
  expect(scenario).toContain('/login?q=a%20b&token=left-out');
  expect(scenario).toContain("json: { user: { name: 'x', password: 'left-out' } }");
  expect(scenario).toContain("body: 'name=x&api_key=left-out'");
  expect(await runInProcess(['plan'], { cwd })).toMatchObject({ code: 0 });
});

test('a level that does not start is told with its end and its output, in the terminal and in the config', async () => {
  const cwd = makeProject('dying level', {
    'package.json': node['package.json'],
    'server.mjs': `import { createServer } from 'node:http';
const workers = process.env.WORKERS ?? '1';
const level = process.env.LOG_LEVEL ?? 'info';
if (workers !== '1') { console.error('no more than one worker, redis://me:hunter2@db'); process.exit(7); }
createServer((_, response) => response.end(level)).listen(process.env.PORT, '127.0.0.1');
`,
  });
  const { code, stdout, stderr } = await runLoadstone(['init', '--yes'], { cwd });
  expect(code).toBe(0);
  const told =
    /Not compared: workers = (\d+) did not start\. `WORKERS=\1 node server\.mjs` ended with exit code 7 before it answered\./;
  expect(stderr).toMatch(told);
  expect(stderr).toContain('  │ no more than one worker, redis://');
  expect(stdout).toContain('compared: log-level');
  const config = readFileSync(join(cwd, 'loadstone.config.mts'), 'utf8');
  const comments = config.replaceAll(/\n\s*\/\/ /g, ' ');
  expect(comments).toMatch(told);
  expect(comments).toContain('It wrote last: no more than one worker');
  expect(config).not.toContain('hunter2');
});

test('values of OpenAPI that nobody gave stand above their request and in the terminal', async () => {
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
  const paths = { '/pets/{id}': { get: { parameters: [id] } } };
  const cwd = makeProject('guessed', {
    ...node,
    'api.json': JSON.stringify({ openapi: '3.1.0', paths }),
  });
  const args = ['--yes', '--no-probe', '--from-openapi', 'api.json'];
  const { text } = await initWith(cwd, args, []);
  expect(text).toContain('! Guessed for GET /pets/1: id = 1 (of a number).');
  expect(readFileSync(join(cwd, 'scenarios/api.mjs'), 'utf8')).toContain(
    "  // A guess: id = 1 (of a number).\n  { path: '/pets/1' },",
  );
});

test('what stands in the way is answered with a way around that very file', async () => {
  const har = JSON.stringify({
    log: { entries: [{ request: { method: 'GET', url: 'http://127.0.0.1:1/a' } }] },
  });
  const cwd = makeProject('in the way', { ...node, 'shop.har': har });
  const words = ['--yes', '--no-probe', '--from-har', 'shop.har'];
  expect(await initWith(cwd, words, [])).toMatchObject({ ended: 0 });
  const other = await initWith(cwd, [...words, '--config', 'other.mts'], []);
  expect(other.ended).toMatchObject({
    message: 'scenarios/shop.mjs is there already; nothing was written.',
    hint: 'Give --force to replace it; what is there is kept as NAME.old. Or copy shop.har under another name, which the scenario gets.',
  });
  const config = await initWith(cwd, ['--yes', '--no-probe'], []);
  expect(config.ended).toMatchObject({ hint: expect.stringContaining('--config NAME.mts') });
  writeFileSync(join(cwd, 'again.har'), har);
  const again = ['--yes', '--no-probe', '--from-har', 'again.har', '--config', 'other.mts'];
  expect(await initWith(cwd, again, [])).toMatchObject({ ended: 0 });
});

test('a scenario is written where nothing tells how a service starts', async () => {
  const cwd = makeProject('no service', {
    'shop.har': JSON.stringify({
      log: { entries: [{ request: { method: 'GET', url: 'http://127.0.0.1:1/a' } }] },
    }),
  });
  const { ended, text } = await initWith(cwd, ['--yes', '--from-har', 'shop.har'], []);
  expect(ended).toBe(0);
  expect(text).toContain("--command 'node server.js'");
  expect(readFileSync(join(cwd, 'scenarios/shop.mjs'), 'utf8')).toContain("path: '/a'");
  expect(existsSync(join(cwd, 'loadstone.config.mts'))).toBe(false);
});

test('a package.json that is no JSON is told as that', async () => {
  const cwd = makeProject('torn', { 'package.json': '{ "name": ' });
  expect((await initWith(cwd, ['--yes'], [])).ended).toMatchObject({
    ...{ code: 'USAGE', message: expect.stringContaining('package.json cannot be read: ') },
  });
});

test('a folder that tells nothing is refused with the way out', async () => {
  const cwd = makeProject('empty', { 'README.md': '' });
  const { ended } = await initWith(cwd, ['--yes'], []);
  expect(ended).toMatchObject({
    code: 'USAGE',
    message: `Nothing in ${cwd} tells how the service starts.`,
    hint: expect.stringContaining("loadstone init --command 'node server.js'"),
  });
});

test('--example crm: a copy that stands alone', async () => {
  const cwd = makeProject('examples', { 'README.md': '' });
  expect(await initWith(cwd, ['--example', 'crm'], [])).toMatchObject({ ended: 0 });
  expect(await initWith(cwd, ['--example', 'crm'], [])).toMatchObject({ ended: { code: 'USAGE' } });
  expect(await runInProcess(['plan'], { cwd: join(cwd, 'crm') })).toMatchObject({ code: 0 });
});
