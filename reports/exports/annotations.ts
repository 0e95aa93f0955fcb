// Workflow commands of GitHub, which draws them beside the line of the config that a gate stands in.

import { isAbsolute, relative } from 'node:path';
import { toPlainText } from '../document/messages/sentence.ts';
import { cleanText } from '../figures/clean-text.ts';
import { orderGates } from '../figures/gates.ts';
import { english } from '../language/catalogue.ts';
import type {
  CommandFailure,
  ComparisonRows,
  ExportedRun,
  ExportFormat,
  ExportOptions,
  FaultRows,
  GateRow,
  MeasuredGate,
} from './model.ts';

const words = english.annotations;

export const annotations: ExportFormat = {
  fileName: 'annotations.txt',
  description: 'workflow commands of GitHub, for standard output',
  says: ['compare', 'faults'],
  render: renderAnnotations,
  renderFailure: renderFailureAnnotation,
};

interface Annotation {
  readonly kind: 'error' | 'warning';
  /** `file` and `line`; empty where it has no place. */
  readonly place: Readonly<Record<string, string>>;
  readonly title: string;
  readonly message: string;
}

/** GitHub shows ten errors and ten warnings of a step. */
const mostOfKind = 10;

/** A line each, errors first; empty where every gate passed and the run is valid. */
function renderAnnotations({ comparison, faults }: ExportedRun, options: ExportOptions): string {
  return renderAll([
    ...(comparison ? listWrongAnswers(comparison) : []),
    ...(faults
      ? [
          ...listWrongData(faults),
          ...listChecks(faults, 'noConclusionOnFaults'),
          ...listGates(faults.gates, options),
        ]
      : []),
    ...(comparison
      ? [
          ...listChecks(comparison, 'noConclusion'),
          ...listNotExercised(comparison),
          ...listGates(orderGates(comparison.gates), options),
        ]
      : []),
  ]);
}

/** That there is nothing to judge, as one error. */
function renderFailureAnnotation({ command, code, message, hint }: CommandFailure): string {
  const title = words.notJudged({ command, code });
  return renderAll([{ kind: 'error', place: {}, title, message: `${message} ${hint}` }]);
}

function listWrongAnswers({ wrongAnswers }: ComparisonRows): Annotation[] {
  return wrongAnswers
    .filter(({ isGated }) => !isGated)
    .map(({ text }) => ({
      ...{ kind: 'error', place: {}, title: words.wrongAnswers, message: toPlainText(text) },
    }));
}

function listWrongData({ audit, auditText }: FaultRows): Annotation[] {
  if (audit.status !== 'violated') return [];
  const message = [auditText, ...audit.findings.slice(0, 3).map(({ text }) => text)].join(' ');
  return [{ kind: 'error', place: {}, title: words.wrongData, message }];
}

function listChecks(
  { failedChecks }: ComparisonRows | FaultRows,
  title: 'noConclusion' | 'noConclusionOnFaults',
): Annotation[] {
  return failedChecks.map(({ name, detail }) => ({
    ...{ kind: 'warning', place: {}, title: words[title]({ check: name }), message: detail.text },
  }));
}

/** Variants without a verdict of which no gate tells; none in an invalid run. */
function listNotExercised({ isValid, scenarios, gates }: ComparisonRows): Annotation[] {
  if (!isValid) return [];
  return scenarios
    .flatMap(({ rows }) => rows)
    .filter(({ verdict }) => verdict === 'not-exercised')
    .filter(
      ({ variantId, scenario, loadId }) =>
        !gates.some(
          (gate) =>
            gate.variantId === variantId && gate.scenario === scenario && gate.placeId === loadId,
        ),
    )
    .map(({ label, scenario, loadId, verdictText, exerciseDetails }) => ({
      ...{ kind: 'warning', place: {}, title: verdictText },
      message: words.inPlace({ label, scenario, load: loadId, told: exerciseDetails.join(' ') }),
    }));
}

/** Gates of an invalid run are not told one by one. */
function listGates(gates: readonly GateRow[], options: ExportOptions): Annotation[] {
  return gates
    .filter(({ status, outcome }) => status !== 'pass' && outcome !== 'invalid-run')
    .map(({ name, label, scenario, placeId, status, message, advice, measured }) => {
      const isWarning = status === 'inconclusive' && options.onInconclusive !== 'fail';
      const told = [message, ...(advice === null ? [] : [advice])].join(' ');
      return {
        kind: isWarning ? 'warning' : 'error',
        place: measured ? findPlace(measured, options.root) : {},
        title: words.title({ gate: name, outcome: measured?.outcomeText ?? placeId }),
        message: measured
          ? words.inPlace({ label, scenario, load: placeId, told })
          : words.underFault({ label, fault: placeId, told }),
      };
    });
}

/** The file relative to the root, with forward slashes; nothing where it lies outside. */
function findPlace(
  { configFile, configLine }: MeasuredGate,
  root: string | undefined,
): Annotation['place'] {
  const isForeign = root === undefined || !isAbsolute(configFile);
  const path = (isForeign ? configFile : relative(root, configFile)).replaceAll('\\', '/');
  if (path === '' || path.startsWith('../') || isAbsolute(path)) return {};
  const file = cleanText(path);
  return configLine === null ? { file } : { file, line: String(configLine) };
}

function renderAll(all: readonly Annotation[]): string {
  return (['error', 'warning'] as const)
    .flatMap((kind) => limit(all.filter((annotation) => annotation.kind === kind)))
    .map(renderAnnotation)
    .join('');
}

function limit(all: readonly Annotation[]): readonly Annotation[] {
  if (all.length <= mostOfKind) return all;
  const [last, ...more] = all.slice(mostOfKind - 1);
  if (last === undefined) return all;
  const message = words.more({ last: last.message, count: more.length });
  return [...all.slice(0, mostOfKind - 1), { ...last, message }];
}

function renderAnnotation({ kind, place, title, message }: Annotation): string {
  const properties = Object.entries({ ...place, title: cleanText(title) })
    .map(([key, value]) => `${key}=${escapeProperty(value)}`)
    .join(',');
  return `::${kind} ${properties}::${escapeData(cleanText(message))}\n`;
}

/** As GitHub's own toolkit does: these are the characters that its parser takes apart at. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
