// Makes the document of a sweep from its folder alone; no server, no clock.

import type { Message } from '../../reports/document/message.ts';
import { writeMessage, writeName } from '../../reports/document/messages/message.ts';
import type { Warning } from '../../reports/document/result.ts';
import {
  type SweepCurveResult,
  type SweepDocument,
  type SweepScenarioResult,
  sweepSchemaVersion,
} from '../../reports/document/sweep.ts';
import { describeVariants } from '../analysis/compare/run-tables.ts';
import { sayVoidReason } from '../analysis/compare/validity.ts';
import { findExclusions } from '../analysis/exclusion.ts';
import { warnOfUnknownExercise } from '../analysis/exercise.ts';
import { type RecordedRun, sortRecords } from '../analysis/run-records.ts';
import {
  estimateCapacity,
  judgeCapacities,
  judgeSearchSlices,
} from '../analysis/sweep/capacity.ts';
import { listCapacityWarnings } from '../analysis/sweep/capacity-warnings.ts';
import { buildSweepCurve, findSweepFront, spreadOf } from '../analysis/sweep/curve.ts';
import { buildSweepPoints } from '../analysis/sweep/points.ts';
import {
  type CurveRecords,
  countWrongBodies,
  findSweepExercise,
  judgeSweepValidity,
  listSweepWarnings,
} from '../analysis/sweep/warnings.ts';
import { buildWarning } from '../analysis/warning.ts';
import { LoadstoneError } from '../errors.ts';
import type { RunRecord } from '../measurement/records.ts';
import type { ResolvedScenario } from '../spec/experiment.ts';
import { checkRunRecords } from './check-records.ts';
import { createDocumentRedactor } from './experiment-redactor.ts';
import type { RunManifest, SweepSettings } from './manifest.ts';
import { readRecordLog } from './record-log.ts';
import { type RunFolder, readManifest } from './run-folder.ts';

/**
 * Judges a sweep again from what was recorded. Each slice stands for itself, so those of a group that
 * was cut off count too; those of a void group do not.
 * @throws LoadstoneError RECORD_INVALID, RUN_UNREADABLE, and NOTHING_MEASURED where nothing was measured in a valid group.
 */
export function buildSweepDocument(folder: RunFolder): SweepDocument {
  const manifest = readManifest(folder);
  const { plan, environment, sweep } = manifest;
  if (sweep === undefined)
    throw new LoadstoneError('RUN_UNREADABLE', `Run ${manifest.id} is no sweep.`);
  const { records } = readRecordLog(folder.recordsPath);
  checkRunRecords(folder.recordsPath, manifest, records);
  const run = sortRecords(records);
  const counted = selectCounted(records, run);
  if (environment === undefined || counted.slices.length + counted.capacities.length === 0)
    throw new LoadstoneError(
      'NOTHING_MEASURED',
      `Sweep ${manifest.id} measured nothing in a group that counts.${describeVoids(run)}`,
      { hint: `Sweep again: ${manifest.reproduceCommand}` },
    );
  const measured = new Set(counted.capacities.map(({ variantId }) => variantId));
  const unmeasured = plan.variants.filter(({ id }) => !measured.has(id));
  const reasons = new Map(
    unmeasured.map(({ id }) => [
      id,
      run.notRunReasons.get(id) ?? writeMessage('sweep-before-turn'),
    ]),
  );
  const validity = judgeSweepValidity(counted.slices);
  const isValid = validity.status === 'valid';
  const planned = listPlannedScenarios(manifest).map((scenario) =>
    buildScenario(scenario, manifest, sweep, counted, isValid),
  );
  const scenarios =
    sweep.search === undefined || !isValid
      ? planned
      : addCapacities(planned, manifest, sweep, selectWhole(counted, run));
  return createDocumentRedactor(manifest.experiment).value<SweepDocument>({
    ...{ schemaVersion: sweepSchemaVersion, kind: 'sweep' },
    run: describeRun(manifest, records, run),
    slo: { latencyP99Us: sweep.sloLatencyP99Us ?? null, successRatio: sweep.sloSuccessRatio },
    validity,
    ...(sweep.search && { search: { toleranceRatio: manifest.experiment.toleranceRatio } }),
    ...{ sliceMs: sweep.sliceMs, arrivals: sweep.arrivals },
    variants: describeVariants(plan.variants, reasons),
    scenarios,
    environment,
    warnings: [
      ...listRunWarnings(run, reasons),
      ...warnOfUnknownExercise(scenarios.flatMap(({ exercise = [] }) => exercise)),
    ],
  });
}

function selectCounted(records: readonly RunRecord[], run: RecordedRun): CurveRecords {
  const voided = new Set(
    run.groups.filter(({ ended }) => ended?.status === 'void').map(({ index }) => index),
  );
  const isCounted = (record: { readonly group: number }) => !voided.has(record.group);
  return {
    slices: records.filter((record) => record.kind === 'sweep-slice').filter(isCounted),
    capacities: records.filter((record) => record.kind === 'sweep-capacity').filter(isCounted),
    uses: records.filter((record) => record.kind === 'sweep-use').filter(isCounted),
  };
}

/** A group that was cut off has not finished its search: what it found so far would be a bound that is none. */
function selectWhole(counted: CurveRecords, { groups }: RecordedRun): CurveRecords {
  const whole = new Set(groups.flatMap(({ index, ended }) => (ended === undefined ? [] : [index])));
  return { ...counted, slices: counted.slices.filter(({ group }) => whole.has(group)) };
}

function describeVoids({ groups }: RecordedRun): string {
  const reason = groups.find(({ ended }) => ended?.status === 'void')?.ended?.voidReason;
  return reason === undefined ? '' : ` A group is void: ${reason.text}`;
}

function describeRun(
  manifest: RunManifest,
  records: readonly RunRecord[],
  run: RecordedRun,
): SweepDocument['run'] {
  const { experiment, plan } = manifest;
  const last = records.at(-1);
  const end = records.findLast(({ kind }) => kind === 'run-ended' || kind === 'group-ended');
  return {
    ...{ id: manifest.id, name: experiment.name, description: experiment.description },
    startedAt: manifest.startedAt,
    endedAt: end !== undefined && 'at' in end ? end.at : manifest.startedAt,
    status: last?.kind === 'run-ended' ? last.status : 'partial',
    ...{ seed: plan.seed, groupsPlanned: plan.groups.length },
    groupsValid: run.groups.filter(({ ended }) => ended?.status === 'valid').length,
    reproduceCommand: manifest.reproduceCommand,
  };
}

function listPlannedScenarios({ experiment, plan }: RunManifest): readonly ResolvedScenario[] {
  const planned = new Set(plan.groups.flatMap(({ blocks }) => blocks.map((one) => one.scenario)));
  return experiment.scenarios.filter(({ name }) => planned.has(name));
}

function buildScenario(
  { name, description }: ResolvedScenario,
  { experiment, plan }: RunManifest,
  sweep: SweepSettings,
  { slices, capacities, uses }: CurveRecords,
  isValid: boolean,
): SweepScenarioResult {
  const isHere = (one: { readonly scenario: string }) => one.scenario === name;
  const measured = new Set(capacities.filter(isHere).map(({ variantId }) => variantId));
  const exercise = findSweepExercise(
    ...([name, experiment.factors] as const),
    plan.variants.filter(({ id }) => measured.has(id)),
    uses.filter(isHere),
  );
  const curves = plan.variants.flatMap(({ id }): readonly SweepCurveResult[] => {
    const isOwn = (one: { readonly scenario: string; readonly variantId: string }) =>
      isHere(one) && one.variantId === id;
    const own: CurveRecords = {
      slices: slices.filter(isOwn),
      capacities: capacities.filter(isOwn),
      uses: uses.filter(isOwn),
    };
    if (own.capacities.length === 0) return [];
    const vacuous = exercise.warnings.get(id);
    const slo = { latencyP99Us: sweep.sloLatencyP99Us, successRatio: sweep.sloSuccessRatio };
    const curve = buildSweepCurve(id, buildSweepPoints(own.slices), slo);
    return [
      {
        variantId: id,
        capacityRps: spreadOf(own.capacities.flatMap((one) => one.capacityRps ?? [])),
        points: curve.points,
        ...(isValid && sweep.search === undefined
          ? { knee: curve.knee, withinSlo: curve.withinSlo }
          : noConclusion),
        wrongBodies: countWrongBodies(own),
        ...(vacuous !== undefined && { isExercised: false as const }),
        warnings: [
          ...(vacuous === undefined ? [] : [vacuous]),
          ...listSweepWarnings(curve, own, experiment.limits, sweep.search),
        ],
      },
    ];
  });
  const ranked = curves.filter(
    ({ capacityRps, wrongBodies, isExercised = true }) =>
      findExclusions({ measured: capacityRps === null ? 0 : 1, wrongBodies, isExercised })
        .length === 0,
  );
  return {
    ...{ scenario: name, description, curves },
    front: isValid ? findSweepFront(ranked) : [],
    ...(exercise.checks.length > 0 && { exercise: exercise.checks }),
  };
}

/** The capacities of a search, and what is to be said of them; all scenarios are one family. */
function addCapacities(
  scenarios: readonly SweepScenarioResult[],
  { experiment, plan }: RunManifest,
  sweep: SweepSettings,
  { slices, capacities }: CurveRecords,
): readonly SweepScenarioResult[] {
  const slo = { latencyP99Us: sweep.sloLatencyP99Us, successRatio: sweep.sloSuccessRatio };
  const { generatorCpuRatio, maxRateRps: mostRps } = experiment.limits;
  const searched = scenarios.flatMap(({ scenario, curves }) =>
    curves.map(({ variantId, isExercised = true, wrongBodies }) => {
      const isOwn = (one: { readonly scenario: string; readonly variantId: string }) =>
        one.scenario === scenario && one.variantId === variantId;
      // As in the sweep itself: the first figure of a closed loop sets the range of all groups.
      const capacityRps = capacities.filter(isOwn).find((one) => one.capacityRps)?.capacityRps;
      const target = capacityRps && { capacityRps, mostRps };
      const judged = [...judgeSearchSlices(slices.filter(isOwn), { slo, generatorCpuRatio })];
      return {
        ...{ scenario, variantId },
        isBaseline: plan.variants.some(({ id, isBaseline }) => id === variantId && isBaseline),
        withheld: wrongBodies > 0 ? 'not-judged' : isExercised ? undefined : 'not-exercised',
        groups: target ? judged.map(([group, own]) => estimateCapacity(group, own, target)) : [],
      } as const;
    }),
  );
  const groupsValid = new Set(slices.map(({ group }) => group)).size;
  const rule = { toleranceRatio: experiment.toleranceRatio, groupsValid };
  const found = judgeCapacities(searched, rule)[Symbol.iterator]();
  return scenarios.map((scenario) => ({
    ...scenario,
    front: [],
    curves: scenario.curves.map((curve): SweepCurveResult => {
      const { value: sloCapacity } = found.next();
      if (sloCapacity === undefined) return curve;
      const warnings = [...curve.warnings, ...listCapacityWarnings(sloCapacity, mostRps)];
      return { ...curve, sloCapacity, warnings };
    }),
  }));
}

/** What an invalid sweep says of a curve: nothing, like a run without a recommendation. */
const noConclusion = {
  knee: null,
  withinSlo: {
    ...{ highestMetRps: null, lowestFailedRps: null },
    ...{ contradictingRps: [], perGroupRps: [] },
  },
} as const;

function listRunWarnings(
  { groups }: RecordedRun,
  notRunReasons: ReadonlyMap<string, Message>,
): readonly Warning[] {
  return [
    ...groups.flatMap(({ index, ended }): readonly Warning[] => {
      if (ended?.status === 'valid') return [];
      const group = index + 1;
      const advice = writeMessage('advise-sweep-again');
      if (ended === undefined)
        return [
          buildWarning('GROUP_CUT_OFF', writeMessage('warn-group-cut-off', { group }), advice),
        ];
      const message = writeMessage('warn-group-void', { group, reason: sayVoidReason(ended) });
      return [buildWarning('GROUP_VOID', message, advice)];
    }),
    ...[...notRunReasons].map(([id, { text, ...reason }]) => {
      const [line = ''] = text.split('\n');
      const message = writeMessage('warn-sweep-not-run', {
        ...{ variant: writeName(id), reason: { ...reason, text: line } },
      });
      return buildWarning('VARIANT_NOT_RUN', message, writeMessage('advise-sweep-not-run'));
    }),
  ];
}
