// Episodes of a run: every variant meets every fault once a group, in an order that the seed decides.
import { expect, test } from 'vitest';
import type { Fault } from '../../faults/fault.ts';
import { planEpisodes } from './planned-episode.ts';

const variants = ['a', 'b', 'c'].map((id) => ({
  id,
  label: id,
  levels: {},
  isBaseline: id === 'a',
}));
const faults = ['paused', 'killed'].map((id) => ({ id }) as Fault);
const keysOf = (episodes: ReturnType<typeof planEpisodes>) =>
  episodes.map(({ group, variant, fault }) => `${group} ${variant.id} ${fault.id}`);

test('in each group every variant meets every fault once, at a place of its own', () => {
  const episodes = planEpisodes(variants, faults, 4, 1);
  expect(episodes).toHaveLength(24);
  expect(new Set(keysOf(episodes)).size).toBe(24);
  for (const group of [0, 1, 2, 3]) {
    const own = episodes.filter((one) => one.group === group);
    expect(own.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5]);
  }
});

test('an odd group reverses the one before it, so that no cell is always early', () => {
  const episodes = planEpisodes(variants, faults, 2, 7);
  const cells = keysOf(episodes).map((key) => key.slice(2));
  expect(cells.slice(6)).toEqual(cells.slice(0, 6).toReversed());
});

test('the seed decides the order, and nothing else does', () => {
  const order = (seed: number) => keysOf(planEpisodes(variants, faults, 6, seed));
  expect(order(1)).toEqual(order(1));
  expect(order(1)).not.toEqual(order(2));
});
