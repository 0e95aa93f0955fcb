// Node.js, by package.json or a file that listens.
import { readCommandLine, readScript } from '../command-line.ts';
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
    pathPart:
      /\.(?:use|route|basePath|register|setGlobalPrefix)\(\s*['"`]([^'"`\s]+)['"`]|@(?:Controller|Get)\(\s*['"`]([^'"`\s]+)['"`]|\b(?:prefix|url|path)\s*:\s*['"`]([^'"`\s]+)['"`]/g,
    fileRoute:
      /(?:^|\/)(?:routes|pages|server(?=\/api\/)|app(?=\/.*\/(?:page|route)\.))\/(.+?)(?:\/(?:index|page|route))?(?:\.get)?\.[cm]?[jt]sx?$/,
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
    const starts =
      file === undefined
        ? byScript
        : [{ command: ['node', file], env: {}, from: `${file}, which listens` }];
    return project.has(pnpFile) ? starts.map((start) => withPnp(start, project)) : starts;
  },
};

/** Yarn's Plug'n'Play: packages are where this file tells, and in no node_modules. */
const pnpFile = '.pnp.cjs';
const pnpLoader = '.pnp.loader.mjs';

function withPnp(start: Start, project: Project): Start {
  const loader = project.has(pnpLoader) ? ['--experimental-loader', `./${pnpLoader}`] : [];
  const byYarn = ([program = '', ...args]: readonly string[]): readonly string[] => {
    if (program === 'node') return ['node', '--require', `./${pnpFile}`, ...loader, ...args];
    if (program === 'npm') return ['yarn', ...args];
    if (program === 'sh')
      return ['sh', ...args.map((word) => word.replace(/^exec /, 'exec yarn '))];
    return program.includes('/') ? [program, ...args] : ['yarn', program, ...args];
  };
  const build = start.build?.[0] === 'npm' ? byYarn(start.build) : start.build;
  return { ...start, command: byYarn(start.command), build };
}

function startByScript(name: string, project: Project): Start | undefined {
  const line = readScript(name, project);
  if (line === undefined) return undefined;
  const start = readCommandLine(line, `scripts.${name} of package.json`, project);
  if (start === undefined)
    return { command: ['npm', 'run', name], env: {}, from: `scripts.${name} of package.json` };
  return { ...start, build: start.build ?? findBuild(start, project) };
}

/** The project's own build, where it makes the file that is started. */
function findBuild({ command }: Start, project: Project): readonly string[] | undefined {
  const isNext = command.some((word) => /(?:^|\/)next$/.test(word));
  const isBuilt = isNext || command.some((word) => isMade(word, project));
  const hasBuild = textAt(project.readJson('package.json'), 'scripts', 'build') !== undefined;
  return isBuilt && hasBuild ? ['npm', 'run', 'build'] : undefined;
}

/** True of a file that a build leaves; one in `lib/` that is there may have been written by hand. */
function isMade(word: string, project: Project): boolean {
  const [, folder] = /^(?:\.\/)?(dist|build|out|lib|\.\w+)\//.exec(word) ?? [];
  if (folder !== 'lib') return folder !== undefined;
  return ![word, `${word}.js`, `${word}/index.js`].some(project.has);
}

function findFile(project: Project): string | undefined {
  const main = textAt(project.readJson('package.json'), 'main');
  const usual = project.files.filter((path) => usualFiles.test(path));
  return [...(main === undefined ? [] : [main.replace(/^\.\//, '')]), ...usual].find((path) =>
    listens.test(project.read(path) ?? ''),
  );
}
