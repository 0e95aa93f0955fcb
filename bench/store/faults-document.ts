// Makes the document of faults from a run folder alone; no server, no clock.
import { existsSync } from 'node:fs';
import { type FaultsDocument, faultsSchemaVersion } from '../../reports/schema/faults.ts';
import { describeVariants } from '../analysis/run-tables.ts';
import { LoadstoneError } from '../errors.ts';
import type { RunRecord } from '../measurement/records.ts';
import { readRecordLog } from './record-log.ts';
import { redactSecrets } from './redaction.ts';
import { findFaultRecords, type RunFolder, readManifest } from './run-folder.ts';

/** Undefined where no fault was ever injected in this run. @throws LoadstoneError RUN_UNREADABLE */
export function readFaultsDocument(folder: RunFolder): FaultsDocument | undefined {
  return existsSync(findFaultRecords(folder)) ? buildFaultsDocument(folder) : undefined;
}

/**
 * Judges the episodes of a run again from what was recorded.
 * @throws LoadstoneError RUN_UNREADABLE, and NOTHING_MEASURED where no episode has ended
 */
export function buildFaultsDocument(folder: RunFolder): FaultsDocument {
  throw new Error('todo');
}
