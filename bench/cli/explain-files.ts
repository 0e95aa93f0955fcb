// explain.json and profile.json of a run folder: written afterwards, read when the report is rendered.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { renderPlainJson } from '../../reports/json/render-json.ts';
import { type ExplainDocument, explainSchemaVersion } from '../../reports/schema/explain.ts';
import { type ProfileDocument, profileSchemaVersion } from '../../reports/schema/profile.ts';
import { type RunFolder, readRunJson, writeRunFile } from '../store/run-folder.ts';

const [explainFile, profileFile] = ['explain.json', 'profile.json'] as const;

/** @throws LoadstoneError STORE_WRITE_FAILED */
export function writeExplanation(folder: RunFolder, document: ExplainDocument): void {
  writeRunFile(folder, explainFile, renderPlainJson(document));
}

/** Undefined where the run was never explained, or by another version whose file this one can't read. */
export function readExplanation(folder: RunFolder): ExplainDocument | undefined {
  if (!existsSync(join(folder.path, explainFile))) return undefined;
  const document = readRunJson(folder, explainFile) as ExplainDocument | null;
  return document?.schemaVersion === explainSchemaVersion ? document : undefined;
}

/** Replaces what an earlier profile left. @throws LoadstoneError STORE_WRITE_FAILED */
export function writeProfile(folder: RunFolder, document: ProfileDocument): void {
  writeRunFile(folder, profileFile, renderPlainJson(document));
}

/** Undefined where no variant of the run was profiled, or by a version that this one can't read. */
export function readProfile(folder: RunFolder): ProfileDocument | undefined {
  if (!existsSync(join(folder.path, profileFile))) return undefined;
  const document = readRunJson(folder, profileFile) as ProfileDocument | null;
  return document?.schemaVersion === profileSchemaVersion ? document : undefined;
}
