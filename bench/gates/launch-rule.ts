// How many launches may break a limit: the one rule of every gate against a limit, of loads and of faults alike.
import type { GateLaunches, GateResult } from '../../reports/document/gates.ts';
import { binomialCdf } from '../stats/binomial-distribution.ts';
import {
  computeNoEventBound,
  computePassRatio,
  findFewestClean,
  judgeShare,
  listPassBounds,
  type SeenGroups,
  type ShareRule,
} from '../stats/share-in-trouble.ts';
import type { GateLevel } from './gate-level.ts';

/** Share of launches that may break a limit where the gate says nothing: 8 groups that all keep it show as much. */
const usualBadLaunchesRatio = 1 / 3;

/** Errors of one gate over all looks; a FAIL of a success ratio has two ways to err. */
const passAlpha = 0.05;
const failAlpha = 0.005;
export const meanFailAlpha = 0.005;

/** Of calling requests enough. */
export const requestAlpha = 0.05;

/** The service that a PASS is measured by: in trouble in one launch of ten. */
const telltaleRatio = 0.1;

/** Above this the chance of not noticing it is said. */
export const mostMissRatio = 0.05;

/** Numbers of further groups above this are no advice. */
const mostGroups = 1_000;

/**
 * The rule of a gate. A success ratio is held to as small a share as the groups of the run can show where all of
 * them keep the limit (31 % for 8 groups, 10.5 % for 27), every other figure to a third, where the typical launch
 * keeps the limit with something to spare.
 * @param asked `badLaunchesRatio` of the config; undefined where it says nothing
 */
export function buildLaunchRule(
  metric: GateResult['metric'],
  asked: number | undefined,
  { kind, looks, mostGroups: most }: Pick<GateLevel, 'kind' | 'looks' | 'mostGroups'>,
): ShareRule {
  const rule = { kind, looks, passAlpha, failAlpha };
  if (asked !== undefined) return { ...rule, mostRatio: asked };
  const shown = metric === 'successRatio' ? computeShownRatio(most, rule) : 1;
  return { ...rule, mostRatio: Math.min(usualBadLaunchesRatio, shown) };
}

/** The smallest share that so many groups show where all of them keep the limit. */
function computeShownRatio(groups: number, rule: Omit<ShareRule, 'mostRatio'>): number {
  if (rule.kind !== 'anytime') return computeNoEventBound(groups, passAlpha);
  const clean = { groups, inTrouble: 0, unknown: 0 };
  let [low, high] = [0, 1];
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (judgeShare(clean, { ...rule, mostRatio: middle }) === 'within') high = middle;
    else low = middle;
  }
  return high;
}

/** The fewest groups, all of them within the limit, with which a gate can pass. */
export function findFewestGroups(badLaunchesRatio: number = usualBadLaunchesRatio): number {
  return findFewestClean(badLaunchesRatio, passAlpha);
}

/** The same by a rule, whatever its looks; where groups are appended at will as many as it then takes. */
export function findFewestToPass(rule: ShareRule): number {
  for (let groups = 1; groups < mostGroups; groups += 1) {
    const clean = { groups, inTrouble: 0, unknown: 0 };
    if (judgeShare(clean, { ...rule, looks: [groups] }) === 'within') return groups;
  }
  return mostGroups;
}

/** A FAIL under faults errs as rarely as a PASS: its groups are few, and 3 that all break a limit shall fail it. */
export function buildEpisodeRule(groups: number, asked: number | undefined): ShareRule {
  const mostRatio = asked ?? usualBadLaunchesRatio;
  return { kind: 'fixed', looks: [groups], mostRatio, passAlpha, failAlpha: passAlpha };
}

interface Limit {
  readonly limit: number;
  readonly limitKind: 'at-most' | 'at-least';
}

export interface Launch {
  /** Value of the sample that it is part of: its group, or its epoch. */
  readonly unit: number;
  /** Null where the group has none. */
  readonly value: number | null;
}

/**
 * Launches over epochs, which are neither alike nor independent: an epoch with one that breaks the limit, or has no
 * figure, counts against a PASS, and only one in which each breaks it counts for a FAIL. The share of such epochs is
 * at least, and at most, the share of launches that break the limit, so both verdicts err as rarely as they say,
 * however alike the launches of an epoch are.
 */
export function listEpochLaunches(
  launches: readonly Launch[],
  limit: Limit,
): Pick<GateLaunches, 'broken' | 'unknown' | 'worst' | 'epochs'> {
  const values = launches.map(({ value }) => value);
  const ofGroups = listLaunches(values, limit);
  const epochs = [...Map.groupBy(launches, ({ unit }) => unit).values()].map((own) => ({
    ...listLaunches(
      own.map(({ value }) => value),
      limit,
    ),
    groups: own.length,
  }));
  return {
    broken: epochs.filter(({ broken }) => broken > 0).length,
    unknown: epochs.filter(({ broken, unknown }) => broken === 0 && unknown > 0).length,
    worst: ofGroups.worst,
    epochs: {
      whollyBroken: epochs.filter(({ broken, groups }) => broken === groups).length,
      ...{ groups: launches.length, brokenGroups: ofGroups.broken, moreEpochs: null },
    },
  };
}

/** What was seen, for `judgeShare`: an epoch that is broken in part is in trouble as far as a PASS goes only. */
export function countSeen(
  { broken, unknown, epochs }: Pick<GateLaunches, 'broken' | 'unknown' | 'epochs'>,
  groups: number,
): SeenGroups {
  const inTrouble = epochs === undefined ? broken : epochs.whollyBroken;
  return { groups, inTrouble, unknown: unknown + broken - inTrouble };
}

/** @param perGroup null where a group has no figure */
export function listLaunches(
  perGroup: readonly (number | null)[],
  { limit, limitKind }: Limit,
): Pick<GateLaunches, 'broken' | 'unknown' | 'worst'> {
  const known = perGroup.filter((value) => value !== null);
  const isBroken = (value: number) => (limitKind === 'at-most' ? value > limit : value < limit);
  const worst = limitKind === 'at-most' ? Math.max(...known) : Math.min(...known);
  return {
    broken: known.filter(isBroken).length,
    unknown: perGroup.length - known.length,
    worst: known.length === 0 ? null : worst,
  };
}

/** Chance that a service in trouble in one launch of ten passes as well; null where groups are appended at will. */
export function computeMissRatio(
  groups: number,
  { kind, looks, mostRatio }: ShareRule,
): number | null {
  if (kind === 'anytime') return null;
  const passed = [...looks.filter((look) => look < groups), groups];
  return computePassRatio(passed, listPassBounds(passed, mostRatio, passAlpha), telltaleRatio);
}

/**
 * Further groups that would decide it, if those in trouble are chance and the next ones keep the limit, or where most
 * are in trouble, if the next ones are like them; by one look at their end, or where groups are appended to a run that
 * ended (`anytime`) by the bound that holds then. Null where that is past all sense.
 */
export function computeGroupsNeeded(
  { broken, unknown }: Pick<GateLaunches, 'broken' | 'unknown'>,
  groups: number,
  rule: ShareRule,
): number | null {
  if (groups === 0) return null;
  const { kind, mostRatio } = rule;
  const isMostlyBroken = broken / groups > mostRatio;
  for (let more = 1; more <= mostGroups; more += 1) {
    const all = groups + more;
    const healthy = Math.round((1 - broken / groups) * all);
    const inTrouble = isMostlyBroken ? all - healthy : broken;
    if (kind === 'anytime') {
      if (judgeShare({ groups: all, inTrouble, unknown }, rule) !== 'open') return more;
      continue;
    }
    const isDecided = isMostlyBroken
      ? binomialCdf(healthy, all, 1 - mostRatio) <= failAlpha
      : binomialCdf(broken + unknown, all, mostRatio) <= passAlpha;
    if (isDecided) return more;
  }
  return null;
}
