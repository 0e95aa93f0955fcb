#!/usr/bin/env node
// Entry of the command: plain JavaScript, so that an old Node can still read it and be told.
import { existsSync } from 'node:fs';

if (process.versions.bun !== undefined) {
  process.stderr.write(
    'loadstone: this is Bun, and Loadstone needs Node 22.18 or newer to run. A service may run on Bun.\n' +
      'Leave out --bun: `bunx loadstone` takes the Node in PATH.\n',
  );
  process.exit(3);
}
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `loadstone: Node ${process.version} is too old, Node 22.18 or newer is needed.\n` +
      'Put a newer one first in PATH; `npm i -D node@24` brings one to a project, which `npx loadstone` then takes.\n' +
      'In a clone of Loadstone `npm ci` brings it; if it did not, install scripts were left out: run `npm ci` without --ignore-scripts.\n',
  );
  process.exit(3);
}
// A clone is run as it is written; the package holds what was built from it.
const isClone = existsSync(new URL('./main.ts', import.meta.url));
if (!isClone && !existsSync(new URL('../../dist/main.js', import.meta.url))) {
  process.stderr.write(
    'loadstone: this installation was never built: dist/ is not there, as where it came from a git URL.\n' +
      'Install the tarball that `npm pack` makes in a clone of Loadstone, after `npm ci`.\n',
  );
  process.exit(3);
}
const { runMain } = await import(isClone ? './main.ts' : '../../dist/main.js');
await runMain();
