// Names under `record` occur in the config, and none of them is that of a secret.
import type { LoadstoneConfig } from './config-schema.ts';
import { suggest } from './did-you-mean.ts';
import { buildMeaningProblem, type ConfigProblem } from './problem.ts';
import { isSecretName } from './secret-name.ts';
import { decodeText, findQueryValues } from './url-parts.ts';

export function* findRecordProblems({
  record = [],
  ...config
}: LoadstoneConfig): Generator<ConfigProblem> {
  const known = [...new Set(listNames(config))];
  const lower = new Set(known.map((name) => name.toLowerCase()));
  for (const [index, name] of record.entries()) {
    const path = ['record', index];
    if (isSecretName(name)) {
      const message = `names a secret (${name}), whose value is never recorded: its hash is, so that runs can be compared`;
      yield buildMeaningProblem(path, message);
    } else if (!lower.has(name.toLowerCase())) {
      const message = `${name} is no variable, header or query parameter of this config; ${suggest(name, known)}`;
      yield buildMeaningProblem(path, message);
    }
  }
}

/** Tables of names and values that services and requests are given. */
const tables = new Set(['env', 'headers', 'settings']);

function* listNames(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    for (const { name } of findQueryValues(value)) yield decodeText(name);
  } else if (Array.isArray(value)) {
    for (const item of value) yield* listNames(item);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (tables.has(key) && typeof item === 'object' && item !== null) yield* Object.keys(item);
      yield* listNames(item);
    }
  }
}
