// Builds the JavaScript of this checkout once, so that each command that a test starts begins sooner. It is built anew
// whenever Vitest starts, into a folder that goes with it: what is tested is what is written.
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Plugin, rolldown } from 'rolldown';
import { copyExamples } from '../../packaging/examples.ts';
import { buildModules } from '../../packaging/modules.ts';

const root = join(import.meta.dirname, '../..');
const entry = 'bench/cli/loadstone.mjs';

/** Projects that start commands share one build. */
let folder: Promise<string> | undefined;

/** A folder as that of the package, with the packages of this checkout. */
async function build(): Promise<string> {
  const built = mkdtempSync(join(tmpdir(), 'loadstone-built-'));
  // A service that is run by another user reads a file of it.
  chmodSync(built, 0o755);
  mkdirSync(dirname(join(built, entry)), { recursive: true });
  cpSync(join(root, entry), join(built, entry));
  symlinkSync(join(root, 'node_modules'), join(built, 'node_modules'), 'dir');
  const dist = join(built, 'dist');
  copyExamples(dist);
  await buildModules(dist, { sourcemap: false });
  await buildService(join(built, 'crm'));
  return built;
}

/** Processes of the reference CRM: the service, and that which starts copies of it behind a balancer. */
const crmEntries = {
  main: join(root, 'server/main.ts'),
  launcher: join(root, 'server/instances/main.ts'),
};

/** A module that is started for itself is built for itself, and all other files are named where they stand. */
const filesOfSource: Plugin = {
  name: 'files-of-source',
  transform(code, id) {
    if (!code.includes('import.meta.url')) return;
    const own = JSON.stringify(pathToFileURL(id).href);
    const named = code.replaceAll(
      /new URL\('([^']+)\.ts', import\.meta\.url\)|import\.meta\.url/g,
      (_, module: string | undefined) => {
        if (module === undefined) return own;
        const fileName = `${module.replaceAll('../', '').replace('./', '')}.js`;
        const file = join(dirname(id), `${module}.ts`);
        if (!Object.values(crmEntries).includes(file))
          this.emitFile({ type: 'chunk', id: file, fileName });
        return `new URL('./${fileName}', import.meta.url)`;
      },
    );
    return { code: named, map: null };
  },
};

/** The reference CRM: a start of it then reads a few modules of our own instead of a hundred. */
async function buildService(folder: string): Promise<void> {
  const bundle = await rolldown({
    ...{ input: crmEntries, cwd: root, platform: 'node' },
    // It finds its own files beside itself.
    external: ['piscina'],
    plugins: [filesOfSource],
  });
  await bundle.write({ dir: folder, format: 'esm', chunkFileNames: '[name]-[hash].js' });
}

export default async function setup(): Promise<() => void> {
  folder ??= build();
  const built = await folder;
  // Workers are started with the environment of this process (command-line.ts, server/testing.fixture.ts).
  process.env.TESTED_LOADSTONE = built;
  process.env.TESTED_CRM = join(built, 'crm/main.js');
  return () => rmSync(built, { recursive: true, force: true, maxRetries: 3 });
}
