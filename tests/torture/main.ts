// `npm run torture`: kills something in so many real runs, and tells which broke a promise.
import { parseArgs } from 'node:util';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { buildGenerator } from '../../bench/plan/random.ts';
import { measureUsualMs, playRound } from './round.ts';
import { openScene, type Scene, type SceneName, sceneNames } from './scenes.ts';

const help = `npm run torture -- [--times N] [--seed N] [--scene NAME,NAME]

Starts a real run N times (100) and kills the harness, a service, a generator, PostgreSQL, Redis or a helper at a random
moment; then the run has to be readable and resumable, nothing may be left behind, and nothing may count twice.
--seed: draws who is killed and when (1). Scenes: ${sceneNames.join(', ')}.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...{ times: { type: 'string' }, seed: { type: 'string' }, scene: { type: 'string' } },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    process.stdout.write(`${help}\n`);
    return;
  }
  const chosen = sceneNames.filter((name) => values.scene?.split(',').includes(name) ?? true);
  if (chosen.length === 0) throw new RangeError(`There is no scene ${values.scene}. See --help.`);
  const [times, seed] = [readCount(values.times ?? '100'), readCount(values.seed ?? '1')];
  const failed = await playAll(chosen, times, seed);
  process.stdout.write(`${times} rounds, ${failed} broke a promise\n`);
  if (failed > 0) process.exitCode = 1;
}

interface OpenScene {
  readonly scene: Scene;
  readonly usualMs: number;
}

async function playAll(chosen: readonly SceneName[], times: number, seed: number): Promise<number> {
  const draw = buildGenerator(seed, 'scenes');
  const open = new Map<SceneName, OpenScene>();
  let failed = 0;
  try {
    for (let turn = 0; turn < times; turn += 1) {
      const name = chosen[uniformInt(draw, 0, chosen.length - 1)] ?? 'tiny';
      const known = open.get(name) ?? (await begin(name));
      open.set(name, known);
      const { scene, usualMs } = known;
      const round = await playRound(scene, { seed: seed * 100_000 + turn, usualMs });
      const what = round.killed ?? 'nobody: it had ended';
      process.stdout.write(`${turn + 1} ${name}: killed ${what}; ${round.codes.join(', ')}\n`);
      for (const words of round.broken) process.stdout.write(`  BROKEN ${words}\n`);
      if (round.broken.length > 0) failed += 1;
    }
  } finally {
    for (const { scene } of open.values()) await scene.close();
  }
  return failed;
}

/** Servers and templates of a scene are made once for all its rounds. */
async function begin(name: SceneName): Promise<OpenScene> {
  const scene = await openScene(name);
  try {
    const usualMs = await measureUsualMs(scene);
    process.stdout.write(`${name}: a run takes about ${Math.round(usualMs)} ms\n`);
    return { scene, usualMs };
  } catch (thrown) {
    await scene.close();
    throw thrown;
  }
}

/** @throws RangeError where it is no whole number above 0. */
function readCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new RangeError(`Options count in whole numbers above 0, not ${text}.`);
}

await main();
