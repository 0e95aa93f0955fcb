// Whatever of an experiment differs between two runs is told by `compare`, whichever setting it is.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { compareRuns } from '../analysis/runs/compare-runs.ts';
import type { Experiment } from '../spec/experiment.ts';
import { buildResultDocument } from './document.ts';
import { listRecordedSettings } from './recorded-settings.ts';
import { buildSmallExperiment, buildTestManifest, writeTestRun } from './test-manifest.ts';

function measure(experiment: Experiment, id: string) {
  const runs = mkdtempSync(join(tmpdir(), 'loadstone-settings-'));
  onTestFinished(() => rmSync(runs, { recursive: true }));
  const manifest = buildTestManifest({ id, experiment, hashKeyId: 'key' });
  return buildResultDocument(writeTestRun(runs, manifest));
}

const plain = buildSmallExperiment();
const changed: Experiment = {
  ...plain,
  slices: { ...plain.slices, loadMs: 601 },
  warmup: { requests: 7, untilSteady: false, maxMs: 801 },
  limits: { ...plain.limits, foreignCpuRatio: 1 },
  requestTimeoutMs: 4_321,
  bodyCheckRatio: 0.123,
  placement: 'none',
  parity: { requests: 3, ignore: ['at', 'by'], values: true },
  gates:
    plain.gates?.map((gate) => ({
      ...{ ...gate, configLine: 99 },
      rule: { kind: 'relative', toleranceRatio: 0.5 },
    })) ?? [],
};

test('settings that differ are told by their place with both values, and no others', () => {
  const { settings } = compareRuns(measure(plain, 'a'), measure(changed, 'b'));
  const told = settings.flatMap(({ name, subject, a, b }) =>
    name === 'configured' ? [[subject, a[0] === null ? null : String(a[0]), b[0]]] : [],
  );
  expect(told).toContainEqual(['slices.loadMs', String(plain.slices.loadMs), '601']);
  expect(told).toContainEqual([
    ...['limits.foreignCpuRatio', String(plain.limits.foreignCpuRatio), '1'],
  ]);
  const places = told.map(([place]) => place);
  for (const place of [
    ...['warmup.maxMs', 'requestTimeoutMs', 'bodyCheckRatio', 'placement', 'parity.ignore'],
    ...['gates.not-slower.rule.toleranceRatio'],
  ])
    expect(places).toContain(place);
  expect(places.filter((place) => /configLine|cwd|configPath/.test(String(place)))).toEqual([]);
  const same = compareRuns(measure(plain, 'a'), measure(plain, 'b'));
  expect(same.settings).toEqual([]);
});

test('a load that one run has alone is told once, and a derived rate as such', () => {
  const share = (capacityRatio: number): Experiment => ({
    ...plain,
    loads: [
      {
        id: 'open',
        load: { kind: 'open-share', capacityRatio, arrivals: 'poisson', maxConnections: 9 },
      },
    ],
  });
  const settings = (experiment: Experiment) => {
    const found = listRecordedSettings(buildTestManifest({ experiment, hashKeyId: 'key' }));
    if (found === undefined) throw new Error('no settings');
    return found;
  };
  const document = measure(plain, 'a');
  const at = (rateRps: number, capacityRatio: number) => ({
    ...document,
    run: { ...document.run, settings: settings(share(capacityRatio)) },
    scenarios: document.scenarios.map((one) => ({
      ...one,
      load: { ...one.load, id: 'open', rateRps },
    })),
  });
  const names = compareRuns(at(1_459, 0.7), at(427, 0.3)).settings.map(
    ({ name, subject }) => `${name} ${subject}`,
  );
  expect(names).toEqual(['derivedRateRps browse · open', 'configured loads.open.capacityRatio']);
  const other = compareRuns(document, at(427, 0.3)).settings.map(({ subject }) => subject);
  expect(other.filter((subject) => subject?.startsWith('loads.'))).toEqual([]);
});
