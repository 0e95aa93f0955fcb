// The settings of a recorded experiment by their place in the config, so that two runs can be compared.
import type { RecordedSettings } from '../../reports/schema/settings.ts';
import type { Experiment, PrepareStep } from '../spec/experiment.ts';
import type { RunManifest } from './manifest.ts';

/** Undefined for runs from before values were hashed. */
export function listRecordedSettings(manifest: RunManifest): RecordedSettings | undefined {
  const { hashKeyId, experiment } = manifest;
  if (hashKeyId === undefined) return undefined;
  return { hashKeyId, values: Object.fromEntries(listPlaces(experiment)) };
}

type Place = readonly [path: string, value: string];

function* listPlaces({ target, postgres, factors, scenarios }: Experiment): Generator<Place> {
  if (target.command !== undefined) yield ['target.command', target.command.join(' ')];
  yield* listTable('target.env', target.env);
  yield* listTable('target.headers', target.headers ?? {});
  if (postgres !== undefined) {
    yield* listTable('services.postgres.settings', postgres.settings);
    yield* listStep('services.postgres.prepare', postgres.prepare);
  }
  for (const factor of factors) {
    for (const level of factor.levels) {
      const path = `factors.${factor.name}.levels.${level.name}`;
      yield* listTable(`${path}.env`, level.env);
      if (level.args.length > 0) yield [`${path}.args`, level.args.join(' ')];
      yield* listStep(`${path}.prepare`, level.prepare);
    }
  }
  for (const { name, ref } of scenarios) {
    if (ref.kind !== 'inline') continue;
    for (const [index, { method, path, headers, body }] of ref.requests.entries()) {
      const place = `scenarios.${name}.requests[${index}]`;
      yield [place, `${method} ${path}`];
      yield* listTable(`${place}.headers`, headers);
      if (body !== undefined) yield [`${place}.body`, body];
    }
  }
}

function* listTable(path: string, table: Readonly<Record<string, string>>): Generator<Place> {
  for (const [name, value] of Object.entries(table)) yield [`${path}.${name}`, value];
}

function* listStep(path: string, step: PrepareStep | undefined): Generator<Place> {
  if (step === undefined) return;
  yield [`${path}.command`, step.command.join(' ')];
  yield* listTable(`${path}.env`, step.env);
}
