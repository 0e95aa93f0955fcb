// explain.json and profile.json of a run folder: written afterwards, read when the report is rendered.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sayProblem } from '../../reports/document/check.ts';
import type { ExplainDocument } from '../../reports/document/explain.ts';
import type { ProfileDocument } from '../../reports/document/profile.ts';
import { DocumentError, type Documents, readDocument } from '../../reports/document/versions.ts';
import { renderPlainJson } from '../../reports/json/render-json.ts';
import { refuse } from '../store/read-input.ts';
import { type RunFolder, readRunJson, writeRunFile } from '../store/run-folder.ts';

const [explainFile, profileFile] = ['explain.json', 'profile.json'] as const;

/** @throws LoadstoneError STORE_WRITE_FAILED */
export function writeExplanation(folder: RunFolder, document: ExplainDocument): void {
  writeRunFile(folder, explainFile, renderPlainJson(document));
}

/** Undefined where the run was never explained, or by another version whose file this one can't read. */
export function readExplanation(folder: RunFolder): ExplainDocument | undefined {
  return readAddition(folder, explainFile, 'explanation');
}

/** Replaces what an earlier profile left. @throws LoadstoneError STORE_WRITE_FAILED */
export function writeProfile(folder: RunFolder, document: ProfileDocument): void {
  writeRunFile(folder, profileFile, renderPlainJson(document));
}

/** Undefined where no variant of the run was profiled, or by a version that this one can't read. */
export function readProfile(folder: RunFolder): ProfileDocument | undefined {
  return readAddition(folder, profileFile, 'profile');
}

/** Undefined where it is of another version. @throws LoadstoneError RECORD_INVALID where it is not of its form */
function readAddition<Kind extends 'explanation' | 'profile'>(
  folder: RunFolder,
  name: string,
  kind: Kind,
): Documents[Kind] | undefined {
  if (!existsSync(join(folder.path, name))) return undefined;
  const value = readRunJson(folder, name);
  try {
    return readDocument(kind, value);
  } catch (thrown) {
    if (!(thrown instanceof DocumentError)) throw thrown;
    if (thrown.code === 'VERSION_UNKNOWN') return undefined;
    const [first] = thrown.problems;
    return refuse(join(folder.path, name), undefined, first ? sayProblem(first) : thrown.message);
  }
}
