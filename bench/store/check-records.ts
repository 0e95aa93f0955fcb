// Whether the records of a run belong together and to its plan, before a document is made from them. Without this, a record
// that was lost, doubled or moved would only make fewer or other pairs, and a gate could pass on what is left.
import type { FaultRateRecord } from '../measurement/fault-records.ts';
import type {
  ConfigurationRecord,
  GroupStartedRecord,
  QualityRecord,
  RunRecord,
} from '../measurement/records.ts';
import type { RunManifest } from './manifest.ts';
import { findSumProblem } from './measurement-sums.ts';
import { refuse } from './read-input.ts';
import { findLine } from './record-log.ts';

/**
 * Checks the records of a comparison or a sweep.
 * @param records all of them, in the order written
 * @throws LoadstoneError RECORD_INVALID with file and line
 */
export function checkRunRecords(
  path: string,
  manifest: RunManifest,
  records: readonly RunRecord[],
): void {
  const groups = createGroupWatch(manifest);
  for (const record of records) {
    const problem = findStranger(manifest, record) ?? groups.add(record) ?? findSumProblem(record);
    if (problem !== undefined) refuse(path, findLine(record), problem);
  }
}

/** Checks the records of faults. @throws LoadstoneError RECORD_INVALID with file and line */
export function checkFaultRecords(
  path: string,
  manifest: RunManifest,
  records: readonly RunRecord[],
): void {
  const rate = records.findLast(
    (record): record is FaultRateRecord => record.kind === 'fault-rate',
  );
  const faults = new Set(rate?.faults.map(({ id }) => id));
  const seen = new Set<string>();
  for (const record of records) {
    let problem = findStranger(manifest, record) ?? findSumProblem(record);
    if (record.kind === 'fault-episode' || record.kind === 'fault-not-run') {
      const { group, variantId, faultId } = record;
      if (!faults.has(faultId)) problem ??= `faultId: names no fault of this run: ${faultId}`;
      const key = JSON.stringify([record.kind, group, variantId, faultId]);
      if (record.kind === 'fault-episode' && seen.has(key))
        problem ??= `is the second episode of ${variantId} with ${faultId} in group ${group}`;
      seen.add(key);
    }
    if (problem !== undefined) refuse(path, findLine(record), problem);
  }
}

function findStranger({ plan, experiment }: RunManifest, record: RunRecord): string | undefined {
  const isVariant = (id: string) => plan.variants.some((variant) => variant.id === id);
  if ('variantId' in record && !isVariant(record.variantId))
    return `variantId: names no variant of the plan: ${record.variantId}`;
  if ('scenario' in record && !experiment.scenarios.some(({ name }) => name === record.scenario))
    return `scenario: names none of the experiment: ${record.scenario}`;
  if ('loadId' in record && !experiment.loads.some(({ id }) => id === record.loadId))
    return `loadId: names no load of the experiment: ${record.loadId}`;
  if (record.kind !== 'group-started') return undefined;
  const stranger = record.launchOrder.find((id) => !isVariant(id));
  return stranger && `launchOrder: names no variant of the plan: ${stranger}`;
}

interface OpenGroup {
  readonly started: GroupStartedRecord;
  /** Trials by scenario, load and variant. */
  readonly trials: Set<string>;
  /** Variants that said how they are configured. */
  readonly configured: Set<string>;
  /** Variants whose data were looked at. */
  readonly looked: Set<string>;
}

/** Follows the groups: what is in one, whether it is there once, and whether a valid one has all of its trials. */
function createGroupWatch({ plan, sweep, experiment: { quality } }: RunManifest) {
  const notRun = new Set<string>();
  let open: OpenGroup | undefined;
  const addTrial = (record: RunRecord & { kind: 'trial' }, { trials }: OpenGroup) => {
    const key = nameTrial(record.scenario, record.loadId, record.variantId);
    if (trials.has(key)) return `is the second trial of ${key} in group ${record.group}`;
    trials.add(key);
    return undefined;
  };
  const addConfiguration = (
    { variantId, group }: ConfigurationRecord,
    { configured }: OpenGroup,
  ) => {
    if (configured.has(variantId))
      return `is the second configuration of ${variantId} in group ${group}`;
    configured.add(variantId);
    return undefined;
  };
  const addQuality = ({ variantId, group }: QualityRecord, { looked }: OpenGroup) => {
    if (looked.has(variantId))
      return `is the second reading of ${variantId}'s data in group ${group}`;
    looked.add(variantId);
    return undefined;
  };
  const findMissing = ({ started, trials, configured, looked }: OpenGroup): string | undefined => {
    if (sweep !== undefined) return undefined;
    const blocks = plan.groups.find(({ index }) => index === started.group)?.blocks ?? [];
    const launched = started.launchOrder.filter((id) => !notRun.has(id));
    const silent = launched.find((id) => !configured.has(id));
    if (silent !== undefined)
      return `group ${started.group} is valid, but its configuration of ${silent} is not there`;
    const unseen = quality && launched.find((id) => !looked.has(id));
    if (unseen !== undefined)
      return `group ${started.group} is valid, but what the data of ${unseen} are like is not there`;
    const wanted = blocks.flatMap(({ scenario, loadId }) =>
      launched.map((id) => nameTrial(scenario, loadId, id)),
    );
    const missing = wanted.find((key) => !trials.has(key));
    return missing && `group ${started.group} is valid, but its trial of ${missing} is not there`;
  };
  return {
    add(record: RunRecord): string | undefined {
      if (record.kind === 'not-run') notRun.add(record.variantId);
      if (!('group' in record)) return undefined;
      if (record.kind === 'group-started') {
        // Else a copy under another number would be one more value of the sample.
        if (!plan.groups.some(({ index }) => index === record.group))
          return `group: names no group of the plan: ${record.group}`;
        open = {
          ...{ started: record, trials: new Set(), configured: new Set(), looked: new Set() },
        };
        return undefined;
      }
      if (open?.started.group !== record.group)
        return `group: ${record.group} has not begun before this line, or has ended`;
      if (record.kind === 'trial') return addTrial(record, open);
      if (record.kind === 'configuration') return addConfiguration(record, open);
      if (record.kind === 'quality') return addQuality(record, open);
      if (record.kind !== 'group-ended') return undefined;
      const ended = open;
      open = undefined;
      return record.status === 'valid' ? findMissing(ended) : undefined;
    },
  };
}

function nameTrial(scenario: string, loadId: string, variantId: string): string {
  return `${scenario} (${loadId}) by ${variantId}`;
}
