#!/usr/bin/env node
// Entry of the command: plain JavaScript, so that an old Node can still read it and be told.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    `loadstone: Node ${process.version} is too old, Node 24 or newer is needed.\n` +
      'Run through npm (`npm run demo`, `npx loadstone …`): `npm ci` brings a Node 24 of its own.\n' +
      'If it did not, install scripts were left out: run `npm ci` without --ignore-scripts.\n',
  );
  process.exit(3);
}
const { runMain } = await import('./main.ts');
await runMain();
