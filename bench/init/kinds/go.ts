// Go: a module with a main package, compiled at each start, which costs nothing where no file changed.
import { quote } from 'shell-quote';
import type { ProjectKind, Start } from '../kind.ts';
import type { Project } from '../project.ts';

/** Compiling and fetching modules for the first time. */
const readyTimeoutMs = 180_000;
const binary = '.loadstone/service';

export const goKind: ProjectKind = {
  title: 'Go',
  code: {
    files: /(?<!_test)\.go$/,
    variable: /(?:os\.(?:Getenv|LookupEnv)\(|\benv:)"([A-Za-z_]\w*)(?:"\s*envDefault:("[^"]*"))?/g,
    route: /(?:HandleFunc|Handle|\bGET|\bGet)\(\s*["`](?:GET )?(\/[^"`\s]*)["`]/g,
    pathPart: /\.(?:Mount|Route|Group|PathPrefix)\(\s*["`](\/[^"`\s]+)["`]/g,
    fixedPort: /(?:ListenAndServe|Listen|Run|Start|Addr:)\(?\s*(?:"tcp",\s*)?"[\w.]*:(\d{2,5})"/g,
  },
  factor: () => ({
    name: 'gc',
    levels: [
      { name: 'default', env: {} },
      { name: 'rare', env: { GOGC: '400' } },
    ],
    reason: 'GOGC: fewer collections against more memory.',
  }),
  findStarts: (project) =>
    project.files
      .filter((path) => /(?:^|\/)go\.mod$/.test(path))
      .flatMap((path) => findMains(project, path.slice(0, -'go.mod'.length))),
};

/** @param root folder of the module with a `/` at its end, empty for the project's own */
function findMains(project: Project, root: string): readonly Start[] {
  const mains = project.files.filter(
    (path) =>
      path.startsWith(root) &&
      /(?<!_test)\.go$/.test(path) &&
      /^package main\b/m.test(project.read(path) ?? ''),
  );
  const hasMain = (path: string) => Number(/^func main\(/m.test(project.read(path) ?? ''));
  const folders = new Map(
    // The last one of a folder names it.
    mains
      .toSorted((a, b) => hasMain(a) - hasMain(b))
      .map((path) => [path.slice(root.length).replace(/[^/]*$/, ''), path] as const),
  );
  const path = /^module\s+(\S+)/m.exec(project.read(`${root}go.mod`) ?? '')?.[1] ?? '';
  const module =
    path
      .replace(/\/v\d+$/, '')
      .split('/')
      .at(-1) ?? '';
  const rankOf = ([folder, file]: readonly [string, string]) =>
    rank(folder, module, project.read(file) ?? '');
  return [...folders]
    .toSorted((a, b) => rankOf(a) - rankOf(b))
    .map(([folder, file]) => {
      const cd = root === '' ? '' : `cd ${quote([root])} && `;
      const target = folder === '' ? '.' : `./${folder.slice(0, -1)}`;
      const script = `${cd}go build -o ${binary} ${quote([target])} && exec ${binary} "$@"`;
      const from = `${file}, package main`;
      return { command: ['sh', '-c', script, 'sh'], env: {}, from, readyTimeoutMs };
    });
}

const listens = /ListenAndServe|http\.Server\b|\.Run\(|\.Listen\(|\.Start\(/;

/** The root first, then what is called like the module or a server, then what serves by itself. */
function rank(folder: string, module: string, text: string): number {
  const name = folder.split('/').at(-2) ?? '';
  if (folder === '') return 0;
  if (name === module || /(?:server|api|web|http|service)$/.test(name)) return 1;
  return listens.test(text) ? 2 : 3;
}
