// Reads V8's .cpuprofile: self time by function, the most expensive ones, and the difference of two profiles.

/** Self time of one function. */
export interface FunctionTime {
  readonly name: string;
  /** `file:line`, shortened; empty for what V8 accounts for itself, such as the garbage collector. */
  readonly place: string;
  readonly selfUs: number;
  /** Share of the time in which the process was not idle, 0 to 1. */
  readonly busyRatio: number;
}

export interface CpuSummary {
  readonly busyUs: number;
  readonly idleUs: number;
  /** Most self time first. */
  readonly functions: readonly FunctionTime[];
}

export interface FunctionDifference {
  readonly name: string;
  readonly place: string;
  readonly busyRatio: number;
  readonly otherBusyRatio: number;
}

/** An interval on the monotonic clock of the machine (`process.hrtime`), which V8 uses as well. */
export interface ClockWindow {
  readonly fromUs: number;
  readonly untilUs: number;
}

interface RawNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    /** From 0. */
    readonly lineNumber: number;
  };
}

interface RawProfile {
  readonly nodes: readonly RawNode[];
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Undefined where the text is no profile (a process that was killed leaves half of one). */
export function parseCpuProfile(text: string): RawProfile | undefined {
  try {
    const profile = JSON.parse(text) as Partial<RawProfile> | null;
    const isWhole =
      Array.isArray(profile?.nodes) &&
      Array.isArray(profile.samples) &&
      Array.isArray(profile.timeDeltas) &&
      typeof profile.startTime === 'number';
    return isWhole ? (profile as RawProfile) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Adds up the profiles of the processes of one service.
 * @param window only samples in it count, so that start and end of the process stay out
 * @param folder what paths are told relative to
 */
export function summariseCpu(
  profiles: readonly RawProfile[],
  window: ClockWindow | undefined,
  folder: string,
): CpuSummary {
  const byKey = new Map<string, { name: string; place: string; selfUs: number }>();
  let idleUs = 0;
  for (const profile of profiles) {
    for (const { node, selfUs } of listSamples(profile, window)) {
      const name = node.callFrame.functionName || '(anonymous)';
      if (name === '(idle)') {
        idleUs += selfUs;
        continue;
      }
      const place = describePlace(node, folder);
      const key = `${name} ${place}`;
      const known = byKey.get(key) ?? { name, place, selfUs: 0 };
      known.selfUs += selfUs;
      byKey.set(key, known);
    }
  }
  return { ...rankFunctions([...byKey.values()]), idleUs };
}

/** Most self time first, with the share of each in all of it. */
export function rankFunctions(
  all: readonly Pick<FunctionTime, 'name' | 'place' | 'selfUs'>[],
): Pick<CpuSummary, 'busyUs' | 'functions'> {
  const busyUs = all.reduce((sum, one) => sum + one.selfUs, 0);
  const functions = all
    .map((one) => ({ ...one, busyRatio: busyUs > 0 ? one.selfUs / busyUs : 0 }))
    .toSorted((a, b) => b.selfUs - a.selfUs);
  return { busyUs, functions };
}

/**
 * V8 samples every millisecond, also while a function blocks: a much longer gap means that the machine did not
 * let the process or its sampler run. What is beyond this is charged to nobody.
 */
const longestSampleUs = 10_000;

/** Each sample with the time until the next one, which is what its delta tells. */
function* listSamples(profile: RawProfile, window: ClockWindow | undefined) {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  let atUs = profile.startTime;
  for (const [place, id] of profile.samples.entries()) {
    atUs += profile.timeDeltas[place] ?? 0;
    const selfUs = Math.min(longestSampleUs, profile.timeDeltas[place + 1] ?? 0);
    const node = nodes.get(id);
    const isInside = window === undefined || (atUs >= window.fromUs && atUs < window.untilUs);
    if (node !== undefined && isInside && selfUs > 0) yield { node, selfUs };
  }
}

function describePlace({ callFrame: { url, lineNumber } }: RawNode, folder: string): string {
  if (url === '') return '';
  const path = url.replace(/^file:\/\//, '');
  const inPackage = path.lastIndexOf('node_modules/');
  const own = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
  const short = inPackage === -1 ? own : path.slice(inPackage + 'node_modules/'.length);
  return `${short}:${lineNumber + 1}`;
}

/** Functions whose share of the busy time differs most between two summaries. */
export function compareCpu(
  one: CpuSummary,
  other: CpuSummary,
  count: number,
): readonly FunctionDifference[] {
  const keyOf = ({ name, place }: FunctionTime) => `${name} ${place}`;
  const mine = new Map(one.functions.map((entry) => [keyOf(entry), entry]));
  const theirs = new Map(other.functions.map((entry) => [keyOf(entry), entry]));
  return [...new Map([...theirs, ...mine])]
    .map(([key, { name, place }]) => ({
      ...{ name, place, busyRatio: mine.get(key)?.busyRatio ?? 0 },
      otherBusyRatio: theirs.get(key)?.busyRatio ?? 0,
    }))
    .toSorted((a, b) => gapOf(b) - gapOf(a))
    .slice(0, count);
}

function gapOf({ busyRatio, otherBusyRatio }: FunctionDifference): number {
  return Math.abs(busyRatio - otherBusyRatio);
}
