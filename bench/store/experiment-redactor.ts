// The redactor of an experiment: it knows the secrets of the config, and the words that reports need.
import type { Experiment } from '../spec/experiment.ts';
import { collectSecrets } from '../spec/secrets.ts';
import { createRedactor, type Redactor } from './redaction.ts';

/** Words of the documents themselves, which a default password must not tear out. */
const documentWords = ['postgres', 'postgresql', 'redis', 'localhost', '127.0.0.1', 'loadstone'];

/** Makes the redactor for everything that is written about this experiment; the same one after a resume. */
export function createExperimentRedactor(experiment: Experiment): Redactor {
  const { name, factors, scenarios, loads } = experiment;
  return createRedactor(collectSecrets(experiment), [
    ...documentWords,
    name,
    ...factors.flatMap((factor) => [factor.name, ...factor.levels.map((level) => level.name)]),
    ...scenarios.map((scenario) => scenario.name),
    ...loads.map(({ id }) => id),
  ]);
}
