// Reads a document of any kind: unknown in, typed out, or every problem at once. Those of older versions are upgraded.
import type { TSchema } from 'typebox';
import { findProblems, type StructureProblem } from './check.ts';
import { compareSchemaVersion, RunComparison } from './compare.ts';
import { ExplainDocument, explainSchemaVersion } from './explain.ts';
import { FaultsDocument, faultsSchemaVersion } from './faults.ts';
import { HistoryDocument, historySchemaVersion } from './history.ts';
import { NoiseDocument } from './noise.ts';
import { ProfileDocument, profileSchemaVersion } from './profile.ts';
import { checkFaultReferences, checkReferences, checkTourReferences } from './references.ts';
import { ResultDocument, resultSchemaVersion } from './result.ts';
import { SweepDocument, sweepSchemaVersion } from './sweep.ts';
import { TourDocument, tourSchemaVersion } from './tour.ts';
import { renameCaveats } from './upgrade-caveats.ts';
import { renameKeys } from './upgrade-keys.ts';
import { upgradeMessages } from './upgrade-messages.ts';

/** What a document may be, by the word that stands in its `kind`. */
export interface Documents {
  /** Of a comparison, with its gates; the word stands in none of them. */
  readonly result: ResultDocument;
  readonly faults: FaultsDocument;
  readonly sweep: SweepDocument;
  readonly 'run-comparison': RunComparison;
  readonly explanation: ExplainDocument;
  readonly profile: ProfileDocument;
  readonly history: HistoryDocument;
  readonly noise: NoiseDocument;
  readonly tour: TourDocument;
}

export type DocumentKind = keyof Documents;

interface Reading<Document> {
  /** What it is called in a message. */
  readonly name: string;
  readonly schema: TSchema;
  /** Null where the kind has no versions. */
  readonly version: number | null;
  /** Brings each older version that is read to the next one. */
  readonly upgrades?: Readonly<Record<number, (value: Loose) => Loose>>;
  /** What a schema cannot say. */
  readonly check?: (document: Document) => readonly StructureProblem[];
}

const readings: { readonly [Kind in DocumentKind]: Reading<Documents[Kind]> } = {
  result: {
    ...{ name: 'result document', schema: ResultDocument, version: resultSchemaVersion },
    upgrades: {
      1: upgradeResult,
      2: upgradeSentences(ResultDocument, (value) => nameChecks(fillResult(value))),
      3: (value) => ({ ...nameChecks(value), schemaVersion: 4 }),
    },
    check: checkReferences,
  },
  faults: {
    ...{ name: 'document of faults', schema: FaultsDocument, version: faultsSchemaVersion },
    // Evidence and mechanisms became messages later than the rest.
    upgrades: { 1: upgradeSentences(FaultsDocument), 2: upgradeSentences(FaultsDocument) },
    check: checkFaultReferences,
  },
  sweep: {
    ...{ name: 'document of a sweep', schema: SweepDocument, version: sweepSchemaVersion },
    upgrades: { 1: upgradeSentences(SweepDocument) },
  },
  'run-comparison': {
    ...{ name: 'comparison of two runs', schema: RunComparison, version: compareSchemaVersion },
    upgrades: { 1: upgradeSentences(RunComparison) },
  },
  explanation: {
    ...{ name: 'explanation', schema: ExplainDocument, version: explainSchemaVersion },
    upgrades: { 1: upgradeSentences(ExplainDocument) },
  },
  profile: { name: 'profile', schema: ProfileDocument, version: profileSchemaVersion },
  history: { name: 'history', schema: HistoryDocument, version: historySchemaVersion },
  noise: { name: 'document of noise', schema: NoiseDocument, version: null },
  tour: {
    ...{ name: 'document of a tour', schema: TourDocument, version: tourSchemaVersion },
    check: checkTourReferences,
  },
};

/** Why a value is not a document that this version can read. */
export class DocumentError extends Error {
  /** `VERSION_UNKNOWN` where it is a document of another version, else `STRUCTURE_INVALID`. */
  readonly code: 'VERSION_UNKNOWN' | 'STRUCTURE_INVALID';
  readonly problems: readonly StructureProblem[];

  constructor(code: DocumentError['code'], problems: readonly StructureProblem[], name: string) {
    const lines = problems.map(
      ({ path, message }) => `  ${path === '' ? '(document)' : path} ${message}`,
    );
    super([`not a readable ${name}:`, ...lines].join('\n'));
    this.name = 'DocumentError';
    this.code = code;
    this.problems = problems;
  }
}

/** The kind that a value says it is of; a `result` where it says none, since documents of comparisons don't. */
export function kindOf(value: unknown): DocumentKind {
  const kind = isLoose(value) ? value.kind : undefined;
  return typeof kind === 'string' && Object.hasOwn(readings, kind)
    ? (kind as DocumentKind)
    : 'result';
}

/**
 * A value, for example from JSON.parse, as a document of a kind; one of an older version is upgraded.
 * @throws DocumentError `VERSION_UNKNOWN` or `STRUCTURE_INVALID` with all problems by path.
 */
export function readDocument<Kind extends DocumentKind>(
  kind: Kind,
  given: unknown,
): Documents[Kind] {
  const { name, schema, version, upgrades = {}, check }: Reading<Documents[Kind]> = readings[kind];
  const found = isLoose(given) ? given.schemaVersion : undefined;
  if (typeof found === 'number' && version !== null && found !== version && !upgrades[found]) {
    const oldest = Math.min(version, ...Object.keys(upgrades).map(Number));
    const range = oldest === version ? `version ${version}` : `versions ${oldest} to ${version}`;
    const message = `is ${found}; this Loadstone reads ${range}`;
    throw new DocumentError('VERSION_UNKNOWN', [{ path: 'schemaVersion', message }], name);
  }
  const value = renameCaveats(upgradeAll(given, upgrades));
  const problems = findProblems(schema, value);
  if (problems.length > 0) throw new DocumentError('STRUCTURE_INVALID', problems, name);
  const document = value as Documents[Kind];
  const mismatches = check?.(document) ?? [];
  if (mismatches.length > 0) throw new DocumentError('STRUCTURE_INVALID', mismatches, name);
  return document;
}

type Loose = Readonly<Record<string, unknown>>;

function upgradeAll(value: unknown, upgrades: NonNullable<Reading<never>['upgrades']>): unknown {
  const upgrade = isLoose(value) ? upgrades[Number(value.schemaVersion)] : undefined;
  return upgrade === undefined ? value : upgradeAll(upgrade(value as Loose), upgrades);
}

/** To the version in which each sentence is a message, from the one before it. */
function upgradeSentences(
  schema: TSchema,
  fill = (value: Loose): Loose => value,
): (value: Loose) => Loose {
  return (value) => ({
    ...(upgradeMessages(schema, fill(value)) as Loose),
    schemaVersion: Number(value.schemaVersion) + 1,
  });
}

/**
 * A document of version 1 in the form of version 2. Only keys are added: one look at the end, no gates,
 * no prices, no effects of factors, no p-values. Parts that are not as version 1 has them stay as they
 * are, for the structure check to name.
 */
function upgradeResult(value: Loose): Loose {
  return {
    ...value,
    schemaVersion: 2,
    run: isLoose(value.run) ? upgradeRun(value.run) : value.run,
    scenarios: mapList(value.scenarios, (scenario) => ({
      ...scenario,
      factorial: null,
      pairwise: [],
      groupRatios: [],
      recommendation: isLoose(scenario.recommendation)
        ? { ...scenario.recommendation, cheaperVariantId: null }
        : scenario.recommendation,
      cells: mapList(scenario.cells, upgradeCell),
    })),
    gates: [],
    overall: [],
  };
}

/** Keys that came to version 2 later, empty where a document was written before them. */
function fillResult(value: Loose): Loose {
  const scenarios = mapList(value.scenarios, (scenario) => ({ groupRatios: [], ...scenario }));
  return { ...value, scenarios };
}

/**
 * The name that the checks of configurations have since version 4. Version 2 takes it early, since its sentences are
 * looked for by the present schema.
 */
function nameChecks(value: Loose): Loose {
  return renameKeys(value, { treatment: 'configurationChecks' });
}

function upgradeRun(run: Loose): Loose {
  const sequential: ResultDocument['run']['sequential'] = {
    ...{ kind: 'fixed', overallAlpha: 0.05, nominalAlpha: 0.05, stoppedBecause: 'groups' },
    looks: typeof run.groupsPlanned === 'number' ? [run.groupsPlanned] : [],
  };
  return { ...run, sequential, prices: null };
}

function upgradeCell(cell: Loose): Loose {
  return {
    ...cell,
    timeline: null,
    costBasis: null,
    comparisons: mapList(cell.comparisons, (comparison) => ({
      ...comparison,
      ...{ pValue: null, adjustedPValue: null, foreignAdjusted: null, leastDetectableRatio: null },
    })),
    routes: mapList(cell.routes, (route) => ({ ...route, comparisons: [] })),
  };
}

function mapList(value: unknown, change: (item: Loose) => Loose): unknown {
  return Array.isArray(value)
    ? value.map((item: unknown) => (isLoose(item) ? change(item) : item))
    : value;
}

function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
