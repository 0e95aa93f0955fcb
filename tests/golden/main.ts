// `npm run golden -- --out FOLDER` writes every output, to be compared with those of another commit; `--accept` keeps them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { collectOutputs } from './outputs.ts';
import { describeOutputs, sumsFile } from './sums.ts';

const { values } = parseArgs({ options: { out: { type: 'string' }, accept: { type: 'boolean' } } });
const outputs = collectOutputs();
if (values.out !== undefined) {
  for (const [name, text] of outputs) {
    const path = join(values.out, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
if (values.accept === true) writeFileSync(sumsFile, describeOutputs(outputs));
process.stdout.write(`${outputs.size} outputs\n`);
