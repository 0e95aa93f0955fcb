// Reads a result document: unknown in, typed out, or every problem at once.
import { checkReferences } from './references.ts';
import resultSchema from './result.schema.json' with { type: 'json' };
import type { ResultDocument } from './result.ts';
import { resultSchemaVersion } from './result.ts';
import { checkStructure, type StructureProblem } from './structure.ts';
import { fillResult, upgradableVersions, upgradeResult } from './upgrade.ts';

/** Why a value is not a document that this version can read. */
export class ResultFormatError extends Error {
  /** `VERSION_UNKNOWN` where it is a document of another version, else `STRUCTURE_INVALID`. */
  readonly code: 'VERSION_UNKNOWN' | 'STRUCTURE_INVALID';
  readonly problems: readonly StructureProblem[];

  constructor(
    code: ResultFormatError['code'],
    problems: readonly StructureProblem[],
    kind = 'result document',
  ) {
    const lines = problems.map(
      ({ path, message }) => `  ${path === '' ? '(document)' : path} ${message}`,
    );
    super([`not a readable ${kind}:`, ...lines].join('\n'));
    this.name = 'ResultFormatError';
    this.code = code;
    this.problems = problems;
  }
}

/**
 * A value, for example from JSON.parse, as a result document; one of an older version is upgraded.
 * @throws ResultFormatError `VERSION_UNKNOWN` or `STRUCTURE_INVALID` with all problems by path.
 */
export function parseResult(given: unknown): ResultDocument {
  const version = readVersion(given);
  const isOlder = typeof version === 'number' && upgradableVersions.includes(version);
  if (typeof version === 'number' && version !== resultSchemaVersion && !isOlder) {
    const message = `is ${version}; this Loadstone reads versions 1 to ${resultSchemaVersion}`;
    throw new ResultFormatError('VERSION_UNKNOWN', [{ path: 'schemaVersion', message }]);
  }
  const value = isOlder
    ? upgradeResult(given as Readonly<Record<string, unknown>>)
    : fillResult(given);
  const problems = checkStructure(value, resultSchema);
  if (problems.length > 0) throw new ResultFormatError('STRUCTURE_INVALID', problems);
  const document = value as ResultDocument;
  const mismatches = checkReferences(document);
  if (mismatches.length > 0) throw new ResultFormatError('STRUCTURE_INVALID', mismatches);
  return document;
}

function readVersion(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('schemaVersion' in value)) return undefined;
  return value.schemaVersion;
}
