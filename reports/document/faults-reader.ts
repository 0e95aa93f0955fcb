// Reads a document of faults: unknown in, typed out, or every problem at once.
import faultsSchema from './faults.schema.json' with { type: 'json' };
import { type FaultsDocument, faultsSchemaVersion } from './faults.ts';
import { checkPrinted } from './printed-command.ts';
import { ResultFormatError } from './reader.ts';
import resultSchema from './result.schema.json' with { type: 'json' };
import { checkStructure, type StructureProblem } from './structure.ts';

/** True for what says of itself that it is the document of `loadstone faults`. */
export function isFaultsDocument(value: unknown): boolean {
  return isRecord(value) && value.kind === 'faults';
}

/**
 * A value, for example from JSON.parse, as a document of faults.
 * @throws ResultFormatError `VERSION_UNKNOWN` or `STRUCTURE_INVALID` with all problems by path.
 */
export function parseFaults(value: unknown): FaultsDocument {
  const version = isRecord(value) ? value.schemaVersion : undefined;
  if (typeof version === 'number' && version !== faultsSchemaVersion) {
    const message = `is ${version}; this Loadstone reads version ${faultsSchemaVersion}`;
    refuse('VERSION_UNKNOWN', [{ path: 'schemaVersion', message }]);
  }
  const problems = checkStructure(value, faultsSchema, [resultSchema]);
  if (problems.length > 0) refuse('STRUCTURE_INVALID', problems);
  const document = value as FaultsDocument;
  const strangers = [...checkPrinted(document.run), ...listStrangers(document)];
  if (strangers.length > 0) refuse('STRUCTURE_INVALID', strangers);
  return document;
}

function refuse(code: ResultFormatError['code'], problems: readonly StructureProblem[]): never {
  throw new ResultFormatError(code, problems, 'document of faults');
}

/** Cells that name no variant or no fault of the document, which JSON Schema cannot say. */
function listStrangers({ variants, faults }: FaultsDocument): StructureProblem[] {
  const variantIds = new Set(variants.map(({ id }) => id));
  const faultIds = new Set(faults.faults.map(({ id }) => id));
  return faults.cells.flatMap(({ variantId, faultId }, index) => {
    const path = `faults.cells[${index}]`;
    return [
      ...(variantIds.has(variantId)
        ? []
        : [
            {
              path: `${path}.variantId`,
              message: `names no variant of this document: ${variantId}`,
            },
          ]),
      ...(faultIds.has(faultId)
        ? []
        : [{ path: `${path}.faultId`, message: `names no fault of this document: ${faultId}` }]),
    ];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
