// Makes the result document of a run from its folder alone; no server, no clock.
import { type ResultDocument, resultSchemaVersion } from '../../reports/document/result.ts';
import { measureRecords } from '../analysis/compare/analyse-run.ts';
import { sumTimeUse } from '../analysis/compare/run-tables.ts';
import type { MeasuredScenario } from '../analysis/compare/scenario-result.ts';
import { LoadstoneError } from '../errors.ts';
import { judgeRun } from '../gates/judge-gates.ts';
import type { RunRecord } from '../measurement/records.ts';
import { checkRunRecords } from './check-records.ts';
import { createDocumentRedactor } from './experiment-redactor.ts';
import type { RunCommand, RunManifest } from './manifest.ts';
import { readRecordLog, selectFinishedRecords } from './record-log.ts';
import { listRecordedSettings } from './recorded-settings.ts';
import { type RunFolder, readManifest } from './run-folder.ts';

/**
 * Judges a run again from what was recorded.
 * @throws LoadstoneError RECORD_INVALID, RUN_UNREADABLE, and NOTHING_MEASURED where no group has ended.
 */
export function buildResultDocument(folder: RunFolder): ResultDocument {
  const manifest = readManifest(folder);
  const log = readRecordLog(folder.recordsPath, folder.disk);
  checkRunRecords(folder.recordsPath, manifest, log.records);
  const records = selectFinishedRecords(log.records);
  const { experiment, plan, environment } = manifest;
  const groupsRun = records.filter((record) => record.kind === 'group-ended').length;
  if (environment === undefined || groupsRun === 0)
    throw new LoadstoneError(
      'NOTHING_MEASURED',
      `Run ${manifest.id} ended before its first group did.`,
      {
        hint:
          manifest.faultsAlone === true
            ? 'It injected faults and compared nothing under load: see its faults.json.'
            : `Go on with \`loadstone run --resume ${manifest.id}\`, or where its config has changed since, run anew: ${manifest.reproduceCommand}`,
      },
    );
  const timeUse = sumTimeUse(log.records);
  const settings = listRecordedSettings(manifest);
  const {
    level: judged,
    sampling,
    ...analysis
  } = judgeRun({
    ...{ experiment, plan, records, placement: environment.placement },
    cpuCount: environment.cpuCount,
    ...{ noise: manifest.noise, runId: manifest.id },
  });
  const { unit: _, ...level } = judged;
  return createDocumentRedactor(experiment).value<ResultDocument>({
    schemaVersion: resultSchemaVersion,
    run: {
      ...{ id: manifest.id, name: experiment.name, description: experiment.description },
      ...{ startedAt: manifest.startedAt, endedAt: findEnd(records) ?? manifest.startedAt },
      status: findStatus(log.records, groupsRun, plan.groups.length),
      ...{ seed: plan.seed, planHash: manifest.planHash },
      ...{ groupsPlanned: plan.groups.length, groupsRun },
      reproduceCommand: manifest.reproduceCommand,
      goesOnBy: goesOnBy[manifest.command ?? 'run'],
      toleranceRatio: experiment.toleranceRatio,
      sequential: {
        ...{ ...level, stoppedBecause: findStopReason(log.records) },
        ...findFittedBudget(manifest),
      },
      sampling,
      prices: experiment.prices ?? null,
      ...(timeUse && { timeUse }),
      ...(settings && { settings }),
    },
    ...analysis,
    environment,
  });
}

/** Only `gate` checks other commits out again; a calibration is begun anew. */
const goesOnBy: Readonly<Record<RunCommand, NonNullable<ResultDocument['run']['goesOnBy']>>> = {
  ...{ run: 'run-resume', gate: 'gate-more' },
  ...{ noise: 'nothing', faults: 'nothing', sweep: 'nothing' },
};

/** The scenarios of a run as measured, for what is asked of them besides the document. */
export function readMeasuredScenarios(folder: RunFolder): readonly MeasuredScenario[] {
  const manifest = readManifest(folder);
  const { experiment, plan } = manifest;
  const log = readRecordLog(folder.recordsPath, folder.disk);
  checkRunRecords(folder.recordsPath, manifest, log.records);
  const records = selectFinishedRecords(log.records);
  return measureRecords({ experiment, plan, records }).measured;
}

function findEnd(records: readonly RunRecord[]): string | undefined {
  return records.findLast((record) => record.kind === 'run-ended' || record.kind === 'group-ended')
    ?.at;
}

/** Interrupted by a person, partial where it was cut off or is still going on, else complete. */
function findStatus(
  records: readonly RunRecord[],
  groupsRun: number,
  groupsPlanned: number,
): ResultDocument['run']['status'] {
  const last = records.at(-1);
  if (last?.kind === 'run-ended' && last.status === 'interrupted') return 'interrupted';
  const isEnded = last?.kind === 'run-ended' || groupsRun === groupsPlanned;
  return isEnded ? 'complete' : 'partial';
}

/** Nothing where the budget held all groups that were asked for. */
function findFittedBudget({
  selection: { budgetMs, groups },
  plan,
}: RunManifest): Pick<ResultDocument['run']['sequential'], 'budgetMs'> {
  const isFitted = budgetMs !== undefined && plan.groups.length < (groups ?? Infinity);
  return isFitted ? { budgetMs } : {};
}

function findStopReason(
  records: readonly RunRecord[],
): ResultDocument['run']['sequential']['stoppedBecause'] {
  const last = records.at(-1);
  if (last?.kind !== 'run-ended') return 'not-ended';
  return last.status === 'interrupted' ? 'interrupted' : (last.reason ?? 'groups');
}
