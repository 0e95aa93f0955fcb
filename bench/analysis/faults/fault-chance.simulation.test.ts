// Where fail-over is a matter of chance, equal variants are hardly ever called different: from episodes to the ranking.
import { expect, it } from 'vitest';
import type { FaultEpisodeRecord } from '../../measurement/fault-records.ts';
import { buildUniform } from '../../stats/test-noise.ts';
import { buildFaultCells } from './cells.ts';
import { rankUnderFaults } from './ranking.ts';
import { buildEpisode, downUntil, testSettings } from './test-fault-records.ts';

const variants = ['a', 'b', 'c'].map((id, index) => ({ id, isBaseline: index === 0 }));
const faults = ['service-killed', 'redis-paused'].map((id) => ({ id }));

/** An episode that fails over at once or in the middle of the fault, as chance has it; a slow one is built once. */
const episodes = [0, 12_000].map((afterHealMs) =>
  buildEpisode({ group: 0, rateRps: 4, answer: downUntil(afterHealMs) }),
);

interface Drawn {
  readonly groups: number;
  /** Chance that a variant fails over late. */
  readonly lateRatio: (variantId: string) => number;
}

function analyse({ groups, lateRatio }: Drawn, uniform: () => number) {
  const records = variants.flatMap(({ id: variantId }) =>
    faults.flatMap(({ id: faultId }) =>
      Array.from({ length: groups }, (_, group): FaultEpisodeRecord => {
        const drawn = episodes[uniform() < lateRatio(variantId) ? 1 : 0];
        if (drawn === undefined) throw new Error('there are two episodes');
        return { ...drawn, group, variantId, faultId };
      }),
    ),
  );
  const grouped = buildFaultCells({ records, variants, faults, settings: testSettings });
  return {
    isBehind: rankUnderFaults(grouped).ranking.some(({ isClearlyBehind }) => isClearlyBehind),
    isDifferent: grouped.some(({ cell }) =>
      ['better', 'worse', 'equivalent'].includes(cell.figures?.comparison?.verdict ?? ''),
    ),
  };
}

function countOf(drawn: Drawn, runs: number) {
  const uniform = buildUniform(3);
  const seen = Array.from({ length: runs }, () => analyse(drawn, uniform));
  return {
    behind: seen.filter(({ isBehind }) => isBehind).length / runs,
    different: seen.filter(({ isDifferent }) => isDifferent).length / runs,
  };
}

it('three groups never call one clearly behind, nor better, worse or equivalent', () => {
  for (const late of [0, 0.5, 0.8]) {
    expect(countOf({ groups: 3, lateRatio: () => late }, 30)).toEqual({ behind: 0, different: 0 });
  }
});

it('more groups err in at most 5 % where all are equal, and find one that is late each time', () => {
  const equal = countOf({ groups: 9, lateRatio: () => 0.5 }, 80);
  // 0.05 and two standard errors.
  expect(equal.behind).toBeLessThan(0.1);
  expect(equal.different).toBeLessThan(0.1);
  const late = countOf({ groups: 9, lateRatio: (id) => (id === 'b' ? 1 : 0) }, 10);
  expect(late).toEqual({ behind: 1, different: 1 });
});
