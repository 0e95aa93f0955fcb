// `npm run crash-simulation`: cuts the power of a simulated machine in so many seeded runs, and tells which lost something.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { playInWorkers, serveTasks } from '../support/worker-pool.ts';
import { playSeed } from './play-seed.ts';

const help = `npm run crash-simulation -- [--seeds N] [--seed N] [--workers N]

Plays seeded runs on a simulated machine with up to three accidents each (power cut, kill, full disk, broken disk), starts
it again, and checks that nothing was lost, nothing counts twice, and the run ends with the verdicts of an uncut one.
--seeds: how many, from 1 on (1,000). --seed: this one alone, with what happened in it.`;

interface Part {
  readonly first: number;
  readonly count: number;
}

interface PlayedPart {
  readonly played: number;
  readonly accidents: number;
  readonly failures: readonly { readonly seed: number; readonly message: string }[];
}

const seedsOfPart = 100;

async function playPart({ first, count }: Part): Promise<PlayedPart> {
  let accidents = 0;
  const failures: { seed: number; message: string }[] = [];
  for (let seed = first; seed < first + count; seed += 1) {
    try {
      accidents += (await playSeed(seed)).accidents.length;
    } catch (thrown) {
      failures.push({ seed, message: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  }
  return { played: count, accidents, failures };
}

/** Hands the parts to so many processes. */
async function playAll(parts: readonly Part[], workers: number): Promise<readonly PlayedPart[]> {
  const done: PlayedPart[] = [];
  await playInWorkers<Part, PlayedPart>(import.meta.filename, parts, workers, (_, played) => {
    done.push(played);
    for (const { seed, message } of played.failures)
      process.stdout.write(`seed ${seed}: ${message}\n`);
    if (done.length % 10 === 0) process.stderr.write(`${done.length} of ${parts.length}\n`);
  });
  return done;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...{ seeds: { type: 'string' }, seed: { type: 'string' }, workers: { type: 'string' } },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    process.stdout.write(`${help}\n`);
    return;
  }
  if (values.seed !== undefined) {
    const { plan, accidents } = await playSeed(readCount(values.seed));
    process.stdout.write(`${plan}: ${accidents.join(', ') || 'no accident'}; nothing lost\n`);
    return;
  }
  const seeds = readCount(values.seeds ?? '1000');
  const parts = Array.from({ length: Math.ceil(seeds / seedsOfPart) }, (_, part) => ({
    first: 1 + part * seedsOfPart,
    count: Math.min(seedsOfPart, seeds - part * seedsOfPart),
  }));
  const workers = Math.min(readCount(values.workers ?? `${availableParallelism()}`), parts.length);
  const done = await playAll(parts, workers);
  const sum = (count: (part: PlayedPart) => number) =>
    done.reduce((total, part) => total + count(part), 0);
  const failed = sum(({ failures }) => failures.length);
  process.stdout.write(
    `${sum(({ played }) => played)} seeds, ${sum(({ accidents }) => accidents)} accidents, ${failed} broken promises\n`,
  );
  if (failed > 0) process.exitCode = 1;
}

/** @throws RangeError where it is no whole number above 0. */
function readCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new RangeError(`Options count in whole numbers above 0, not ${text}.`);
}

if (process.argv.includes('--worker')) serveTasks(playPart);
else await main();
