// Makes the document of faults from a run folder alone; no server, no clock.

import { existsSync } from 'node:fs';
import {
  type FaultSettings,
  type FaultsDocument,
  type FaultsReport,
  faultsSchemaVersion,
} from '../../reports/document/faults.ts';
import {
  dropDoubles,
  joinMessages,
  writeMessage,
} from '../../reports/document/messages/message.ts';
import type { Warning } from '../../reports/document/result.ts';
import { describeVariants } from '../analysis/compare/run-tables.ts';
import { sumAudits } from '../analysis/faults/audit.ts';
import { buildFaultCells } from '../analysis/faults/cells.ts';
import { keepTelling } from '../analysis/faults/episodes.ts';
import { chooseFaultWindows, usualUpRatio } from '../analysis/faults/phases.ts';
import { rankUnderFaults } from '../analysis/faults/ranking.ts';
import { judgeFaultValidity } from '../analysis/faults/validity.ts';
import { listWatchLines } from '../analysis/faults/watch.ts';
import { buildWarning } from '../analysis/warning.ts';
import { LoadstoneError } from '../errors.ts';
import { judgeFaultGates } from '../gates/fault-gates.ts';
import type {
  AuditResult,
  FaultEpisodeRecord,
  FaultNotRunRecord,
  FaultRateRecord,
} from '../measurement/fault-records.ts';
import { buildVariants } from '../plan/variants.ts';
import type { ResolvedFaults } from '../spec/experiment.ts';
import { checkFaultRecords } from './check-records.ts';
import { createDocumentRedactor } from './experiment-redactor.ts';
import type { RunManifest } from './manifest.ts';
import { readRecordLog } from './record-log.ts';
import { findFaultRecords, type RunFolder, readManifest } from './run-folder.ts';
import { upgradeFaultRecord } from './upgrade-fault-record.ts';

/** Undefined where no fault was ever injected in this run. @throws LoadstoneError RECORD_INVALID, RUN_UNREADABLE */
export function readFaultsDocument(folder: RunFolder): FaultsDocument | undefined {
  return existsSync(findFaultRecords(folder)) ? buildFaultsDocument(folder) : undefined;
}

/** Groups of faults that ended, and that were planned. @throws LoadstoneError RECORD_INVALID, RUN_UNREADABLE */
export function countFaultGroups(folder: RunFolder): {
  readonly ended: number;
  readonly planned: number;
} {
  const manifest = readManifest(folder);
  const { experiment, plan } = manifest;
  const planned = experiment.faults?.groups ?? 0;
  const log = readFaultLog(folder, manifest);
  if (log === undefined) return { ended: 0, planned };
  const cells = plan.variants.length * log.rate.faults.length;
  return { ended: countEndedGroups(log.all, cells), planned };
}

/** What a run wrote down about its faults. */
interface FaultLog {
  readonly rate: FaultRateRecord;
  readonly episodes: readonly FaultEpisodeRecord[];
  readonly all: readonly (FaultEpisodeRecord | FaultNotRunRecord)[];
}

/**
 * Judges the episodes of a run again from what was recorded.
 * @throws LoadstoneError RECORD_INVALID, RUN_UNREADABLE, and NOTHING_MEASURED where no episode has ended
 */
export function buildFaultsDocument(folder: RunFolder): FaultsDocument {
  const manifest = readManifest(folder);
  const { experiment, plan, environment } = manifest;
  const { faults } = experiment;
  const log = readFaultLog(folder, manifest);
  if (environment === undefined || faults === undefined || log === undefined)
    throw new LoadstoneError(
      'NOTHING_MEASURED',
      `Run ${manifest.id} ended before its first fault.`,
      { hint: `Inject again: ${manifest.reproduceCommand}` },
    );
  const settings = describeSettings(faults, manifest, log.rate);
  const grouped = buildFaultCells({
    ...{ records: log.all, variants: plan.variants, faults: log.rate.faults, settings },
  });
  const cells = grouped.map(({ cell }) => cell);
  const validity = judgeFaultValidity({
    ...{ episodes: log.episodes, cells, settings, limits: experiment.limits },
  });
  const gates = judgeFaultGates({
    ...{ gates: faults.gates, cells, settings, isValid: validity.status === 'valid' },
    design: {
      ...{ planned: plan.variants, variants: buildVariants(experiment) },
      factors: experiment.factors,
    },
  });
  const described = { cells, faults: log.rate.faults };
  const watch = listWatchLines(described, plan.variants, validity.status === 'valid');
  const groupsEnded = countEndedGroups(log.all, plan.variants.length * log.rate.faults.length);
  const report: FaultsReport = {
    ...{ settings, ...described, gates },
    ...{ groupsPlanned: faults.groups, groupsEnded },
    audit: sumAudits(log.all.flatMap(listAudits)),
    ...rankUnderFaults(grouped),
    watch,
    warnings: listWarnings(log.all),
  };
  return createDocumentRedactor(experiment).value<FaultsDocument>({
    ...{ schemaVersion: faultsSchemaVersion, kind: 'faults' },
    run: describeRun(manifest, log, groupsEnded >= faults.groups),
    validity,
    variants: describeVariants(plan.variants, new Map()),
    baselineId: plan.variants.find(({ isBaseline }) => isBaseline)?.id ?? '',
    ...{ faults: report, environment },
  });
}

/** That of a void episode counts where it says anything: wrong data are wrong whatever else went wrong. */
function listAudits(record: FaultLog['all'][number]): readonly AuditResult[] {
  if (record.kind === 'fault-episode') return [record.audit];
  return keepTelling(record.audit);
}

function readFaultLog(folder: RunFolder, manifest: RunManifest): FaultLog | undefined {
  const path = findFaultRecords(folder);
  const { records } = readRecordLog(path);
  checkFaultRecords(path, manifest, records);
  const rate = records.findLast((record) => record.kind === 'fault-rate');
  const all = records
    .filter((record) => record.kind === 'fault-episode' || record.kind === 'fault-not-run')
    .map(upgradeFaultRecord);
  if (rate === undefined || all.length === 0) return undefined;
  return { rate, all, episodes: all.filter((record) => record.kind === 'fault-episode') };
}

function describeSettings(
  faults: ResolvedFaults,
  { experiment: { loads } }: RunManifest,
  { rateRps }: FaultRateRecord,
): FaultSettings {
  const open = loads.map(({ load }) => load).find((load) => load.kind !== 'closed');
  const { scenario, beforeMs, duringMs, afterMs, requestTimeoutMs, goodWithinMs, sloRatio } =
    faults;
  return {
    ...{ scenario, rateRps, arrivals: open?.arrivals ?? 'poisson' },
    ...{ beforeMs, duringMs, afterMs, requestTimeoutMs, goodWithinMs, sloRatio },
    ...{ ...chooseFaultWindows(rateRps), upRatio: usualUpRatio },
    stalenessLimitMs: faults.stalenessLimitMs ?? null,
  };
}

/** Groups of which every episode was played, excluded or found void. */
function countEndedGroups(all: FaultLog['all'], cells: number): number {
  const excluded = new Set(
    all.flatMap((record) =>
      record.kind === 'fault-not-run' && record.status === 'not-run'
        ? [`${record.variantId} ${record.faultId}`]
        : [],
    ),
  );
  const perGroup = Map.groupBy(
    all.filter((one) => !excluded.has(`${one.variantId} ${one.faultId}`)),
    ({ group }) => group,
  );
  return [...perGroup.values()].filter((group) => group.length >= cells - excluded.size).length;
}

function describeRun(
  manifest: RunManifest,
  log: FaultLog,
  isComplete: boolean,
): FaultsDocument['run'] {
  const { experiment, plan, startedAt } = manifest;
  return {
    ...{ id: manifest.id, name: experiment.name, description: experiment.description, startedAt },
    endedAt: log.all.at(-1)?.at ?? startedAt,
    status: isComplete ? 'complete' : 'partial',
    ...{ seed: plan.seed, reproduceCommand: manifest.reproduceCommand },
  };
}

/** Void episodes, each reason once. */
function listWarnings(all: FaultLog['all']): readonly Warning[] {
  const voids = all.flatMap((record) =>
    record.kind === 'fault-not-run' && record.status === 'void' ? [record] : [],
  );
  if (voids.length === 0) return [];
  const reasons = dropDoubles(voids.map(({ reason }) => reason));
  const facts = { count: voids.length, episodes: all.length, reasons: joinMessages(reasons) };
  const message = writeMessage('warn-episodes-void', facts);
  return [buildWarning('EPISODE_VOID', message, writeMessage('advise-episodes-void'))];
}
