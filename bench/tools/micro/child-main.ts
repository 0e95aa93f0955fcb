// The process of one benchmark: loads one bench file of any version by its path, measures, prints, ends.
import { LoadstoneError } from '../../errors.ts';
import {
  type ChildReply,
  type ChildRequest,
  requestEnvName,
  writeReply,
} from './child-protocol.ts';
import { findBenchFiles, loadSuite } from './load-suite.ts';
import { measureOperation, readSink } from './measure.ts';

const print = (reply: ChildReply) => process.stdout.write(writeReply(reply));

async function list(rootDir: string): Promise<void> {
  for (const file of findBenchFiles(rootDir)) {
    const suite = await loadSuite(rootDir, file);
    for (const { name, needs } of suite.alternatives) {
      const isBaseline = name === suite.baseline;
      const { name: suiteName, operation } = suite;
      const bench = { file, suite: suiteName, operation, alternative: name, isBaseline, needs };
      print({ kind: 'bench', bench });
    }
  }
}

async function measure(request: ChildRequest & { readonly kind: 'measure' }): Promise<void> {
  const suite = await loadSuite(request.rootDir, request.file);
  const found = suite.alternatives.find(({ name }) => name === request.alternative);
  if (found === undefined) throw new Error(`no alternative called ${request.alternative}`);
  const operation = await found.prepare(request.services);
  const time = await measureOperation(operation, request.options);
  if (Number.isNaN(readSink())) throw new Error('run gave no number');
  print({ kind: 'time', time });
  await operation.end?.();
}

const request = JSON.parse(process.env[requestEnvName] ?? '{}') as ChildRequest;
try {
  if (request.kind === 'list') await list(request.rootDir);
  else await measure(request);
  print({ kind: 'end' });
} catch (thrown) {
  // The code alone is told apart by the harness: the rest of the stack would only hide the sentence.
  process.stderr.write(
    `${thrown instanceof LoadstoneError ? thrown.message : ((thrown as Error).stack ?? thrown)}\n`,
  );
  process.exitCode = 1;
}
