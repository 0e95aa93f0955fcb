// Builds what is published into dist/: JavaScript that runs inside node_modules, where Node strips no types.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';
import { copyExamples } from './examples.ts';
import { collectLicences } from './licences.ts';
import { renderManPage } from './man-page.ts';
import { buildModules, mapValues, publicEntries } from './modules.ts';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');

/** TypeBox calls types, values and namespaces by one name, which the joiner of declarations takes for one thing. */
const namesOfTypeBox: Plugin = {
  name: 'names-of-typebox',
  transform: {
    order: 'pre',
    filter: { id: /typebox.*\.d\.mts$/ },
    handler(code) {
      const types = code
        // Type parameters, where a namespace of that name is imported.
        .replaceAll(/^(?!import|export [*{]).*$/gm, (line) =>
          line.replaceAll(/(?<!\w|(?<!\.\.)\.)((?:Extends)?Result)\b(?!\.T)/g, '$1Type'),
        )
        .replaceAll(/(?<=extends |= )Record</g, 'globalThis.Record<');
      return types === code ? undefined : { code: types, map: null };
    },
  },
};

/** Joins the declarations, with those of bundled packages that they name, from what the compiler writes. */
async function buildTypes(): Promise<void> {
  const types = join(root, 'node_modules/.cache/types');
  rmSync(types, { recursive: true, force: true });
  execFileSync('tsc', ['-p', join(root, 'packaging')], { stdio: 'inherit' });
  const input = mapValues(publicEntries, (file) => join(types, file.replace(/\.ts$/, '.d.ts')));
  const bundle = await rolldown({
    input,
    cwd: root,
    plugins: [namesOfTypeBox, dts({ emitDtsOnly: true, oxc: true })],
  });
  await bundle.write({
    ...{ dir: dist, format: 'esm' },
    ...{ entryFileNames: '[name].d.ts', chunkFileNames: 'parts/[name]-[hash].d.ts' },
  });
}

rmSync(dist, { recursive: true, force: true });
copyExamples(dist);
const modules = await buildModules(dist, { sourcemap: true });
writeFileSync(join(dist, 'loadstone.1'), renderManPage(new Date().toISOString().slice(0, 10)));
writeFileSync(join(dist, 'THIRD-PARTY-LICENCES.txt'), collectLicences(modules));
await buildTypes();
