// The house rules that a machine can check: import rules, no cycles, a purpose in each file.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const houses = ['server', 'scenarios', 'bench', 'reports', 'tests'];

function listFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

interface SourceFile {
  readonly path: string;
  /** Relative imports as paths from the root, others as written. */
  readonly imports: readonly string[];
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const { module, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse`);
  const named = [
    ...module.staticImports.map((entry) => entry.moduleRequest.value),
    ...module.staticExports.flatMap((entry) =>
      entry.entries.flatMap((one) => (one.moduleRequest ? [one.moduleRequest.value] : [])),
    ),
    // A literal in `import(…)` is an import too; one that is put together at run time is a file that is loaded.
    ...module.dynamicImports.flatMap(
      ({ moduleRequest: { start, end } }) =>
        /^['"`]([^$]+)['"`]$/.exec(text.slice(start, end))?.[1] ?? [],
    ),
  ];
  const imports = [...new Set(named)].map((name) =>
    name.startsWith('.') ? join(dirname(path), name) : name,
  );
  return { path, imports };
}

const all = houses.flatMap(listFiles).filter((path) => /\.(ts|mts)$/.test(path));
const sources = all.map(readSource);
const isTest = (path: string) =>
  /\.test\.ts$|^tests\/|\/fixtures\/|\.setup\.ts$|(^|\/)(contract|synthetic-server|test-[a-z-]+)\.ts$/.test(
    path,
  );
const production = sources.filter((file) => !isTest(file.path));

/** Imports of production files under `from` that `allowed` refuses, as `file → import`. */
function findForbidden(from: RegExp, allowed: (name: string, path: string) => boolean): string[] {
  return production
    .filter((file) => from.test(file.path))
    .flatMap((file) =>
      file.imports
        .filter((name) => !allowed(name, file.path))
        .map((name) => `${file.path} → ${name}`),
    );
}

const inHouse = (name: string) => houses.find((house) => name.startsWith(`${house}/`));

test('the test of imports sees the whole tree', () => {
  expect(production.length).toBeGreaterThan(80);
  expect(production.reduce((sum, file) => sum + file.imports.length, 0)).toBeGreaterThan(200);
});

test('server imports no other house and none imports it', () => {
  expect(
    findForbidden(/^server\//, (name) => [undefined, 'server'].includes(inHouse(name))),
  ).toEqual([]);
  expect(findForbidden(/^(?!server\/)/, (name) => inHouse(name) !== 'server')).toEqual([]);
});

test('benchmarks are loaded by path in a child process: no file imports one', () => {
  const benches = production.filter(({ path }) => path.endsWith('.bench.ts'));
  expect(benches.length).toBeGreaterThan(5);
  expect(findForbidden(/^/, (name) => !name.endsWith('.bench.ts'))).toEqual([]);
});

test('scenarios outside k6 import only relative files of their own', () => {
  expect(
    findForbidden(/^scenarios\/(?!k6\/)/, (name) => /^scenarios\/(?!k6\/)/.test(name)),
  ).toEqual([]);
});

test('reports import only reports, Node built-ins and their drawing libraries', () => {
  const libraries = [
    'd3-scale',
    'd3-shape',
    'd3-array',
    'string-width',
    'cli-truncate',
    'hdr-histogram-js',
  ];
  const allowed = (name: string) =>
    name.startsWith('reports/') || name.startsWith('node:') || libraries.includes(name);
  expect(findForbidden(/^reports\/(?!document\/)/, allowed)).toEqual([]);
});

test('the descriptions of documents import TypeBox, ICU messages and nothing else', () => {
  const allowed = (name: string) =>
    /^reports\/document\/|^(typebox|intl-messageformat)(\/|$)/.test(name);
  expect(findForbidden(/^reports\/document\//, allowed)).toEqual([]);
});

test('only store, cli and the API import reports (analysis, gates and tools its documents, spec the tables of metrics, measurement, drivers, spec and plan the pieces of schemas), only plan, drivers and spec import scenarios', () => {
  const mayReports = /^bench\/(store|cli)\/|^bench\/index\.ts$/;
  expect(
    findForbidden(
      /^bench\//,
      (name, path) =>
        !name.startsWith('reports/') ||
        mayReports.test(path) ||
        // What is recorded and concluded is said in messages, wherever it is.
        /^reports\/document\/(message|messages\/[a-z]+)\.ts$/.test(name) ||
        (/^bench\/spec\//.test(path) &&
          /^reports\/document\/((fault-)?metrics|quality)\.ts$/.test(name)) ||
        (/^bench\/(measurement|drivers|spec|plan)\//.test(path) &&
          /^reports\/document\/(audit|parts|message)\.ts$/.test(name)) ||
        (/^bench\/(analysis|gates|tools)\//.test(path) && name.startsWith('reports/document/')),
    ),
  ).toEqual([]);
  const mayScenarios = /^bench\/(plan|drivers|spec)\/|^bench\/index\.ts$/;
  expect(
    findForbidden(
      /^bench\//,
      (name, path) => !name.startsWith('scenarios/') || mayScenarios.test(path),
    ),
  ).toEqual([]);
});

test('stats import nothing but seeded generators; stats, plan, analysis and gates do no input or output and read no clock', () => {
  expect(
    findForbidden(
      /^bench\/stats\//,
      (name) => name.startsWith('bench/stats/') || name.startsWith('pure-rand/'),
    ),
  ).toEqual([]);
  const pure = /^bench\/(stats|plan|analysis|gates)\//;
  expect(
    findForbidden(
      pure,
      (name) => !name.startsWith('node:') || ['node:crypto', 'node:assert'].includes(name),
    ),
  ).toEqual([]);
  const impure = /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|process\.|console\.)/;
  const found = production
    .filter((file) => pure.test(file.path))
    .filter((file) => impure.test(readFileSync(join(root, file.path), 'utf8')));
  expect(found.map((file) => file.path)).toEqual([]);
});

test('only cli reads argv and environment, prints, or sets the exit code', () => {
  // A generator, the proxy of faults and a command of its own (write-schema) are processes, so they have an argv;
  // inherited-env is the one place where a child's PATH comes from.
  const mayProcess =
    /^bench\/(cli\/|tools\/(micro\/child-main|driver-cost\/(.*child|main))|drivers\/.*child|faults\/proxy\/proxy-child|spec\/write-schema|services\/inherited-env)/;
  const found = production
    .filter((file) => file.path.startsWith('bench/') && !mayProcess.test(file.path))
    .filter((file) =>
      /process\.(argv|env|exit|exitCode|stdout|stderr)|console\./.test(
        readFileSync(join(root, file.path), 'utf8'),
      ),
    );
  expect(found.map((file) => file.path)).toEqual([]);
});

test('no test replaces a module: unit tests load them once for many files', () => {
  const found = all.filter((path) =>
    /\bvi\.(mock|doMock)\(/.test(readFileSync(join(root, path), 'utf8')),
  );
  expect(found.filter((path) => path !== 'tests/imports.test.ts')).toEqual([]);
});

test('drivers are told apart by what they declare: nothing compares their names', () => {
  const compares = /[dD]river(Name)? ?[!=]== ['"]/;
  const found = production.filter(({ path }) =>
    compares.test(readFileSync(join(root, path), 'utf8')),
  );
  expect(found.map(({ path }) => path)).toEqual([]);
});

test('no import cycle, type imports included', () => {
  const byPath = new Map(sources.map((file) => [file.path, file]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const name of byPath.get(path)?.imports ?? []) visit(name, [...trail, path]);
    done.add(path);
  };
  for (const file of sources) visit(file.path, []);
  expect(cycles).toEqual([]);
});

/** `bench/trial/faults/x.ts` → `bench/trial`; files beside the rooms of a house are in none. */
const roomOf = (path: string) =>
  /^(?:bench|reports)\/[^/]+(?=\/)|^(?:server|scenarios)\b/.exec(path)?.[0];

/** The rooms that each room imports. */
function listArrows(): ReadonlyMap<string, ReadonlySet<string>> {
  const arrows = new Map<string, Set<string>>();
  for (const { path, imports } of production) {
    const from = roomOf(path);
    for (const name of imports) {
      const to = roomOf(name);
      if (from === undefined || to === undefined || from === to) continue;
      arrows.set(from, (arrows.get(from) ?? new Set()).add(to));
    }
  }
  return arrows;
}

test('gates import analysis, analysis imports stats, and neither the other way round', () => {
  const arrows = listArrows();
  expect(arrows.get('bench/gates')).toContain('bench/analysis');
  expect(arrows.get('bench/analysis')).toContain('bench/stats');
  for (const room of ['bench/gates', 'bench/store', 'bench/trial', 'bench/cli'])
    expect(arrows.get('bench/analysis')).not.toContain(room);
});

test('no cycle between rooms', () => {
  /** Arrows against the grain that still stand. */
  const known = [
    'bench/measurement → bench/drivers',
    'reports/figures → reports/language',
    'scenarios → bench/drivers',
    'bench/spec → bench/drivers',
  ];
  const arrows = listArrows();
  const back = known.filter((arrow) => {
    const [from = '', to = ''] = arrow.split(' → ');
    return arrows.get(from)?.has(to) === true;
  });
  expect(back).toEqual(known);
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (room: string, trail: readonly string[]): void => {
    if (trail.includes(room)) {
      cycles.push([...trail.slice(trail.indexOf(room)), room].join(' → '));
      return;
    }
    if (done.has(room)) return;
    for (const to of arrows.get(room) ?? [])
      if (!known.includes(`${room} → ${to}`)) visit(to, [...trail, room]);
    done.add(room);
  };
  for (const room of arrows.keys()) visit(room, []);
  expect(cycles).toEqual([]);
});

test('each file opens with a line of purpose', () => {
  const bare = production.filter((file) => {
    const [first = '', second = ''] = readFileSync(join(root, file.path), 'utf8').split('\n');
    return !/^(\/\/|\/\*)/.test(first.startsWith('#!') ? second : first);
  });
  expect(bare.map((file) => file.path)).toEqual([]);
});
