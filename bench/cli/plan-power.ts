// What a plan will be able to tell apart: its looks, and the least difference by the newest noise floor.

import { englishMetricNames } from '../../reports/language/english-words.ts';
import {
  findJudgementLevel,
  findTestLevel,
  type JudgementLevel,
} from '../analysis/judgement-level.ts';
import { choosePrimaryMetric } from '../analysis/scenario-result.ts';
import { countOf } from '../count-of.ts';
import { findNoise, type NoiseFloor } from '../gates/noise-floor.ts';
import type { Plan, PlannedBlock } from '../plan/plan.ts';
import type { Experiment } from '../spec/experiment.ts';
import { findLeastDetectableEffect } from '../stats/power.ts';

const usualPower = 0.8;

/** Lines of text. @param floor the newest calibration beside the config; undefined where there is none */
export function describePower(
  experiment: Experiment,
  plan: Plan,
  floor: NoiseFloor | undefined,
): readonly string[] {
  const blocks = plan.groups[0]?.blocks ?? [];
  const familySize = Math.max(1, (plan.variants.length - 1) * blocks.length);
  const level = findJudgementLevel(plan, familySize);
  return [
    describeLooks(level),
    ...describeDetectable({ experiment, plan, level, familySize, floor, blocks }),
  ];
}

function describeLooks({ kind, looks, overallAlpha, nominalAlpha }: JudgementLevel): string {
  const overall = formatPercent(overallAlpha);
  if (kind === 'fixed') return `Looks: one, at the end, with an error of ${overall}.`;
  const counts = `${looks.slice(0, -1).join(', ')} and ${looks.at(-1)}`;
  return `Looks: after ${counts} valid groups, the run ends where everything is decided; an error of ${overall} over all of them leaves ${formatPercent(nominalAlpha)} for each.`;
}

interface DetectableInput {
  readonly experiment: Experiment;
  readonly plan: Plan;
  readonly level: JudgementLevel;
  /** Primary comparisons of the run, which Holm's correction is over. */
  readonly familySize: number;
  readonly floor: NoiseFloor | undefined;
  readonly blocks: readonly PlannedBlock[];
}

function describeDetectable(input: DetectableInput): readonly string[] {
  const { experiment, floor, plan } = input;
  if (floor === undefined) {
    return ['Least difference that would be found: run `loadstone noise` to know.'];
  }
  // In the order of the config; the first group has an order of its own.
  const rows = experiment.scenarios.flatMap((scenario) =>
    experiment.loads.flatMap((load) => {
      const isPlanned = input.blocks.some(
        (block) => block.scenario === scenario.name && block.loadId === load.id,
      );
      if (!isPlanned) return [];
      const metric = choosePrimaryMetric({ scenario, load });
      const where = { scenario: scenario.name, loadId: load.id, metric };
      return [
        `  ${where.scenario} · ${where.loadId} · ${englishMetricNames[metric]}: ${describeLeast(where, input)}`,
      ];
    }),
  );
  const origin = `noise floor of ${floor.measuredAt.slice(0, 16).replace('T', ' ')} UTC, run ${floor.runId}, machine ${floor.fingerprint}`;
  const family =
    input.familySize === 1 ? '' : `, after correction for ${input.familySize} comparisons`;
  return [
    `Least difference that ${countOf(plan.groups.length, 'valid group finds', 'valid groups find')} in four of five runs${family} (${origin}):`,
    ...rows,
  ];
}

function describeLeast(
  where: Parameters<typeof findNoise>[1],
  { floor, level, familySize, plan }: DetectableInput,
): string {
  const noise = findNoise(floor, where);
  const groups = plan.groups.length;
  const test = findTestLevel(level, groups, familySize);
  const effect =
    noise === undefined || test === undefined
      ? undefined
      : findLeastDetectableEffect({
          ...{ sd: noise.sdLog, groups, ...test, power: usualPower },
          sdDegreesOfFreedom: noise.groups - 1,
        });
  if (effect !== undefined) return formatPercent(Math.exp(effect) - 1);
  return noise === undefined
    ? 'not calibrated; run `loadstone noise` for it'
    : 'none, with so few groups';
}

function formatPercent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(2))}%`;
}
