// Node.js, by package.json or a file that listens.
import { readCommandLine } from '../command-line.ts';
import type { ProjectKind, Start } from '../kind.ts';
import { type Project, textAt } from '../project.ts';

/** Scripts that may start a service, the one for production first. */
const scripts = ['start:prod', 'start:production', 'serve:prod', 'start', 'serve', 'server', 'dev'];
const usualFiles =
  /^(?:src\/|server\/|app\/|lib\/)?(?:server|index|app|main|www)\.(?:[cm]?js|[cm]?ts)$/;
const listens = /\.listen\s*\(|createServer\s*\(|\bserve\s*\(/;

export const nodeKind: ProjectKind = {
  title: 'Node.js',
  code: {
    files: /\.(?:[cm]?[jt]s|[jt]sx)$/,
    variable:
      /(?:process|import\.meta)\.env(?:\.|\[['"])([A-Za-z_]\w*)(?:['"]\])?(?:\s*(?:\?\?|\|\|)\s*(['"][^'"\n]*['"]|[\w.]+))?/g,
    // The second alternative is a server without a framework, which compares the path itself.
    route:
      /\.(?:get|all)\(\s*['"`](\/[^'"`\s]*)['"`]|\b(?:url|path|pathname)\s*===?\s*['"](\/[^'"\s]*)['"]/g,
    fixedPort:
      /\.listen\(\s*(?:\{[^{}]*?\bport\s*:\s*)?(\d{2,5})\b|\b(?:port|PORT)\s*[:=]\s*(\d{2,5})\b/g,
  },
  readyPaths: [],
  factor: () => ({
    name: 'young-generation',
    levels: [
      { name: 'default', env: {} },
      { name: '64-mib', env: { NODE_OPTIONS: '--max-semi-space-size=64' } },
    ],
    reason: "V8's space for young objects: fewer collections against more memory.",
  }),
  findStarts(project) {
    const byScript = scripts.flatMap((name) => startByScript(name, project) ?? []);
    const file = byScript.length === 0 ? findFile(project) : undefined;
    if (file === undefined) return byScript;
    return [{ command: ['node', file], env: {}, from: `${file}, which listens` }];
  },
};

function startByScript(name: string, project: Project): Start | undefined {
  const line = textAt(project.readJson('package.json'), 'scripts', name);
  if (line === undefined) return undefined;
  const start = readCommandLine(line, `scripts.${name} of package.json`, project);
  if (start === undefined)
    return { command: ['npm', 'run', name], env: {}, from: `scripts.${name} of package.json` };
  return { ...start, before: start.before ?? findBuild(start, project) };
}

/** What must be run first where the file that is started is made by the project's own build. */
function findBuild({ command }: Start, project: Project): string | undefined {
  const built = command.find(
    (word) =>
      /^(?:\.\/)?(?:dist|build|out|lib|\.\w+)\//.test(word) && !word.startsWith('node_modules'),
  );
  const hasBuild = textAt(project.readJson('package.json'), 'scripts', 'build') !== undefined;
  if (!hasBuild) return undefined;
  const isThere =
    built === undefined || [built, `${built}.js`, `${built}/index.js`].some(project.has);
  const needsNext = command.some((word) => /(?:^|\/)next$/.test(word)) && !project.has('.next');
  return isThere && !needsNext ? undefined : 'npm run build';
}

function findFile(project: Project): string | undefined {
  const main = textAt(project.readJson('package.json'), 'main');
  const usual = project.files.filter((path) => usualFiles.test(path));
  return [...(main === undefined ? [] : [main.replace(/^\.\//, '')]), ...usual].find((path) =>
    listens.test(project.read(path) ?? ''),
  );
}
