// What design a list of variants is, and which effects it mixes up.
import { describe, expect, it } from 'vitest';
import type { Experiment } from '../spec/experiment.ts';
import { describeDesign, findFactorialDesign, formatWord } from './factorial-design.ts';
import { buildTestExperiment, buildTestLevel } from './test-experiment.ts';
import { buildVariants } from './variants.ts';

const fewest = { cache: 'none', threads: 'single' };

/** Factors a, b, c … with the levels off and on. */
function buildSwitches(count: number, changes: Partial<Experiment> = {}): Experiment {
  const names = [...'abcdefgh'].slice(0, count);
  return buildTestExperiment({
    factors: names.map((name) => ({
      name,
      levels: [buildTestLevel('off'), buildTestLevel('on')],
    })),
    baseline: Object.fromEntries(names.map((name) => [name, 'off'])),
    ...changes,
  });
}

const designOf = (experiment: Experiment) =>
  findFactorialDesign(buildVariants(experiment), experiment.factors);

describe('a full design', () => {
  it('has the baseline first, its levels as the reference, and every interaction', () => {
    const design = designOf(
      buildTestExperiment({ baseline: { cache: 'redis', threads: 'single' } }),
    );
    expect(design).toMatchObject({ kind: 'full', resolution: undefined, definingWords: [] });
    expect(design?.factors).toEqual([
      { name: 'cache', levels: ['redis', 'none', 'memory'] },
      { name: 'threads', levels: ['single', 'cluster'] },
    ]);
    expect(design?.cells[0]).toEqual([0, 0]);
    expect(design?.words.map(({ factors }) => factors)).toEqual([[0], [1], [0, 1]]);
  });

  it('is found in named variants and in what a selection leaves', () => {
    const all = buildTestExperiment();
    const named = [
      { name: 'neither', levels: fewest },
      { name: 'cache-only', levels: { ...fewest, cache: 'redis' } },
      { name: 'threads-only', levels: { ...fewest, threads: 'cluster' } },
      { name: 'both', levels: { cache: 'redis', threads: 'cluster' } },
    ];
    const design = designOf({ ...all, design: { kind: 'named', variants: named } });
    expect(design?.variantIds).toEqual(['neither', 'cache-only', 'threads-only', 'both']);
    const left = buildVariants(all).filter(({ levels }) => levels.cache !== 'redis');
    expect(findFactorialDesign(left, all.factors)?.cells).toHaveLength(4);
  });

  it('is not there one at a time, with a cell missing, or one twice', () => {
    const all = buildTestExperiment();
    expect(designOf({ ...all, design: { kind: 'one-at-a-time' } })).toBeUndefined();
    expect(designOf(buildSwitches(3, { design: { kind: 'one-at-a-time' } }))).toBeUndefined();
    const variants = buildVariants(all);
    expect(findFactorialDesign(variants.slice(0, 5), all.factors)).toBeUndefined();
    const twice = [
      ...variants.slice(0, 5),
      { ...variants[1], id: 'again' } as (typeof variants)[0],
    ];
    expect(findFactorialDesign(twice, all.factors)).toBeUndefined();
    expect(findFactorialDesign(variants.slice(1), all.factors)).toBeUndefined();
  });
});

describe('a fraction', () => {
  const half = buildSwitches(5, { design: { kind: 'fraction', resolution: 5 } });

  it('of resolution V tells main effects and pairs from each other', () => {
    const design = designOf(half);
    expect(design).toMatchObject({ kind: 'fraction', resolution: 5 });
    expect(design?.variantIds).toHaveLength(16);
    expect(design?.words).toHaveLength(15);
    expect(design?.words.flatMap(({ aliases }) => aliases)).toEqual([]);
    expect(design?.definingWords).toEqual([[0, 1, 2, 3, 4]]);
  });

  it('holds whatever baseline is asked for', () => {
    const baseline = { a: 'on', b: 'off', c: 'off', d: 'off', e: 'off' };
    const variants = buildVariants({ ...half, baseline });
    expect(variants).toHaveLength(16);
    expect(variants[0]).toMatchObject({ levels: baseline, isBaseline: true });
    expect(findFactorialDesign(variants, half.factors)?.resolution).toBe(5);
  });

  it('of resolution IV names the pairs that it mixes up', () => {
    const design = designOf(buildSwitches(4, { design: { kind: 'fraction', resolution: 4 } }));
    if (design === undefined) throw new Error('There is a design.');
    const named = design.words.map(({ factors, aliases }) =>
      [factors, ...aliases].map((word) => formatWord(design, word)).join(' = '),
    );
    expect(named.slice(4)).toEqual(['a × b = c × d', 'a × c = b × d', 'a × d = b × c']);
    expect(named.slice(0, 4)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('that mixes main effects with each other is none', () => {
    const experiment = buildSwitches(2);
    const variants = buildVariants(experiment).filter(({ levels }) => levels.a === levels.b);
    expect(findFactorialDesign(variants, experiment.factors)).toBeUndefined();
  });

  it('leaves out a factor that has one level', () => {
    const experiment = buildSwitches(5, { design: { kind: 'fraction', resolution: 4 } });
    const [first, ...others] = experiment.factors;
    const factors = [{ ...first, name: 'a', levels: [buildTestLevel('off')] }, ...others];
    const variants = buildVariants({ ...experiment, factors });
    expect(variants).toHaveLength(8);
    expect(variants.every(({ levels }) => levels.a === 'off')).toBe(true);
  });
});

describe('the lines about a design', () => {
  const linesOf = (count: number, design: Experiment['design']) =>
    describeDesign(designOf(buildSwitches(count, { design })));

  it('say what a fraction saves and which effects it mixes up', () => {
    expect(linesOf(4, { kind: 'fraction', resolution: 4 })).toEqual([
      'Design: a fraction of resolution 4, 8 of 16 combinations (I = a×b×c×d).',
      '  Effects that it cannot tell from each other:',
      '    a × b = c × d',
      '    a × c = b × d',
      '    a × d = b × c',
      '',
    ]);
    expect(linesOf(5, { kind: 'fraction', resolution: 5 })).toEqual([
      'Design: a fraction of resolution 5, 16 of 32 combinations (I = a×b×c×d×e).',
      '  No main effect and no pair of factors is mixed up with another one.',
      '',
    ]);
  });

  it('hint at a fraction where a full design is large', () => {
    expect(linesOf(6, { kind: 'full' })[0]).toContain(
      '32 variants at resolution 5 or 16 variants at resolution 4',
    );
    expect(linesOf(3, { kind: 'full' })).toEqual([]);
    expect(linesOf(3, { kind: 'one-at-a-time' })).toEqual([]);
  });
});
