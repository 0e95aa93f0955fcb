// What is said of a warm-up: "steady" while it still changes, "changing" or nothing while it stands.
import type { RunRecord, WarmupRecord } from '../../bench/measurement/records.ts';
import { buildNormal, buildUniform, type Noise } from '../../bench/stats/test-noise.ts';
import { playWarmup, type WarmupService } from '../../bench/trial/test-warmup.ts';
import { analyse, type SimulatedRecords, simulateRecords } from './simulated-run.ts';
import { atMost, equal, type Setting, type Study } from './study.ts';

/** What windows of 100 ms scatter by; longer ones less, by the root of their length. */
const scatters = {
  '5%': { sd: 0.05 },
  '10%': { sd: 0.1 },
  '15%': { sd: 0.15 },
  '10%, neighbours alike (.3)': { sd: 0.1, correlation: 0.3 },
  '10%, one window in ten loses 40%': { sd: 0.1, burst: -0.5 },
} as const satisfies Readonly<Record<string, Scatter>>;

interface Scatter {
  readonly sd: number;
  readonly correlation?: number;
  readonly burst?: number;
}

type ScatterName = keyof typeof scatters;

/** ln of the scatter of each slice, variant by variant. */
function buildScatter({ sd, correlation = 0, burst = 0 }: Scatter, uniform: Noise) {
  const normal = buildNormal(uniform);
  const before = new Map<string, number>();
  return ({ variantId, durationMs }: { variantId: string; durationMs: number }): number => {
    const fresh = Math.sqrt(1 - correlation ** 2) * normal();
    const value = correlation * (before.get(variantId) ?? normal()) + fresh;
    before.set(variantId, value);
    const lost = burst !== 0 && uniform() < 0.1 ? burst : 0;
    return sd * value * Math.sqrt(100 / durationMs) + lost;
  };
}

const baseRps = 2_000;

/** The kinds of service that a warm-up meets. */
const services = {
  /** Just above what a steady one may: 15 % with each doubling of the requests. */
  growing: (requests) => baseRps * Math.exp(0.151 * Math.log2(1 + requests)),
  /** Slows down as much. */
  slowing: (requests) => baseRps * Math.exp(-0.151 * Math.log2(1 + requests)),
  /** Reaches its level after some thousands of requests. */
  filling: (requests) => baseRps * (1 - 0.6 * Math.exp(-requests / 2_000)),
  /** Stands, but for the first 300 requests. */
  level: (requests) => baseRps * (1 - 0.4 * Math.exp(-requests / 100)),
} as const satisfies Readonly<Record<string, WarmupService>>;

interface WarmupDesign {
  readonly variants: number;
  readonly scatter: ScatterName;
  /** What the last variant is like; the others stand. */
  readonly last: keyof typeof services;
  /** All of them have a cache whose hit ratio grows by 6.6 points with each doubling, seen through 200 look-ups a window. */
  readonly isCacheFilling?: true;
  /** As in a later group: so many requests, looked at once. */
  readonly calibratedRequests?: number;
}

interface PlayedWarmup {
  readonly record: WarmupRecord;
  /** As the document sums it up. */
  readonly isSteady: boolean;
  readonly isChanging: boolean;
}

const templates = new Map<string, SimulatedRecords>();

function findTemplate(variants: number, groups: number): SimulatedRecords {
  const key = `${variants} ${groups}`;
  const known = templates.get(key);
  if (known !== undefined) return known;
  const made = simulateRecords({ seed: 1, weather: 'calm', speeds: equal(variants), groups });
  templates.set(key, made);
  return made;
}

function buildHits(normal: Noise): (requests: number) => number {
  return (requests) => {
    const ratio = Math.min(0.95, 0.2 + 0.066 * Math.log2(1 + requests / 50));
    return Math.max(0, Math.min(1, ratio + Math.sqrt((ratio * (1 - ratio)) / 200) * normal()));
  };
}

/** The warm-up of a first group with the usual 1,000 requests and 6 s a variant, and what the document says of it. */
function play(design: WarmupDesign, seed: number): Promise<PlayedWarmup> {
  const key = `${keyOf(design)} ${seed}`;
  const played = latest?.key === key ? latest.played : playAnew(design, seed);
  latest = { key, played };
  return played;
}

let latest: { readonly key: string; readonly played: Promise<PlayedWarmup> } | undefined;

function keyOf(design: WarmupDesign): string {
  return `warm-up ${JSON.stringify(design)}`;
}

async function playAnew(design: WarmupDesign, seed: number): Promise<PlayedWarmup> {
  const template = findTemplate(design.variants, 3);
  const record = await playOne(design, template, seed);
  const warmup = summarise(template, [record]);
  if (warmup?.groups !== 1) throw new Error('The document tells nothing of the warm-up.');
  return { record, isSteady: warmup.steadyGroups === 1, isChanging: warmup.changingGroups === 1 };
}

/** What the document says of the warm-ups of the first groups. */
function summarise(template: SimulatedRecords, warmups: readonly WarmupRecord[]) {
  const records = template.records.flatMap((one): RunRecord[] =>
    one.kind === 'group-started'
      ? [one, ...warmups.filter(({ group }) => group === one.group)]
      : [one],
  );
  return analyse({ ...template, records }).scenarios[0]?.steadiness?.warmup;
}

/** @param drift what the machine does to all alike: so much more, or less, with each doubling of the slices */
async function playOne(
  design: WarmupDesign,
  { variantIds, plan }: SimulatedRecords,
  seed: number,
  drift = 0,
): Promise<WarmupRecord> {
  const [block] = plan.groups[0]?.blocks ?? [];
  if (block === undefined) throw new Error('A simulated plan has a block.');
  const uniform = buildUniform(seed * 7_919 + 13);
  for (let skipped = 0; skipped < 20; skipped += 1) uniform();
  const scatter = buildScatter(scatters[design.scatter], uniform);
  let slices = 0;
  const { record } = await playWarmup({
    services: Object.fromEntries(
      variantIds.map((id, index) => [
        id,
        services[index === variantIds.length - 1 ? design.last : 'level'],
      ]),
    ),
    warmup: { requests: 1_000, untilSteady: true, maxMs: 6_000 },
    noise: (slice) => {
      slices += 1;
      return scatter(slice) + drift * Math.log2(slices);
    },
    place: { scenario: block.scenario, loadId: block.loadId },
    ...(design.calibratedRequests && { calibratedRequests: design.calibratedRequests }),
    ...(design.isCacheFilling && { hitRatio: buildHits(buildNormal(uniform)) }),
  });
  if (record === undefined) throw new Error('There was no warm-up.');
  return record;
}

/** By how much a service's rate changed while the last half of its requests were sent, as a logarithm. */
function findChange(service: WarmupService, requests: number): number {
  return Math.abs(Math.log(service(requests) / service(requests / 2)));
}

function describe(
  design: WarmupDesign,
  kind: string,
  happens: (played: PlayedWarmup) => boolean,
): Setting {
  return {
    label: `${design.variants} variants, ${kind}, windows scatter by ${design.scatter}`,
    runsKey: keyOf(design),
    simulate: async (seed) => [happens(await play(design, seed))],
  };
}

const scatterNames = Object.keys(scatters) as ScatterName[];
const calibratedRequests = 6_000;

function listLevel(): readonly (readonly [string, WarmupDesign])[] {
  return [
    ...scatterNames.flatMap((scatter) =>
      [2, 7].map((variants) => ['all stand', { variants, scatter, last: 'level' }] as const),
    ),
    ...[2, 7].map(
      (variants) =>
        [
          'later group, all stand',
          { variants, scatter: '10%', last: 'level', calibratedRequests },
        ] as const,
    ),
  ];
}

const isTooSoon =
  (last: keyof typeof services) =>
  ({ isSteady, record }: PlayedWarmup): boolean => {
    const requests = record.variants.at(-1)?.requests ?? 0;
    return isSteady && findChange(services[last], requests) >= 0.15;
  };

const tooSoon: Study = {
  name: 'warmup-steady',
  statement: 'warm-up: steady',
  event:
    'warm-ups called steady while a variant changed by 15% or more (or hit ratios by 6 points) over the last half of its requests',
  ...{ bound: atMost(0.05), runs: 500 },
  settings: [
    ...scatterNames.flatMap((scatter) =>
      [2, 7].map((variants) =>
        describe({ variants, scatter, last: 'growing' }, 'one grows', isTooSoon('growing')),
      ),
    ),
    describe(
      { variants: 7, scatter: '10%', last: 'growing', calibratedRequests },
      'later group, one grows',
      isTooSoon('growing'),
    ),
    describe({ variants: 2, scatter: '10%', last: 'slowing' }, 'one slows', isTooSoon('slowing')),
    describe({ variants: 2, scatter: '10%', last: 'filling' }, 'one fills', isTooSoon('filling')),
    describe(
      { variants: 2, scatter: '10%', last: 'level', isCacheFilling: true },
      'caches fill',
      ({ isSteady }) => isSteady,
    ),
  ],
};

const notSteady: Study = {
  name: 'warmup-not-steady',
  statement: 'warm-up: not known to be steady',
  event:
    'warm-ups of variants that stand, with 60 windows each (in later groups 30), that are not called steady',
  ...{ bound: atMost(0.2), runs: 500 },
  settings: listLevel().map(([kind, design]) =>
    describe(design, kind, ({ isSteady }) => !isSteady),
  ),
};

const changing: Study = {
  name: 'warmup-changing',
  statement: 'warm-up: still changing',
  event: 'warm-ups of variants that stand that are called changing',
  ...{ bound: atMost(0.05), runs: 500 },
  settings: listLevel().map(([kind, design]) =>
    describe(design, kind, ({ isChanging }) => isChanging),
  ),
};

/** Groups whose warm-ups are judged together, each on a machine that gets faster or slower meanwhile. */
interface TogetherDesign extends WarmupDesign {
  readonly groups: number;
  readonly driftSd: number;
}

type TogetherTrend = NonNullable<ReturnType<typeof summarise>>['trend'];

let latestTogether: { readonly key: string; readonly trend: Promise<TogetherTrend> } | undefined;

function playTogether(design: TogetherDesign, seed: number): Promise<TogetherTrend> {
  const key = `${keyOf(design)} ${seed}`;
  const trend = latestTogether?.key === key ? latestTogether.trend : playGroups(design, seed);
  latestTogether = { key, trend };
  return trend;
}

async function playGroups(design: TogetherDesign, seed: number): Promise<TogetherTrend> {
  const { variants, groups, driftSd } = design;
  const template = findTemplate(variants, groups);
  const normal = buildNormal(buildUniform(seed * 104_729 + 7));
  const warmups: WarmupRecord[] = [];
  for (let group = 0; group < groups; group += 1) {
    const own = await playOne(design, template, seed * groups + group, driftSd * normal());
    warmups.push({ ...own, group });
  }
  const warmup = summarise(template, warmups);
  if (warmup?.groups !== groups) throw new Error('The document tells nothing of the warm-ups.');
  return warmup.trend;
}

function describeTogether(
  design: TogetherDesign,
  kind: string,
  happens: (trend: TogetherTrend) => boolean,
): Setting {
  const { variants, groups, scatter, driftSd } = design;
  const drift = driftSd === 0 ? '' : `, the machine drifts by ${driftSd * 100}%`;
  return {
    label: `${variants} variants, ${groups} groups, ${kind}, windows scatter by ${scatter}${drift}`,
    runsKey: keyOf(design),
    simulate: async (seed) => [happens(await playTogether(design, seed))],
  };
}

function listTogether(last: keyof typeof services): readonly TogetherDesign[] {
  const scatterOf = ['5%', '15%', '10%, one window in ten loses 40%'] as const;
  return scatterOf.flatMap((scatter) =>
    [
      { variants: 2, groups: 3 },
      { variants: 7, groups: 8 },
    ].flatMap((size) =>
      [0, 0.1].map((driftSd) => ({ ...size, scatter, last, calibratedRequests, driftSd })),
    ),
  );
}

const togetherSteady: Study = {
  name: 'warmups-steady',
  statement: 'warm-ups of all groups together: steady',
  event:
    'runs whose warm-ups are called steady while a variant changed by 15% over the last half of its requests',
  ...{ bound: atMost(0.05), runs: 200 },
  settings: listTogether('growing').map((design) =>
    describeTogether(design, 'one grows', (trend) => trend === 'steady'),
  ),
};

const togetherChanging: Study = {
  name: 'warmups-changing',
  statement: 'warm-ups of all groups together: still changing',
  event: 'runs of variants that stand whose warm-ups are called changing',
  ...{ bound: atMost(0.05), runs: 200 },
  settings: listTogether('level').map((design) =>
    describeTogether(design, 'all stand', (trend) => trend === 'changing'),
  ),
};

export const warmupStudies: readonly Study[] = [
  tooSoon,
  notSteady,
  changing,
  togetherSteady,
  togetherChanging,
];
