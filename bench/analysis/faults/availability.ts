// Every measure of availability of one episode: requests and marks in, figures out.
import type { EpisodeMarks } from '../../measurement/fault-records.ts';
import type { TimedRequest } from '../../measurement/request-columns.ts';
import {
  type AvailabilityRule,
  type FaultPhaseName,
  findAvailability,
  keepUndisturbed,
  leastArrivals,
  measurePhase,
  mergePhases,
  type PhaseMeasure,
  splitPhases,
} from './phases.ts';
import { findRecovery, findServiceBase, isWorseThanBase, type ServiceBase } from './recovery.ts';
import { findUserCutoffUs, findUserUptime, type UserUptime } from './user-uptime.ts';
import {
  buildWindows,
  findLongestOutage,
  findWorstWindows,
  judgeWindow,
  type RequestWindow,
  type SeenTime,
  type WorstWindow,
} from './windows.ts';

/** What users met in one episode. Ratios are 0 to 1. */
export interface EpisodeMeasures {
  readonly phases: Readonly<Record<FaultPhaseName, PhaseMeasure>>;
  /** The phase before without what the injection may have spoilt: what the service is like. */
  readonly undisturbed: PhaseMeasure;
  /** Good arrivals as a share of those due from the injection on; undefined where none was due. */
  readonly availabilityRatio: number | undefined;
  /** From the injection on; undefined where no users are known, or they came back too seldom before the fault. */
  readonly userUptime: UserUptime | undefined;
  /** Windows from the injection on with enough arrivals to tell, and those of them that were up. */
  readonly knownWindows: number;
  readonly upWindows: number;
  readonly longestOutage: SeenTime;
  /** From the injection to the start of the first window that was down; undefined where none was. */
  readonly detectMs: number | undefined;
  /** From the start of healing; undefined where nothing was good before the fault. */
  readonly recover: SeenTime | undefined;
  /** 1 − lowest goodput of a window against that before; undefined as above. */
  readonly brownOutDepthRatio: number | undefined;
  /** Goodput that was missing from the injection on, as seconds of full outage; undefined as above. */
  readonly lostServiceS: number | undefined;
  /** Errors from the injection on over those that the SLO allows; undefined where it allows none. */
  readonly budgetBurn: number | undefined;
  readonly worstWindows: readonly WorstWindow[];
}

/** Chance that a window of a healthy service counts as a brown-out. */
const depthAlpha = 1e-4;

/**
 * Measures one episode. Windows start at the injection, so times of outages and detection are whole windows.
 * @param requests every arrival of the episode, sent or not
 */
export function measureEpisode(
  requests: readonly TimedRequest[],
  marks: EpisodeMarks,
  rule: AvailabilityRule,
): EpisodeMeasures {
  const sorted = requests.toSorted((a, b) => a.dueUs - b.dueUs);
  const split = splitPhases(sorted, marks);
  const phases = {
    before: measurePhase(split.before, rule),
    during: measurePhase(split.during, rule),
    after: measurePhase(split.after, rule),
  };
  const undisturbed = measurePhase(keepUndisturbed(split.before, marks, rule), rule);
  const base = findServiceBase(undisturbed);
  const stretch = { fromMs: marks.injectedMs, toMs: marks.endedMs };
  const grid = { ...stretch, anchorMs: marks.injectedMs, widthMs: rule.windowMs };
  const windows = buildWindows(sorted, grid, rule);
  const states = windows.map((window) => judgeWindow(window, rule));
  const firstDown = windows[states.indexOf('down')];
  const cutoffUs = findUserCutoffUs(split.before);
  const availabilityRatio = findAvailability(mergePhases([phases.during, phases.after]));
  return {
    ...{ phases, undisturbed, availabilityRatio },
    userUptime:
      cutoffUs === undefined ? undefined : findUserUptime(sorted, stretch, cutoffUs, rule),
    knownWindows: states.filter((state) => state !== 'unknown').length,
    upWindows: states.filter((state) => state === 'up').length,
    longestOutage: findLongestOutage(states, rule.windowMs),
    detectMs: firstDown && firstDown.startMs - marks.injectedMs,
    recover: findRecovery(sorted, marks, base, rule),
    brownOutDepthRatio: findBrownOutDepth(windows, base),
    lostServiceS: findLostServiceS(availabilityRatio, base, marks),
    budgetBurn: findBudgetBurn(availabilityRatio, rule.sloRatio),
    worstWindows: findWorstWindows(sorted, stretch, rule),
  };
}

/** A window as bad as a healthy service shows by chance has no depth: the lowest of many would always have some. */
function findBrownOutDepth(
  windows: readonly RequestWindow[],
  base: ServiceBase | undefined,
): number | undefined {
  const known = windows.filter(({ intended }) => intended >= leastArrivals);
  if (base === undefined || known.length === 0) return undefined;
  const { availabilityRatio } = base;
  const depths = known
    .filter((window) => isWorseThanBase(window, availabilityRatio, base, depthAlpha))
    .map(({ good, intended }) => 1 - good / intended / availabilityRatio);
  return Math.max(0, ...depths);
}

/**
 * ∫ (1 − g/g0) dt with goodput as a share of the arrivals, so (1 − A/A0) · T, at least 0 on the whole. The positive
 * part is taken of the integral and not of each window: a sum of positive parts would add up the noise of a
 * healthy service. Nothing real is lost by that, since a request due in an outage never becomes good later.
 */
function findLostServiceS(
  availabilityRatio: number | undefined,
  base: ServiceBase | undefined,
  { injectedMs, endedMs }: EpisodeMarks,
): number | undefined {
  if (availabilityRatio === undefined || base === undefined) return undefined;
  const missing = 1 - availabilityRatio / base.availabilityRatio;
  return (Math.max(0, missing) * (endedMs - injectedMs)) / 1_000;
}

/** (1 − A) / (1 − SLO): 1 uses up the budget of that time exactly; undefined where there is no budget. */
export function findBudgetBurn(
  availabilityRatio: number | undefined,
  sloRatio: number,
): number | undefined {
  if (availabilityRatio === undefined || sloRatio >= 1) return undefined;
  return (1 - availabilityRatio) / (1 - sloRatio);
}
