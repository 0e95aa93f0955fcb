// Two runs against each other: what differs around them, and how each effect on a common baseline changed.
import { writeMessage, writeName } from '../../../reports/document/messages/message.ts';
import type { Message } from '../../../reports/document/message.ts';
import {
  type ComparedFigure,
  type ComparedRun,
  compareSchemaVersion,
  type RunComparison,
} from '../../../reports/document/compare.ts';
import type { ResultDocument, Warning } from '../../../reports/document/result.ts';
import {
  areLevelsEqual,
  type CommonCell,
  findBaseline,
  isPrimary,
  listCommonCells,
  listMetrics,
} from './compared-effects.ts';
import { judgeEffects } from './compared-effects.ts';
import { overallAlpha } from '../pairs/judgement-level.ts';
import {
  hidesDifferences,
  listEnvironmentDifferences,
  listSettingDifferences,
} from './run-differences.ts';
import { buildWarning } from '../warning.ts';

/**
 * Compares run B with run A. Only effects are judged, which are ratios to a baseline that ran in the same
 * groups: whatever the machine was like that day, it was so for both. Figures of two days are listed and
 * never judged. Nothing at all is judged where a run is invalid or the baselines differ.
 */
export function compareRuns(a: ResultDocument, b: ResultDocument): RunComparison {
  const cells = listCommonCells(a, b);
  const noVerdictReasons = listNoVerdictReasons(a, b);
  const areValid = [a, b].every(({ validity }) => validity.status === 'valid');
  const toleranceRatio = Math.min(a.run.toleranceRatio, b.run.toleranceRatio);
  const alpha = computeAlpha(a, b);
  return {
    ...{ schemaVersion: compareSchemaVersion, kind: 'run-comparison' },
    ...{ a: describeRun(a), b: describeRun(b), toleranceRatio, confidence: 1 - alpha },
    settings: listSettingDifferences(a, b),
    environment: listEnvironmentDifferences(a.environment, b.environment),
    cellsInCommon: cells.length,
    noVerdictReasons,
    effects: noVerdictReasons.length > 0 ? [] : judgeEffects(cells, { toleranceRatio, alpha }),
    figures: areValid ? cells.flatMap(listFigures) : [],
    warnings: listWarnings(a, b),
  };
}

/**
 * A run that was looked at several times ends where luck ran that way: at 5 % two such runs of one truth
 * differed in up to 8.3 % of the pairs in a simulation, at the level left for one look in up to 4 %.
 */
function computeAlpha(a: ResultDocument, b: ResultDocument): number {
  const levels = [a, b]
    .filter(({ run }) => run.sequential.kind !== 'fixed')
    .map(({ run }) => run.sequential.nominalAlpha);
  return Math.min(overallAlpha, ...levels);
}

function describeRun(document: ResultDocument): ComparedRun {
  const { run, groups, validity } = document;
  const baseline = findBaseline(document);
  const failed = validity.checks.filter(
    ({ status }) => status === 'failed' && validity.status === 'invalid',
  );
  return {
    ...{ id: run.id, name: run.name, startedAt: run.startedAt, status: run.status },
    groupsPlanned: run.groupsPlanned,
    groupsValid: groups.filter(({ status }) => status === 'valid').length,
    validity: validity.status,
    invalidReasons: failed.map(({ detail }) => detail),
    ...{ baselineId: baseline?.id ?? null, baselineLabel: baseline?.label ?? null },
  };
}

function listNoVerdictReasons(a: ResultDocument, b: ResultDocument): readonly Message[] {
  const invalid = [a, b].flatMap(({ run, validity }) =>
    validity.status === 'valid' ? [] : [writeMessage('compare-invalid', { run: writeName(run.id) })],
  );
  const [one, other] = [findBaseline(a), findBaseline(b)];
  if (one === undefined || other === undefined) return [...invalid, writeMessage('compare-no-baseline')];
  if (one.id === other.id && areLevelsEqual(one, other)) return invalid;
  const labels = { one: writeName(one.label), other: writeName(other.label) };
  return [...invalid, writeMessage('compare-other-baseline', labels)];
}

function listFigures(cell: CommonCell): readonly ComparedFigure[] {
  const { scenarioB, variant } = cell;
  return listMetrics(cell).flatMap((metric) => {
    const [a, b] = [cell.a, cell.b].map(
      ({ metrics }) => metrics.find((one) => one.metric === metric)?.value ?? null,
    );
    if (a === undefined || b === undefined || (a === null && b === null)) return [];
    const { id: variantId, label: variantLabel, isBaseline } = variant;
    return [
      {
        ...{ scenario: scenarioB.scenario, loadId: scenarioB.load.id, metric },
        ...{ isPrimary: isPrimary(cell, metric), variantId, variantLabel, isBaseline, a, b },
      },
    ];
  });
}

function listWarnings(a: ResultDocument, b: ResultDocument): readonly Warning[] {
  const cutOff = [a, b].flatMap(({ run }): readonly Warning[] => {
    if (run.status === 'complete') return [];
    const message = writeMessage('warn-run-partial', { run: writeName(run.id) });
    const advice = writeMessage('advise-run-partial', { run: run.id });
    return [buildWarning('RUN_NOT_COMPLETE', message, advice)];
  });
  const warnings = [...cutOff, ...warnOfOneOccasion(a, b), ...warnOfHiddenValues(a, b)];
  const [one, other] = [a.environment, b.environment];
  if (one.gitDirty !== true && other.gitDirty !== true) return warnings;
  const uncommitted = buildWarning(
    'UNCOMMITTED_CHANGES',
    writeMessage('warn-uncommitted'),
    writeMessage('advise-uncommitted'),
  );
  return [...warnings, uncommitted];
}

function warnOfHiddenValues(a: ResultDocument, b: ResultDocument): readonly Warning[] {
  if (!hidesDifferences(a, b)) return [];
  const [message, advice] = [writeMessage('warn-hidden-values'), writeMessage('advise-hidden-values')];
  return [buildWarning('HIDDEN_VALUES', message, advice)];
}

/** The groups of one occasion say nothing of how far occasions differ, so neither does a change between two. */
function warnOfOneOccasion(a: ResultDocument, b: ResultDocument): readonly Warning[] {
  if ([a, b].every(({ run }) => run.sampling?.unit === 'epoch')) return [];
  const [message, advice] = [writeMessage('warn-one-occasion'), writeMessage('advise-one-occasion')];
  return [buildWarning('ONE_OCCASION', message, advice)];
}
