// Brings kinds and keys of records of older runs to their present names.
import { renameKeys } from '../../reports/document/upgrade-keys.ts';

/** Names that records had before 2026-12, of kinds and of keys. */
const kinds: Readonly<Record<string, string>> = {
  treatment: 'configuration',
  settled: 'calibration',
};
const keys = { doubts: 'caveats', doubtsSaid: 'caveatsSaid' };

/** The record with the names of this version; what is none of the old names stays as it is. */
export function renameRecord(
  record: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { kind } = record;
  const renamed = renameKeys(record, keys);
  return typeof kind === 'string' && Object.hasOwn(kinds, kind)
    ? { ...renamed, kind: kinds[kind] }
    : renamed;
}
