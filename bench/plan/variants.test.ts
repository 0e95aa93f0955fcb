// Designs make the variants they promise, the baseline first; patterns narrow them.
import { describe, expect, it } from 'vitest';
import { selectScenarios, selectVariants } from './selection.ts';
import { buildTestExperiment } from './test-experiment.ts';
import { buildVariants } from './variants.ts';

const idsOf = (variants: readonly { readonly id: string }[]): readonly string[] =>
  variants.map(({ id }) => id);

describe('buildVariants', () => {
  it('crosses all levels in a full design, the baseline first', () => {
    const experiment = buildTestExperiment({ baseline: { cache: 'memory', threads: 'cluster' } });
    const variants = buildVariants(experiment);
    expect(idsOf(variants)).toEqual([
      'cache=memory,threads=cluster',
      'cache=none,threads=single',
      'cache=none,threads=cluster',
      'cache=memory,threads=single',
      'cache=redis,threads=single',
      'cache=redis,threads=cluster',
    ]);
    expect(variants.map(({ isBaseline }) => isBaseline)).toEqual([true, ...Array(5).fill(false)]);
    expect(variants[0]?.label).toBe('baseline');
  });

  it('changes one factor at a time', () => {
    const variants = buildVariants(buildTestExperiment({ design: { kind: 'one-at-a-time' } }));
    expect(variants.map(({ label }) => label)).toEqual([
      'baseline',
      'cache = memory',
      'cache = redis',
      'threads = cluster',
    ]);
  });

  it('keeps two names of the same levels apart, the first being the baseline', () => {
    const same = { cache: 'none', threads: 'single' };
    const variants = buildVariants(
      buildTestExperiment({
        design: {
          kind: 'named',
          variants: [
            { name: 'fast', levels: { cache: 'memory', threads: 'single' } },
            { name: 'a', levels: same },
            { name: 'a-again', levels: same },
          ],
        },
      }),
    );
    expect(idsOf(variants)).toEqual(['a', 'fast', 'a-again']);
    expect(variants.filter(({ isBaseline }) => isBaseline)).toHaveLength(1);
  });

  it('adds the baseline to a named design that lacks it', () => {
    const levels = { cache: 'memory', threads: 'single' };
    const variants = buildVariants(
      buildTestExperiment({ design: { kind: 'named', variants: [{ name: 'fast', levels }] } }),
    );
    expect(idsOf(variants)).toEqual(['cache=none,threads=single', 'fast']);
  });

  it('makes one variant where there are no factors', () => {
    const variants = buildVariants(buildTestExperiment({ factors: [], baseline: {} }));
    expect(variants).toEqual([{ id: 'baseline', label: 'baseline', levels: {}, isBaseline: true }]);
  });
});

describe('selectVariants', () => {
  const experiment = buildTestExperiment();
  const variants = buildVariants(experiment);
  const select = (...patterns: string[]) =>
    idsOf(selectVariants(variants, experiment.factors, patterns));

  it('takes the union of patterns and keeps the baseline', () => {
    expect(select('cache=redis,threads=*')).toEqual([
      'cache=none,threads=single',
      'cache=redis,threads=single',
      'cache=redis,threads=cluster',
    ]);
    expect(select('cache=memory|redis,threads=single', 'threads=cluster,cache=none')).toEqual([
      'cache=none,threads=single',
      'cache=none,threads=cluster',
      'cache=memory,threads=single',
      'cache=redis,threads=single',
    ]);
    expect(select('cache=memory')).toHaveLength(3);
    expect(select()).toHaveLength(6);
    expect(select('*')).toHaveLength(6);
  });

  it('takes a variant by its id', () => {
    const named = [
      { id: 'a', label: 'a', levels: {}, isBaseline: true },
      { id: 'b', label: 'b', levels: {}, isBaseline: false },
      { id: 'c', label: 'c', levels: {}, isBaseline: false },
    ];
    expect(idsOf(selectVariants(named, experiment.factors, ['c']))).toEqual(['a', 'c']);
  });

  it.each([
    ['cahce=redis', 'There is no factor "cahce". Did you mean "cache"?'],
    ['cache=reddis', 'There is no level of cache "reddis". Did you mean "redis"?'],
    ['cache=redis,thread=*', 'Did you mean "threads"?'],
    ['cache', 'Did you mean "cache=*"?'],
    ['cache=', 'There is: none, memory, redis.'],
  ])('refuses %s and says what was probably meant', (pattern, message) => {
    expect(() => select(pattern)).toThrowError(
      expect.objectContaining({
        code: 'SELECTION_UNKNOWN',
        exitCode: 2,
        message: expect.stringContaining(message),
      }),
    );
  });

  it('guesses nothing where nothing is near', () => {
    expect(() => select('quantum=on')).toThrowError(
      /^(?!.*Did you mean).*There is: cache, threads/,
    );
  });

  it('refuses a pattern that this design holds no variant for', () => {
    const steps = buildVariants(buildTestExperiment({ design: { kind: 'one-at-a-time' } }));
    expect(() =>
      selectVariants(steps, experiment.factors, ['cache=redis,threads=cluster']),
    ).toThrowError(expect.objectContaining({ code: 'SELECTION_EMPTY' }));
  });
});

describe('selectScenarios', () => {
  it('keeps the order of the experiment and refuses unknown names', () => {
    const experiment = buildTestExperiment();
    const names = selectScenarios(experiment, ['search', 'browse']).map(({ name }) => name);
    expect(names).toEqual(['browse', 'search']);
    expect(selectScenarios(experiment, [])).toHaveLength(3);
    expect(() => selectScenarios(experiment, ['brows'])).toThrowError(/Did you mean "browse"/);
  });
});
