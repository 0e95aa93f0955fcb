// Writes gates that did not pass as workflow commands of GitHub, at their line of the config.

import { isAbsolute, relative } from 'node:path';
import type { FaultsDocument } from '../document/faults.ts';
import type { GateResult } from '../document/gates.ts';
import type { ResultDocument } from '../document/result.ts';
import type { CommandFailure } from '../failure.ts';
import { cleanText } from '../figures/clean-text.ts';
import { findLabel, indexVariants, isTrusted } from '../figures/lookup.ts';
import {
  listFailedChecks,
  listGates,
  type OnInconclusive,
  orderGates,
} from '../gates/gate-results.ts';
import { listWrongAnswers } from '../gates/wrong-answers.ts';
import { englishGateOutcomes } from '../language/english-words.ts';
import { toPlainText } from '../language/sentence.ts';
import { say } from '../terminal/say.ts';
import { explainExercise } from '../verdict/build-exercise.ts';
import type { Annotation } from './annotation.ts';
import { listFaultAnnotations } from './fault-annotations.ts';

export interface AnnotationOptions {
  /** Absolute path of the checked-out repository; without it paths stay as the document has them. */
  readonly root?: string;
  /** `warn` (the default) or `fail`: what an undecided gate is. */
  readonly onInconclusive?: OnInconclusive;
  readonly faults?: FaultsDocument | undefined;
}

/** GitHub shows ten errors and ten warnings of a step. */
const mostOfKind = 10;

/** A line each, errors first; empty where every gate passed and the run is valid. */
export function renderAnnotations(
  document: ResultDocument,
  options: AnnotationOptions = {},
): string {
  const { faults, onInconclusive = 'warn' } = options;
  const all = [
    ...listWrong(document),
    ...(faults === undefined ? [] : listFaultAnnotations(faults, onInconclusive)),
    ...listChecks(document),
    ...listNotExercised(document),
    ...listGateAnnotations(document, options),
  ];
  return renderAll(all);
}

/** The same of a run that injected faults alone. */
export function renderAnnotationsOfFaults(
  document: FaultsDocument,
  { onInconclusive = 'warn' }: Pick<AnnotationOptions, 'onInconclusive'> = {},
): string {
  return renderAll(listFaultAnnotations(document, onInconclusive));
}

/** That there is nothing to judge, as one error. */
export function renderFailureAnnotation({ command, code, message, hint }: CommandFailure): string {
  const title = `${command}: not judged (${code})`;
  return renderAll([{ kind: 'error', place: {}, title, message: `${message} ${hint}` }]);
}

function renderAll(all: readonly Annotation[]): string {
  return (['error', 'warning'] as const)
    .flatMap((kind) => limit(all.filter((annotation) => annotation.kind === kind)))
    .map(renderAnnotation)
    .join('');
}

function listWrong(document: ResultDocument): Annotation[] {
  return listWrongAnswers(document)
    .filter(({ isGated }) => !isGated)
    .map(({ text }) => ({
      ...{ kind: 'error', place: {}, title: 'Wrong answers' },
      message: toPlainText(text),
    }));
}

function listChecks(document: ResultDocument): Annotation[] {
  return listFailedChecks(document).map((check) => ({
    ...{ kind: 'warning', place: {} },
    title: `No conclusion: ${check.name}`,
    message: check.detail,
  }));
}

/** Variants without a verdict of which no gate tells; none in an invalid run. */
function listNotExercised(document: ResultDocument): Annotation[] {
  if (!isTrusted(document)) return [];
  const variants = indexVariants(document);
  return document.scenarios.flatMap((scenario) =>
    scenario.cells.flatMap((cell): Annotation[] => {
      const isGated = document.gates.some(
        (gate) =>
          gate.variantId === cell.variantId &&
          gate.scenario === scenario.scenario &&
          gate.loadId === scenario.load.id,
      );
      if (cell.verdict !== 'not-exercised' || isGated) return [];
      const details = explainExercise(document, scenario, cell).map(say);
      const where = `${findLabel(variants, cell.variantId)} in ${scenario.scenario}, ${scenario.load.id}:`;
      const title = englishGateOutcomes['not-exercised'];
      return [{ kind: 'warning', place: {}, title, message: [where, ...details].join(' ') }];
    }),
  );
}

function listGateAnnotations(document: ResultDocument, options: AnnotationOptions): Annotation[] {
  const variants = indexVariants(document);
  return orderGates(listGates(document))
    .filter((gate) => gate.status !== 'pass' && gate.outcome !== 'invalid-run')
    .map((gate) => {
      const isWarning = gate.status === 'inconclusive' && options.onInconclusive !== 'fail';
      return {
        kind: isWarning ? 'warning' : 'error',
        place: findPlace(gate, options.root),
        title: `${gate.gate}: ${englishGateOutcomes[gate.outcome]}`,
        message: [
          `${findLabel(variants, gate.variantId)} in ${gate.scenario}, ${gate.loadId}:`,
          gate.message,
          ...(gate.advice === null ? [] : [gate.advice]),
        ].join(' '),
      };
    });
}

/** The file relative to the root, with forward slashes; nothing where it lies outside. */
function findPlace(gate: GateResult, root: string | undefined): Record<string, string> {
  const isForeign = root === undefined || !isAbsolute(gate.configFile);
  const path = (isForeign ? gate.configFile : relative(root, gate.configFile)).replaceAll(
    '\\',
    '/',
  );
  if (path === '' || path.startsWith('../') || isAbsolute(path)) return {};
  const file = cleanText(path);
  return gate.configLine === null ? { file } : { file, line: String(gate.configLine) };
}

function limit(annotations: readonly Annotation[]): readonly Annotation[] {
  if (annotations.length <= mostOfKind) return annotations;
  const [last, ...more] = annotations.slice(mostOfKind - 1);
  if (last === undefined) return annotations;
  const message = `${last.message} And ${more.length} more like it: the summary lists all.`;
  return [...annotations.slice(0, mostOfKind - 1), { ...last, message }];
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
