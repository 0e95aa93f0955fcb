// A few rounds of `npm run torture`, each with another victim.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { measureUsualMs, playRound } from './round.ts';
import { openScene, type Scene } from './scenes.ts';

let scene: Scene;
let usualMs: number;
beforeAll(async () => {
  scene = await openScene('tiny');
  usualMs = await measureUsualMs(scene);
});
afterAll(() => scene.close());

test.each(['harness', 'service', 'generator', 'whom the seed picks'] as const)(
  'whoever is killed (%s), the run is readable and resumable, and nothing is left or counted twice',
  async (name) => {
    const seed = 7;
    const victim = name === 'whom the seed picks' ? undefined : name;
    const round = await playRound(scene, { seed, usualMs, ...(victim && { victim }) });
    expect(round.broken).toEqual([]);
    if (victim !== undefined) expect(round.killed).toContain(victim);
  },
);
