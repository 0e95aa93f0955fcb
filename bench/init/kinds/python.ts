// Python: Django, the frameworks of ASGI and WSGI, and files that serve by themselves.
import { readCommandLine } from '../command-line.ts';
import type { ProjectKind } from '../kind.ts';
import { type Project, textAt } from '../project.ts';

/** The name that an application of the framework is bound to, and the servers that run it: the first that is required. */
const frameworks: readonly {
  readonly application: RegExp;
  readonly servers: readonly ('uvicorn' | 'gunicorn' | 'hypercorn' | 'flask')[];
}[] = [
  {
    application: /^(\w+)\s*(?::\s*\w+\s*)?=\s*(?:\w+\.)?(?:FastAPI|Starlette|Litestar|Quart)\(/m,
    servers: ['uvicorn', 'hypercorn'],
  },
  {
    application: /^(\w+)\s*(?::\s*\w+\s*)?=\s*(?:\w+\.)?Flask\(/m,
    servers: ['gunicorn', 'flask'],
  },
  {
    application: /^(application|app)\s*=\s*(?:falcon\.|bottle\.|Bottle|App)/m,
    servers: ['gunicorn'],
  },
];
const factory = /^def (create_app|make_app)\(/m;
const serves =
  /\b(?:app|application|server|web|uvicorn)\.run(?:_app)?\(|serve_forever\(|make_server\(/;

export const pythonKind: ProjectKind = {
  title: 'Python',
  code: {
    files: /\.py$/,
    variable:
      /(?:environ(?:\.get\(|\[)|getenv\(|\b(?:env|config)\()\s*['"]([A-Za-z_]\w*)['"](?:\s*,\s*(?:default\s*=\s*)?(['"][^'"\n]*['"]|[\w.]+))?/g,
    route:
      /@\w+(?:\.\w+)?\.(?:get|route)\(\s*['"](\/[^'"\s]*)['"](?![^)\n]{0,300}methods=\[(?![^\]]{0,300}GET))|\bpath\s*==\s*['"](\/[^'"\s]*)['"]/g,
    pathPart:
      /prefix\s*=\s*['"]([^'"\s]+)['"]|\b(?:path|Route|Mount|add_get|add_route|add_url_rule)\(\s*['"]([^'"\s]+)['"]|\(\s*r?['"](\/[^'"\s]*)['"]\s*,\s*\w+/g,
    fixedPort: /\bport\s*=\s*(\d{2,5})\b|HTTPServer\(\(['"][^'"]*['"],\s*(\d{2,5})\)/g,
  },
  readyPaths: [],
  factor: ({ command }) =>
    /uvicorn|gunicorn/.test(command.join(' '))
      ? {
          name: 'workers',
          levels: [
            { name: 'one', env: { WEB_CONCURRENCY: '1' } },
            { name: 'two', env: { WEB_CONCURRENCY: '2' }, cpus: 2 },
          ],
          reason: 'Worker processes of the server.',
        }
      : {
          name: 'asserts',
          levels: [
            { name: 'kept', env: {} },
            { name: 'dropped', env: { PYTHONOPTIMIZE: '1' } },
          ],
          reason: 'Whether Python runs assert statements.',
        },
  findStarts(project) {
    const required = readRequirements(project);
    const found = [
      ...findDjango(project, required),
      ...findApplications(project, required),
      ...findFiles(project),
    ];
    return found.flatMap(({ line, from }) => readCommandLine(line, from, project) ?? []);
  },
};

interface Found {
  readonly line: string;
  readonly from: string;
}

/** Files that name what is required, in lower case. */
function readRequirements(project: Project): string {
  const names = /^(?:requirements[\w.-]*\.txt|pyproject\.toml|Pipfile|setup\.(?:py|cfg))$/;
  const texts = project.files.filter((path) => names.test(path)).map(project.read);
  return texts.join('\n').toLowerCase();
}

function findDjango(project: Project, required: string): readonly Found[] {
  const manage = project.files.find((path) => /(^|\/)manage\.py$/.test(path));
  if (manage === undefined) return [];
  const wsgi = project.files.find((path) => /^[\w/]+\/wsgi\.py$/.test(path));
  const isBeside = wsgi !== undefined && !manage.includes('/');
  return [
    ...(isBeside && required.includes('gunicorn')
      ? [{ line: `python3 -m gunicorn ${toModule(wsgi)} `, from: wsgi }]
      : []),
    { line: `python3 ${manage} runserver --noreload`, from: `${manage} of Django` },
  ];
}

function findApplications(project: Project, required: string): readonly Found[] {
  const files = project.files.filter((path) => path.endsWith('.py')).toSorted(byLikelihood);
  return files.flatMap((path) => {
    const text = project.read(path) ?? '';
    for (const { application, servers } of frameworks) {
      const name = application.exec(text)?.[1];
      if (name === undefined) continue;
      const server =
        servers.find((one) => required.includes(one)) ??
        servers.at(servers[0] === 'uvicorn' ? 0 : -1);
      return server === undefined ? [] : [{ line: buildLine(server, path, name), from: path }];
    }
    if (factory.test(text) && /\bFlask\(/.test(text)) {
      const name = factory.exec(text)?.[1] ?? '';
      return [{ line: buildLine('flask', path, `${name}()`), from: path }];
    }
    return [];
  });
}

/** `src/` is on the path of most projects, and no part of the name of a module. */
function buildLine(
  server: 'uvicorn' | 'gunicorn' | 'hypercorn' | 'flask',
  path: string,
  name: string,
): string {
  const module = toModule(path);
  const isBelow = path.startsWith('src/');
  switch (server) {
    case 'uvicorn':
      return `python3 -m uvicorn ${isBelow ? '--app-dir src ' : ''}${module}:${name}`;
    case 'gunicorn':
      return `python3 -m gunicorn ${isBelow ? '--pythonpath src ' : ''}${module}:${name}`;
    case 'hypercorn':
      return `python3 -m hypercorn ${module}:${name}`;
    case 'flask':
      return `python3 -m flask --app '${isBelow ? 'src/' : ''}${module}:${name}' run`;
  }
}

function toModule(path: string): string {
  return path
    .replace(/^src\//, '')
    .replace(/(?:\/__init__)?\.py$/, '')
    .replaceAll('/', '.');
}

const likely = /(?:^|\/)(?:main|app|server|api|wsgi|asgi|__init__)\.py$/;
const byLikelihood = (a: string, b: string) => Number(likely.test(b)) - Number(likely.test(a));

/** Files of Python may be tools of a project of Node. */
function findFiles(project: Project): readonly Found[] {
  if (textAt(project.readJson('package.json'), 'scripts', 'start') !== undefined) return [];
  return project.files
    .filter((path) => path.endsWith('.py') && !path.endsWith('manage.py'))
    .filter((path) => serves.test(project.read(path) ?? ''))
    .toSorted(byLikelihood)
    .map((path) => ({ line: `python3 ${path}`, from: `${path}, which serves` }));
}
