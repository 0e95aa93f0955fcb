// explain.json of a run folder: written after an explanation, read when the report is rendered.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ExplainDocument, explainSchemaVersion } from '../../reports/schema/explain.ts';
import { type RunFolder, readRunJson, writeRunFile } from '../store/run-folder.ts';

const fileName = 'explain.json';

/** @throws LoadstoneError STORE_WRITE_FAILED */
export function writeExplanation(folder: RunFolder, document: ExplainDocument): void {
  writeRunFile(folder, fileName, `${JSON.stringify(document, null, 2)}\n`);
}

/** Undefined where the run was never explained, or by another version whose file this one can't read. */
export function readExplanation(folder: RunFolder): ExplainDocument | undefined {
  if (!existsSync(join(folder.path, fileName))) return undefined;
  const document = readRunJson(folder, fileName) as ExplainDocument | null;
  return document?.schemaVersion === explainSchemaVersion ? document : undefined;
}
