// Builds the JavaScript of a dist/: for the package (build.ts), and for the commands that tests start.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';

const root = resolve(import.meta.dirname, '..');

/** What `exports` of package.json names. */
export const publicEntries = {
  index: 'bench/index.ts',
  scenario: 'scenarios/index.ts',
  document: 'reports/index.ts',
};

/** What Node is started with: by the command, and by pipelines (docs/ci). */
const programs = {
  main: 'bench/cli/main.ts',
  'post-comment': 'action/comment/post-comment.ts',
};

interface PackageFile {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const { dependencies, peerDependencies }: PackageFile = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
/** Packages that the user's installation holds; all others become part of the build. */
const external = [...Object.keys(dependencies), ...Object.keys(peerDependencies)];

/** Files that k6 reads: it has neither Node's modules nor packages, and strips types itself. */
const isOfK6 = (path: string) => path.startsWith('scenarios/k6/');

/**
 * Modules are joined into few files, so a file that a module names relative to itself stands in dist/ where it stands
 * in the repository, and is looked for from there. A module that is started is built for itself, others are copied.
 */
const ownFiles = (dist: string): Plugin => ({
  name: 'own-files',
  transform(code, id) {
    const path = relative(root, id);
    if (path.startsWith('node_modules') || !code.includes('import.meta')) return;
    if (/import\.meta\.(?!url\b)/.test(code)) throw new Error(`${path}: only import.meta.url`);
    const named = code.replaceAll(
      /new URL\('([^']+\.\w+)', import\.meta\.url\)/g,
      (written, name: string) => {
        const file = relative(root, resolve(dirname(id), name));
        if (isOfK6(file)) {
          copyForK6(file, dist);
          return written;
        }
        if (!file.endsWith('.ts')) {
          copy(file, dist);
          return written;
        }
        const fileName = file.replace(/\.ts$/, '.js');
        this.emitFile({ type: 'chunk', id: join(root, file), fileName });
        return written.replace(/\.ts'/, ".js'");
      },
    );
    const here = `new URL(${JSON.stringify(path)}, import.meta.url.slice(0, import.meta.url.lastIndexOf('/dist/') + 6)).href`;
    // Within its line nothing of the code has moved.
    return { code: named.replaceAll(/import\.meta\.url/g, here), map: null };
  },
});

/** The histograms reach for zlib in a way that only a CommonJS module can. */
const zlibOfHistograms: Plugin = {
  name: 'zlib-of-histograms',
  transform: {
    filter: { id: /hdr-histogram-js.*encoding\.js$/ },
    handler(code) {
      const named = code.replaceAll(
        /eval\('require\("zlib"\)\.(\w+)'\)/g,
        "process.getBuiltinModule('node:zlib').$1",
      );
      return { code: named, map: null };
    },
  },
};

function copy(file: string, dist: string): void {
  mkdirSync(dirname(join(dist, file)), { recursive: true });
  cpSync(join(root, file), join(dist, file));
}

/** With the modules that it imports. */
function copyForK6(file: string, dist: string): void {
  copy(file, dist);
  const text = readFileSync(join(root, file), 'utf8');
  for (const [, name = ''] of text.matchAll(/^(?:import|export|\}) (?!type).*from '(\.[^']+)';$/gm))
    copyForK6(relative(root, resolve(dirname(join(root, file)), name)), dist);
}

/** A map keeps places alone: with the text of the sources the package would be half as large again. */
function dropSources(map: string): string {
  const { sourcesContent: _, ...rest } = JSON.parse(map);
  return JSON.stringify(rest);
}

/**
 * Builds what runs, and copies the files that it names.
 * @param dist absolute; a folder of this name, which is how a module finds its files
 * @returns the absolute paths of the modules that became part of it
 */
export async function buildModules(
  dist: string,
  { sourcemap }: { readonly sourcemap: boolean },
): Promise<readonly string[]> {
  const bundle = await rolldown({
    input: mapValues({ ...publicEntries, ...programs }, (file) => join(root, file)),
    ...{ cwd: root, platform: 'node', tsconfig: join(root, 'tsconfig.json') },
    external: external.map((name) => new RegExp(`^${name}(/|$)`)),
    plugins: [ownFiles(dist), zlibOfHistograms],
  });
  const { output } = await bundle.write({
    ...{ dir: dist, format: 'esm', sourcemap },
    // What ours says of its functions stands in the declarations.
    comments: { legal: true, annotation: true, jsdoc: false },
    ...{ entryFileNames: '[name].js', chunkFileNames: 'parts/[name]-[hash].js' },
  });
  for (const { type, fileName } of output) {
    if (type !== 'asset' || !fileName.endsWith('.map')) continue;
    const path = join(dist, fileName);
    writeFileSync(path, dropSources(readFileSync(path, 'utf8')));
  }
  return output.flatMap((one) => (one.type === 'chunk' ? one.moduleIds : []));
}

export function mapValues(
  table: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, change(value)]));
}
