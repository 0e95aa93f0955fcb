// PHP: Laravel, or a front controller on the server that PHP brings.
import { readCommandLine } from '../command-line.ts';
import type { ProjectKind } from '../kind.ts';

/** Front controllers, with the folder that is served; the first that is there counts. */
const controllers = [
  { file: 'artisan', line: 'php artisan serve --no-reload', from: 'artisan of Laravel' },
  { file: 'public/index.php', line: 'php -S 127.0.0.1:8000 -t public public/index.php' },
  { file: 'web/index.php', line: 'php -S 127.0.0.1:8000 -t web web/index.php' },
  { file: 'index.php', line: 'php -S 127.0.0.1:8000 index.php' },
];

export const phpKind: ProjectKind = {
  title: 'PHP',
  code: {
    files: /\.php$/,
    variable:
      /(?:getenv\(|\$_(?:ENV|SERVER)\[|\benv\()\s*['"]([A-Z][A-Z0-9_]*)['"](?:\s*,\s*(['"][^'"\n]*['"]|\w+))?/g,
    route: /(?:Route::|->)get\(\s*['"](\/[^'"\s]*)['"]|#\[Route\('(\/[^']*)'/g,
    fixedPort: /(?!)/g,
  },
  readyPaths: ['/up'],
  factor: () => ({
    name: 'workers',
    levels: [
      { name: 'one', env: {} },
      { name: 'two', env: { PHP_CLI_SERVER_WORKERS: '2' }, cpus: 2 },
    ],
    reason: 'Worker processes of the server that PHP brings.',
  }),
  findStarts: (project) =>
    controllers
      .filter(({ file }) => project.files.includes(file))
      .flatMap(({ file, line, from = file }) => readCommandLine(line, from, project) ?? []),
};
