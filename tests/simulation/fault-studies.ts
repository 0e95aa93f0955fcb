// What is said of variants under faults: from episodes to verdicts and ranks, where fail-over is a matter of chance.
import { buildFaultCells } from '../../bench/analysis/faults/cells.ts';
import { rankUnderFaults } from '../../bench/analysis/faults/ranking.ts';
import { failedAnswer, goodAnswer, testMarks } from '../../bench/analysis/faults/test-episode.ts';
import { buildEpisode, testSettings } from '../../bench/analysis/faults/test-fault-records.ts';
import type { FaultEpisodeRecord } from '../../bench/measurement/fault-records.ts';
import { buildNormal, buildUniform, type Noise } from '../../bench/stats/test-noise.ts';
import { atMost, type Setting, type Study } from './study.ts';

/** How long a variant is down after the injection, ms, in one episode. */
const chances = {
  'fail-over by chance': (uniform: Noise) => (uniform() < 0.5 ? 12_000 : 500),
  'one launch in ten stays down': (uniform: Noise) => (uniform() < 0.1 ? 20_000 : 1_000),
  'heavy tails': (_: Noise, normal: Noise) => 2_000 * Math.exp(1.2 * normal()),
} satisfies Readonly<Record<string, (uniform: Noise, normal: Noise) => number>>;

type Chance = keyof typeof chances;

interface FaultDesign {
  readonly variants: number;
  readonly faults: number;
  readonly groups: number;
  readonly chance: Chance;
  /** The second variant is down for so long in each of its episodes, ms. */
  readonly worstMs?: number;
}

const stepMs = 500;
const longestMs = testMarks.endedMs - testMarks.injectedMs;
const built = new Map<number, FaultEpisodeRecord>();

/** At four requests a second; episodes that are down equally long are built once. */
function findEpisode(downMs: number): FaultEpisodeRecord {
  const steps = Math.round(Math.min(longestMs, downMs) / stepMs);
  const known = built.get(steps);
  if (known !== undefined) return known;
  const upAgainMs = testMarks.injectedMs + steps * stepMs;
  const episode = buildEpisode({
    ...{ group: 0, rateRps: 4 },
    answer: (dueMs) =>
      dueMs >= testMarks.injectedMs && dueMs < upAgainMs ? failedAnswer : goodAnswer,
  });
  built.set(steps, episode);
  return episode;
}

let latest: { readonly key: string; readonly judged: ReturnType<typeof judgeAnew> } | undefined;

function judge(design: FaultDesign, seed: number) {
  const key = JSON.stringify([design, seed]);
  const judged = latest?.key === key ? latest.judged : judgeAnew(design, seed);
  latest = { key, judged };
  return judged;
}

function judgeAnew(design: FaultDesign, seed: number) {
  const uniform = buildUniform(seed * 7_919 + 13);
  const normal = buildNormal(uniform);
  const variants = Array.from({ length: design.variants }, (_, index) => ({
    ...{ id: `v${index}`, isBaseline: index === 0 },
  }));
  const faults = Array.from({ length: design.faults }, (_, index) => ({ id: `fault-${index}` }));
  const records = variants.flatMap(({ id: variantId }, variant) =>
    faults.flatMap(({ id: faultId }) =>
      Array.from({ length: design.groups }, (_, group): FaultEpisodeRecord => {
        const drawn = chances[design.chance](uniform, normal);
        const downMs = variant === 1 ? (design.worstMs ?? drawn) : drawn;
        return { ...findEpisode(downMs), group, variantId, faultId };
      }),
    ),
  );
  const grouped = buildFaultCells({ records, variants, faults, settings: testSettings });
  return { cells: grouped.map(({ cell }) => cell), ranking: rankUnderFaults(grouped).ranking };
}

type Judged = ReturnType<typeof judge>;

function describe(design: FaultDesign, happens: (judged: Judged) => boolean): Setting {
  const { variants, faults, groups, chance } = design;
  return {
    label: `${variants} variants, ${faults === 1 ? '1 fault' : `${faults} faults`}, ${groups} groups, ${chance}`,
    runsKey: `faults ${JSON.stringify(design)}`,
    simulate: (seed) => [happens(judge(design, seed))],
  };
}

const equalDesigns = (Object.keys(chances) as Chance[]).flatMap((chance): FaultDesign[] => [
  { variants: 3, faults: 2, groups: 3, chance },
  { variants: 3, faults: 2, groups: 9, chance },
  { variants: 7, faults: 4, groups: 9, chance },
  { variants: 2, faults: 1, groups: 12, chance },
]);

const verdicts: Study = {
  name: 'faults-better-worse',
  statement: 'better, worse under a fault',
  event: 'runs of equal variants in which any is called better or worse under any fault',
  ...{ bound: atMost(0.05), runs: 500 },
  settings: equalDesigns.map((design) =>
    describe(design, ({ cells }) =>
      cells.some(({ figures }) =>
        ['better', 'worse'].includes(figures?.comparison?.verdict ?? 'inconclusive'),
      ),
    ),
  ),
};

const behind: Study = {
  name: 'faults-behind',
  statement: 'clearly behind under faults',
  event: 'runs of equal variants in which any is called clearly behind',
  ...{ bound: atMost(0.05), runs: 500 },
  settings: equalDesigns.map((design) =>
    describe(design, ({ ranking }) => ranking.some(({ isClearlyBehind }) => isClearlyBehind)),
  ),
};

/** Between two and three variants, and with few groups or more, lies what can be told at all. */
const found: Study = {
  name: 'faults-behind-found',
  statement: 'clearly behind under faults',
  event:
    'runs in which a variant that is down for 20 s each time is called clearly behind (no bound: it tells what can be found)',
  ...{ bound: atMost(1), runs: 500 },
  settings: [3, 6, 9].flatMap((groups) =>
    [2, 3].map((variants) =>
      describe(
        { variants, faults: 2, groups, chance: 'fail-over by chance', worstMs: 20_000 },
        ({ ranking }) =>
          ranking.some(({ variantId, isClearlyBehind }) => variantId === 'v1' && isClearlyBehind),
      ),
    ),
  ),
};

export const faultStudies: readonly Study[] = [verdicts, behind, found];
