// An experiment as it is written into a run folder: with the values that may be, and hashes for all others.
import type { Experiment } from '../spec/experiment.ts';
import { findRecordedNames, type IsRecorded, isPrivateSetting } from '../spec/recorded-names.ts';
import { listSecretParts } from '../spec/secrets.ts';
import { recordCommand } from './recorded-command.ts';
import { recordUrls } from './recorded-url.ts';
import type { ValueHasher } from './value-hash.ts';

type Table = Readonly<Record<string, unknown>>;

interface Rule {
  readonly isRecorded: IsRecorded;
  readonly hasher: ValueHasher;
}

/** Keys of an experiment by what stands under them, wherever they are met: a new place is covered by its key. */
const tables = new Set(['env', 'headers']);
const commands = new Set(['command', 'args', 'install']);
const bodies = new Set(['body', 'bodyIncludes']);

/**
 * The values of variables, headers, query parameters and bodies become hashes but for the names that are recorded;
 * command lines and URLs lose credentials. Of one that is so already it is the same.
 */
export function recordExperiment(experiment: Experiment, hasher: ValueHasher): Experiment {
  const rule = { isRecorded: findRecordedNames(experiment), hasher };
  // The run is planned again by its path, which is none of a request.
  const { configPath } = experiment;
  return { ...(recordValue(experiment, '', rule) as Experiment), configPath };
}

function recordValue(value: unknown, key: string, rule: Rule): unknown {
  const { isRecorded, hasher } = rule;
  if (typeof value === 'string')
    return bodies.has(key) ? hasher.mark(key, value) : recordUrls(value, isRecorded, hasher);
  if (Array.isArray(value))
    return commands.has(key) && isTexts(value)
      ? recordCommand(value, isRecorded, hasher)
      : value.map((item) => recordValue(item, key, rule));
  if (typeof value !== 'object' || value === null) return value;
  if (tables.has(key)) return recordTable(value as Table, (name) => !isRecorded(name), hasher);
  if (key === 'settings') {
    const isHidden = (name: string) => !isRecorded(name) && isPrivateSetting(name);
    return recordTable(value as Table, isHidden, hasher);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, recordValue(item, name, rule)]),
  );
}

function isTexts(list: readonly unknown[]): list is readonly string[] {
  return list.every((item) => typeof item === 'string');
}

function recordTable(
  table: Table,
  isHidden: (name: string) => boolean,
  hasher: ValueHasher,
): Table {
  return Object.fromEntries(
    Object.entries(table).map(([name, value]) => [
      name,
      isHidden(name) ? hasher.mark(name, toText(value)) : value,
    ]),
  );
}

/** Every value that is hidden so, with everything in it that could turn up alone; harmless ones are among them. */
export function collectHiddenValues(experiment: Experiment): readonly string[] {
  const values = new Set<string>();
  const mark = (_name: string, value: string): string => {
    for (const part of listSecretParts(value)) if (part !== '') values.add(part);
    return '';
  };
  recordExperiment(experiment, { keyId: '', mark, digest: () => '' });
  return [...values];
}

/** Settings that a service says are in effect, comparable with the variables that its levels set. */
export function recordEcho(
  config: Readonly<Record<string, unknown>>,
  isRecorded: IsRecorded,
  hasher: ValueHasher,
): Readonly<Record<string, unknown>> {
  return recordTable(config, (name) => !isRecorded(name), hasher);
}

/** As an environment variable would hold it; null is an empty one. */
function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
