// Each kind of project on a small one of it: what is taken for its command, port and variables.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFactors, findPortVariable, readCode } from '../code.ts';
import { openProject } from '../project.ts';
import { findCodePatterns, findStarts } from './registry.ts';

let root = '';
let count = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'loadstone-init-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function survey(files: Readonly<Record<string, string>>) {
  count += 1;
  const folder = join(root, `p${count}`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const project = openProject(folder);
  const starts = findStarts(project);
  const [first] = starts;
  const code = readCode(project, findCodePatterns(first?.kind, project));
  return {
    title: first?.kind.title,
    command: first?.start.command.join(' '),
    env: first?.start.env,
    portEnv: first?.start.portEnv ?? findPortVariable(code),
    build: first?.start.build?.join(' '),
    all: starts.map(({ start }) => start.command.join(' ')),
    code,
    factors: findFactors(code).map(({ name, levels }) => [
      name,
      ...levels.map((level) => level.name),
    ]),
  };
}

const packageOf = (scripts: Readonly<Record<string, string>>, more = {}) =>
  JSON.stringify({ name: 'x', scripts, ...more });

test('Node: scripts are followed, and what only serves development is taken off', () => {
  const scripts = {
    start: 'npm run serve -- --quiet',
    serve: "PORT_HINT=1 cross-env MODE='a b' nodemon --watch src src/app.js",
  };
  const found = survey({
    'package.json': packageOf(scripts),
    'src/app.js': "app.get('/items', f); app.listen(process.env.PORT || 3000);",
  });
  expect(found).toMatchObject({
    title: 'Node.js',
    command: 'node src/app.js --quiet',
    env: { PORT_HINT: '1', MODE: 'a b' },
    portEnv: 'PORT',
    build: undefined,
  });
  expect(found.code.routes).toEqual(['/items']);
});

test('a server without a framework names its routes by comparing the path', () => {
  const node = "if (request.url === '/products') list(); else if (request.url === '/a?b') other();";
  const scripts = packageOf({ start: 'node server.js' });
  expect(survey({ 'package.json': scripts, 'server.js': node }).code.routes).toEqual(['/products']);
  const python =
    'from http.server import HTTPServer\nif self.path == "/products": ...\nHTTPServer(x)';
  expect(survey({ 'server.py': python }).code.routes).toEqual(['/products']);
});

test('Node: the script for production, with the build that it lacks', () => {
  const scripts = { start: 'nest start', 'start:prod': 'node dist/main', build: 'nest build' };
  expect(survey({ 'package.json': packageOf(scripts) })).toMatchObject({
    command: 'node dist/main',
    build: 'npm run build',
  });
});

test.each([
  ['a port in its words', 'http-server public -p 8080', 'exec http-server public -p "$PORT" "$@"'],
  [
    'a flag that the program needs',
    'json-server db.json',
    'exec json-server db.json --port "$PORT" "$@"',
  ],
  [
    'an address in its words',
    'serve --listen=0.0.0.0:80',
    'exec serve "--listen=127.0.0.1:$PORT" "$@"',
  ],
])('Node: %s', (_, start, script) => {
  const { command } = survey({ 'package.json': packageOf({ start }) });
  expect(command).toContain(script);
});

test('Node: what stands before && is built once', () => {
  const found = survey({ 'package.json': packageOf({ start: 'tsc -p . && node out.js' }) });
  expect(found).toMatchObject({ command: 'node out.js', build: 'tsc -p .' });
});

test('Node: what npm runs before the script, and variables of a step, are part of the build', () => {
  const scripts = {
    prestart: 'MODE=fast tsc -p . && npm run copy:pages',
    start: 'node dist/a.js',
    'copy:pages': 'cp',
  };
  const files = { 'package.json': packageOf(scripts), 'node_modules/.bin/tsc': '' };
  expect(survey(files)).toMatchObject({
    command: 'node dist/a.js',
    build: 'npm run prestart',
  });
  const start = `${scripts.prestart} && ${scripts.start}`;
  expect(survey({ ...files, 'package.json': packageOf({ start }) }).build).toBe(
    'sh -c MODE=fast node_modules/.bin/tsc -p . && npm run copy:pages',
  );
});

test.each([
  ['node a.js', 'node --require ./.pnp.cjs --experimental-loader ./.pnp.loader.mjs a.js'],
  ['fastify start app.js', 'yarn fastify start app.js'],
  ['serve -l 80 public', 'sh -c exec yarn serve -l "$PORT" public "$@" sh'],
  ['npm run build && node dist/a.js', expect.stringContaining('dist/a.js')],
])("Node: packages of Yarn's Plug'n'Play are found: %s", (start, command) => {
  const scripts = { start, build: 'tsc' };
  const files = { '.pnp.cjs': '', '.pnp.loader.mjs': '', 'package.json': packageOf(scripts) };
  const build = start.includes('dist') ? 'yarn run build' : undefined;
  expect(survey(files)).toMatchObject({ command, build });
});

test('Node: what starts in another folder is left to npm', () => {
  const found = survey({ 'package.json': packageOf({ start: 'cd server && node a.js' }) });
  expect(found).toMatchObject({ command: 'npm run start', build: undefined });
});

test.each([
  ['Express', { 'a.js': "app.use('/users', users); app.use(express.json())" }, ['/users']],
  ['Nest', { 'a.ts': "@Controller('cats') class A { @Get('all') b() {} }" }, ['/cats', '/all']],
  ['fastify', { 'routes/shop/index.js': 'export default (f) => {}' }, ['/shop']],
  ['Next', { 'src/app/api/items/route.ts': '' }, ['/api/items']],
])('Node: parts of paths of %s', (_, files, parts) => {
  const found = survey({ 'package.json': packageOf({ start: 'node x.js' }), ...files });
  expect(found.code.pathParts).toEqual(parts);
});

test('parts of paths of Django, Flask and chi', () => {
  const django = "urlpatterns = [path('polls/', include('polls.urls')), path('<int:id>/', show)]";
  const flask = "bp = Blueprint('auth', __name__, url_prefix='/auth')";
  const python = { 'manage.py': '', 'a/urls.py': django, 'b.py': flask };
  expect(survey(python).code.pathParts).toEqual(['/auth', '/polls/']);
  const go = 'package main\nfunc main() { r.Mount("/todos", todos); r.Route("/users", f) }';
  expect(survey({ 'go.mod': 'module a\n', 'a.go': go }).code.pathParts).toEqual([
    '/todos',
    '/users',
  ]);
});

test('Node: a script that pipes is left to npm', () => {
  const found = survey({ 'package.json': packageOf({ start: 'node a.js | pino-pretty' }) });
  expect(found.command).toBe('npm run start');
});

test('Node: without scripts the file that listens; its port is written into it', () => {
  const found = survey({
    'server.mjs': "import h from 'node:http';\nh.createServer(f).listen(8080);",
  });
  expect(found.command).toBe('node server.mjs');
  expect(found.code.fixedPort).toEqual({ port: 8080, where: 'server.mjs:2' });
});

test('Python: FastAPI, Flask, Django and a file that serves', () => {
  expect(
    survey({ 'src/shop/main.py': 'from fastapi import FastAPI\napi = FastAPI()\n' }),
  ).toMatchObject({
    command: 'python3 -m uvicorn --app-dir src shop.main:api',
    portEnv: 'UVICORN_PORT',
  });
  const flask = {
    'app.py': 'from flask import Flask\napp = Flask(__name__)\n@app.route("/a")\ndef a(): ...',
  };
  expect(survey(flask)).toMatchObject({
    command: 'python3 -m flask --app app:app run',
    portEnv: 'FLASK_RUN_PORT',
    code: { routes: ['/a'] },
  });
  expect(survey({ ...flask, 'requirements.txt': 'gunicorn==23' }).command).toContain(
    'exec python3 -m gunicorn app:app --bind "127.0.0.1:$PORT" "$@"',
  );
  expect(survey({ 'manage.py': '', 'site/wsgi.py': '' }).command).toContain(
    'exec python3 manage.py runserver --noreload "127.0.0.1:$PORT"',
  );
  const plain =
    'import os\nport = int(os.environ["HTTP_PORT"])\nHTTPServer(("", port), H).serve_forever()';
  expect(
    survey({ 'ledger.py': plain, 'package.json': '{"devDependencies":{"loadstone":"*"}}' }),
  ).toMatchObject({
    command: 'python3 ledger.py',
    portEnv: 'HTTP_PORT',
  });
});

test('Python: a virtual environment has the Python', () => {
  const files = {
    '.venv/bin/python3': '',
    'main.py': 'from starlette.applications import Starlette\napp = Starlette()',
  };
  expect(survey(files).command).toBe('.venv/bin/python3 -m uvicorn main:app');
});

test('Go: the main package that is called like the module, compiled at each start', () => {
  const found = survey({
    'go.mod': 'module example.com/shop/v2\n',
    'cmd/admin/main.go': 'package main\n',
    'cmd/shop/main.go': 'package main\nvar p = os.Getenv("PORT")\nmux.HandleFunc("GET /hi", f)',
    'lib/lib.go': 'package lib\n',
  });
  expect(found.all[0]).toContain(
    'go build -o .loadstone/service ./cmd/shop && exec .loadstone/service "$@"',
  );
  expect(found).toMatchObject({ title: 'Go', portEnv: 'PORT', code: { routes: ['/hi'] } });
});

test('Java: the jar that Maven or Gradle makes, and how it is told its port', () => {
  const pom =
    '<project><parent><artifactId>spring-boot-starter-parent</artifactId></parent><artifactId>shop</artifactId><version>1.2</version></project>';
  expect(survey({ 'pom.xml': pom, mvnw: '' })).toMatchObject({
    command: 'java -jar target/shop-1.2.jar',
    portEnv: 'SERVER_PORT',
    build: './mvnw -q package -DskipTests',
  });
  const gradle = {
    'build.gradle': "plugins { id 'io.quarkus' }",
    'build/quarkus-app/quarkus-run.jar': '',
  };
  expect(survey(gradle)).toMatchObject({
    command: 'java -jar build/quarkus-app/quarkus-run.jar',
    portEnv: 'QUARKUS_HTTP_PORT',
    build: 'gradle assemble',
  });
});

test('.NET: what a project of the Web SDK builds', () => {
  const project =
    '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net9.0</TargetFramework></PropertyGroup></Project>';
  const found = survey({ 'Shop/Shop.csproj': project, 'Shop/Program.cs': 'app.MapGet("/hi", f);' });
  expect(found.command).toContain('exec dotnet Shop/bin/Release/net9.0/Shop.dll "$@"');
  expect(found).toMatchObject({
    portEnv: 'PORT',
    build: 'dotnet build -c Release Shop/Shop.csproj',
    code: { routes: ['/hi'] },
  });
});

test('PHP: Laravel, and a front controller', () => {
  expect(survey({ artisan: '', 'public/index.php': '' }).command).toContain(
    'exec php artisan serve --no-reload --host=127.0.0.1 "--port=$PORT"',
  );
  expect(survey({ 'public/index.php': '' }).command).toContain(
    'exec php -S "127.0.0.1:$PORT" -t public public/index.php',
  );
});

test('Procfile comes first, Dockerfile last', () => {
  const found = survey({
    Procfile: `release: x\nweb: gunicorn shop:app -b 0.0.0.0:$PORT --workers \${N:-2}\n`,
    'package.json': packageOf({ start: 'node a.js' }),
    Dockerfile:
      'FROM node AS build\nCMD ["make"]\nFROM node\nWORKDIR /app\nENTRYPOINT ["node"]\nCMD ["/app/b.js"]',
  });
  expect(found.title).toBe('Procfile');
  expect(found.all).toEqual([
    'sh -c exec gunicorn shop:app -b "127.0.0.1:$PORT" --workers 2 "$@" sh',
    'node a.js',
    'node b.js',
  ]);
});

test('Dockerfile: what only the image has is no way to start it here', () => {
  expect(survey({ Dockerfile: 'FROM scratch\nENTRYPOINT ["/service"]' }).all).toEqual([]);
});

test('variables worth comparing come with two levels each, and secrets and addresses are none', () => {
  const code = `
    const a = process.env.LOG_LEVEL ?? 'info';
    const b = process.env.API_TOKEN || 'x'; const c = process.env.DATABASE_URL;
    const d = process.env.CACHE_BACKEND === 'redis';
    const e = Number(process.env.POOL_SIZE ?? 10); const f = process.env.DB_PORT; const g = process.env.APP_PORT;`;
  const found = survey({
    'package.json': packageOf({ start: 'node a.js' }),
    'a.js': code,
    'a.test.js': 'process.env.TEST_CACHE === "on"',
    '.env.example': 'COMPRESS=off # or on\nSECRET_KEY=abc\nWORKERS=2\n',
  });
  expect(found.portEnv).toBe('APP_PORT');
  expect(found.factors).toEqual([
    ['cache-backend', 'unset', 'redis'],
    ['workers', '2', '4'],
    ['pool-size', '10', '20'],
    ['compress', 'off', 'on'],
    ['log-level', 'info', 'error'],
  ]);
});

test.each([
  ['Node', { 'a.js': 'listen(process.env.PORT, process.env.CACHE === "on")' }],
  [
    'Python',
    { 'a.py': 'import os\nHTTPServer(os.environ["PORT"], os.environ.get("CACHE") == "on")' },
  ],
  [
    'Go',
    {
      'go.mod': 'module a\n',
      'a.go': 'package main\nvar port, isCached = os.Getenv("PORT"), os.Getenv("CACHE") == "on"\n',
    },
  ],
])(
  'a variable that is compared with one word has that word as its second level: %s',
  (_, files) => {
    expect(survey(files).factors[0]).toEqual(['cache', 'unset', 'on']);
  },
);

test('a folder that tells nothing has no way to start', () => {
  expect(survey({ 'README.md': '# nothing', 'package.json': '{]' }).all).toEqual([]);
});
