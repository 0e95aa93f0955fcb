// Checks that the parts of a result document agree with each other: what JSON Schema cannot say.
import type { StructureProblem } from './check.ts';
import type { FaultsDocument } from './faults.ts';
import type { GateOutcome, GateStatus } from './gates.ts';
import { checkPrinted } from './printed-command.ts';
import type { LatencyDistribution, ResultDocument } from './result.ts';
import type { TourDocument } from './tour.ts';

/** Identifiers that lead nowhere, lists that must be equally long, and what may be there only once. */
export function checkReferences(document: ResultDocument): StructureProblem[] {
  const problems: StructureProblem[] = [...checkPrinted(document.run)];
  const ids = new Set<string>();
  document.variants.forEach((variant, index) => {
    if (ids.has(variant.id)) {
      problems.push({ path: `variants[${index}].id`, message: `is there twice: ${variant.id}` });
    }
    ids.add(variant.id);
  });
  const baselines = document.variants.filter((variant) => variant.isBaseline).length;
  if (baselines > 1) {
    problems.push({ path: 'variants', message: `must have one baseline, has ${baselines}` });
  }
  for (const { path, id } of listVariantReferences(document)) {
    if (!ids.has(id)) problems.push({ path, message: `names no variant of this document: ${id}` });
  }
  problems.push(...checkVerdicts(document));
  const { scenarioIndex } = document.headline;
  if (scenarioIndex !== null && scenarioIndex >= document.scenarios.length) {
    problems.push({ path: 'headline.scenarioIndex', message: 'points at no scenario' });
  }
  document.scenarios.forEach((scenario, at) => {
    scenario.cells.forEach((cell, index) => {
      const path = `scenarios[${at}].cells[${index}].distribution`;
      if (cell.distribution !== null) problems.push(...checkDistribution(cell.distribution, path));
    });
  });
  return problems;
}

/** What a gate's outcome comes to. */
const statusOfOutcome: Readonly<Record<GateOutcome, GateStatus>> = {
  better: 'pass',
  equivalent: 'pass',
  'worse-within-tolerance': 'pass',
  'within-limit': 'pass',
  regression: 'fail',
  'over-limit': 'fail',
  undecided: 'inconclusive',
  undecidable: 'inconclusive',
  'not-exercised': 'inconclusive',
  'not-run': 'error',
  'invalid-run': 'error',
};

/** What a run is said to be has to follow from what stands beside it: a document is edited more easily than a run is. */
function checkVerdicts({ validity, gates }: ResultDocument): StructureProblem[] {
  const problems: StructureProblem[] = [];
  const hasFailed = validity.checks.some(({ status }) => status === 'failed');
  if (hasFailed && validity.status === 'valid')
    problems.push({ path: 'validity.status', message: 'must be invalid, as a check failed' });
  gates.forEach(({ status, outcome, kind, limitKind, limit, lower, upper }, index) => {
    const path = `gates[${index}]`;
    if (statusOfOutcome[outcome] !== status)
      problems.push({
        path: `${path}.status`,
        message: `must be ${statusOfOutcome[outcome]}, as the outcome is ${outcome}`,
      });
    if (status === 'pass' && validity.status === 'invalid')
      problems.push({ path: `${path}.status`, message: 'must not be pass in an invalid run' });
    if (status !== 'pass' || kind !== 'relative') return;
    const isWithin =
      limitKind === 'at-most' ? upper !== null && upper <= limit : lower !== null && lower >= limit;
    if (!isWithin)
      problems.push({
        path: `${path}.upper`,
        message: `must be within the limit of ${limit}, as the gate passes`,
      });
  });
  return problems;
}

function listVariantReferences(document: ResultDocument): { path: string; id: string }[] {
  const found: { path: string; id: string }[] = [];
  const add = (path: string, id: string | null) => {
    if (id !== null) found.push({ path, id });
  };
  add('headline.variantId', document.headline.variantId);
  document.scenarios.forEach((scenario, at) => {
    const path = `scenarios[${at}]`;
    scenario.cells.forEach((cell, index) => {
      add(`${path}.cells[${index}].variantId`, cell.variantId);
    });
    if (scenario.recommendation === null) return;
    add(`${path}.recommendation.variantId`, scenario.recommendation.variantId);
    scenario.recommendation.tiedVariantIds.forEach((id, index) => {
      add(`${path}.recommendation.tiedVariantIds[${index}]`, id);
    });
  });
  document.trials.forEach((trial, index) => {
    add(`trials[${index}].variantId`, trial.variantId);
  });
  document.configurationChecks.forEach((check, index) => {
    add(`configurationChecks[${index}].variantId`, check.variantId);
  });
  document.exercise?.forEach((check, index) => {
    add(`exercise[${index}].variantId`, check.variantId);
  });
  document.scaling?.forEach((law, at) => {
    add(`scaling[${at}].variantId`, law.variantId);
    law.points.forEach((point, index) => {
      add(`scaling[${at}].points[${index}].variantId`, point.variantId);
    });
  });
  return found;
}

function checkDistribution(distribution: LatencyDistribution, path: string): StructureProblem[] {
  const problems: StructureProblem[] = [];
  const { percentiles } = distribution;
  for (const name of ['latencyUs', 'groupLowUs', 'groupHighUs'] as const) {
    const { length } = distribution[name];
    if (length !== percentiles.length) {
      const message = `must have ${percentiles.length} items like percentiles, has ${length}`;
      problems.push({ path: `${path}.${name}`, message });
    }
  }
  const falls = percentiles.findIndex((value, index) => value <= (percentiles[index - 1] ?? -1));
  if (falls !== -1) {
    problems.push({ path: `${path}.percentiles[${falls}]`, message: 'must ascend' });
  }
  return problems;
}

/** Cells that name no variant or no fault of the document, which JSON Schema cannot say. */
export function checkFaultReferences({
  run,
  variants,
  faults,
}: FaultsDocument): StructureProblem[] {
  const variantIds = new Set(variants.map(({ id }) => id));
  const faultIds = new Set(faults.faults.map(({ id }) => id));
  const cells = faults.cells.flatMap(({ variantId, faultId }, index) => {
    const found: StructureProblem[] = [];
    const path = `faults.cells[${index}]`;
    if (!variantIds.has(variantId))
      found.push({
        path: `${path}.variantId`,
        message: `names no variant of this document: ${variantId}`,
      });
    if (!faultIds.has(faultId))
      found.push({
        path: `${path}.faultId`,
        message: `names no fault of this document: ${faultId}`,
      });
    return found;
  });
  return [...checkPrinted(run), ...cells];
}

const measured: readonly TourDocument['chapters'][number]['status'][] = ['measured', 'partial'];

/** A chapter twice, a finding where nothing was measured or none where something was, and a row that is not there. */
export function checkTourReferences({ tour, chapters }: TourDocument): StructureProblem[] {
  const problems: StructureProblem[] = [...checkPrinted(tour)];
  for (const [index, { id, status, run, finding }] of chapters.entries()) {
    const path = `chapters[${index}]`;
    const add = (key: string, message: string) =>
      problems.push({ path: `${path}.${key}`, message });
    if (chapters.findIndex((other) => other.id === id) < index) add('id', `is there twice: ${id}`);
    const isMeasured = measured.includes(status);
    if (isMeasured !== (finding !== null))
      add('finding', `must be ${isMeasured ? 'there' : 'null'}, as the chapter is ${status}`);
    if (finding === null) continue;
    if (run === null) add('run', 'must be there beside a finding');
    const { rowIndex, rows, verdict } = finding;
    if (rowIndex !== null && rowIndex >= rows.length) add('finding.rowIndex', 'points at no row');
    if (verdict === 'invalid' && rows.length > 0)
      add('finding.rows', 'must be empty in an invalid run');
    // A verdict that no row has was not read from the run.
    if (rows.length > 0 && !rows.some((row) => row.verdict === verdict))
      add('finding.verdict', `is that of no row: ${verdict}`);
  }
  return problems;
}
