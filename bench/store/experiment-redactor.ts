// The redactor of an experiment: it knows what of the config may be written, and the words that reports need.
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { Experiment } from '../spec/experiment.ts';
import { findRecordedNames } from '../spec/recorded-names.ts';
import { collectSecrets } from '../spec/secrets.ts';
import { collectHiddenValues, recordEcho, recordExperiment } from './recorded-experiment.ts';
import { createRedactor, type Redactor } from './redaction.ts';
import type { ValueHasher } from './value-hash.ts';

/** Words of the documents themselves, which a default password must not tear out. */
const documentWords = ['postgres', 'postgresql', 'redis', 'localhost', '127.0.0.1', 'loadstone'];

/**
 * Makes the redactor for everything that is written about this experiment; the same one after a resume. In a manifest,
 * a plan or a record that it is given, values that are not to be written become hashes; whatever the documents say
 * besides loses the secrets of the config.
 */
export function createExperimentRedactor(experiment: Experiment, hasher: ValueHasher): Redactor {
  const isRecorded = findRecordedNames(experiment);
  const base = createRedactor(collectSecrets(experiment), {
    publicWords: [...documentWords, ...listPublicWords(experiment)],
    privateValues: collectHiddenValues(experiment),
    isRecorded,
  });
  const withHashes = (given: unknown): unknown => {
    if (typeof given !== 'object' || given === null) return given;
    if ('experiment' in given && 'plan' in given)
      return { ...given, experiment: recordExperiment(given.experiment as Experiment, hasher) };
    if (
      'kind' in given &&
      given.kind === 'configuration' &&
      'config' in given &&
      isTable(given.config)
    )
      return { ...given, config: recordEcho(given.config, isRecorded, hasher) };
    return given;
  };
  return { ...base, value: <T>(given: T) => base.value(withHashes(given) as T) };
}

/** For documents that are made again of what was recorded; query values that may be written stay in them. */
export function createDocumentRedactor({ record = [] }: Experiment): Redactor {
  return createRedactor([], { isRecorded: findRecordedNames({ record, factors: [] }) });
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Names that stand in reports, and paths that a run is planned by again. */
function listPublicWords(experiment: Experiment): readonly string[] {
  const { name, description, configPath, factors, scenarios, loads, design, faults, quality } =
    experiment;
  return [
    ...[name, description, configPath, dirname(configPath), experiment.target.cwd, hostname()],
    ...factors.flatMap((factor) => [factor.name, ...factor.levels.map((level) => level.name)]),
    ...scenarios.flatMap((scenario) => [scenario.name, scenario.description]),
    ...loads.map(({ id }) => id),
    ...(design.kind === 'named' ? design.variants.map((variant) => variant.name) : []),
    ...[...(experiment.gates ?? []), ...(faults?.gates ?? [])].map((gate) => gate.name),
    ...[...(faults?.audit.invariants ?? []), ...(quality?.invariants ?? [])].map(
      (invariant) => invariant.name,
    ),
    ...(quality?.measures ?? []).flatMap(({ name, description }) => [name, description]),
    experiment.driver,
  ];
}
