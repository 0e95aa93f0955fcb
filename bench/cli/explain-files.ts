// explain.json and profile.json of a run folder: written afterwards, read when the report is rendered.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TSchema } from 'typebox';
import { type ExplainDocument, explainSchemaVersion } from '../../reports/document/explain.ts';
import { type ProfileDocument, profileSchemaVersion } from '../../reports/document/profile.ts';
import { renderPlainJson } from '../../reports/json/render-json.ts';
import { findShapeProblem } from '../store/check-shape.ts';
import { refuse } from '../store/read-input.ts';
import { type RunFolder, readRunJson, writeRunFile } from '../store/run-folder.ts';
import { explainShape, profileShape } from '../store/shape/explain-shapes.ts';

const [explainFile, profileFile] = ['explain.json', 'profile.json'] as const;

/** @throws LoadstoneError STORE_WRITE_FAILED */
export function writeExplanation(folder: RunFolder, document: ExplainDocument): void {
  writeRunFile(folder, explainFile, renderPlainJson(document));
}

/** Undefined where the run was never explained, or by another version whose file this one can't read. */
export function readExplanation(folder: RunFolder): ExplainDocument | undefined {
  if (!existsSync(join(folder.path, explainFile))) return undefined;
  const value = readVersioned(folder, explainFile, explainSchemaVersion, explainShape);
  return value as ExplainDocument | undefined;
}

/** Replaces what an earlier profile left. @throws LoadstoneError STORE_WRITE_FAILED */
export function writeProfile(folder: RunFolder, document: ProfileDocument): void {
  writeRunFile(folder, profileFile, renderPlainJson(document));
}

/** Undefined where no variant of the run was profiled, or by a version that this one can't read. */
export function readProfile(folder: RunFolder): ProfileDocument | undefined {
  if (!existsSync(join(folder.path, profileFile))) return undefined;
  const value = readVersioned(folder, profileFile, profileSchemaVersion, profileShape);
  return value as ProfileDocument | undefined;
}

/** Undefined where it is of another version. @throws LoadstoneError RECORD_INVALID where it is not of its form */
function readVersioned(folder: RunFolder, name: string, version: number, shape: TSchema): unknown {
  const value = readRunJson(folder, name);
  const path = join(folder.path, name);
  if (typeof value !== 'object' || value === null || !('schemaVersion' in value))
    return refuse(path, undefined, 'schemaVersion: is missing');
  if (typeof value.schemaVersion === 'number' && value.schemaVersion !== version) return undefined;
  const problem = findShapeProblem(shape, value);
  return problem === undefined ? value : refuse(path, undefined, problem);
}
