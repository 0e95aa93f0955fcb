// What recorded runs come to: questions whose answer a run of the moment would leave to the machine.
import { expect, test } from 'vitest';
import { readDocument } from '../reports/document/versions.ts';
import { renderLiveFragments } from '../reports/live/live-page.ts';
import { replayRecordedRuns } from './golden/outputs.ts';

const written = new Map(replayRecordedRuns());
const read = (name: string): unknown => JSON.parse(written.get(`runs/${name}`) ?? 'null');

test('a service that was paused is out while it lasts, and recovers in every group', () => {
  const { faults } = readDocument('faults', read('20261130-181232-eb73/faults.json'));
  const [cell] = faults.cells;
  expect(cell).toMatchObject({ variantId: 'mode=right', status: 'measured' });
  const figures = cell?.figures;
  expect(figures?.recover).toMatchObject({ censored: 0 });
  expect(figures?.before.availability.ratio).toBeGreaterThan(0.9);
  expect(figures?.during.availability.ratio).toBeLessThan(0.5);
  expect(figures?.after.availability.ratio).toBeGreaterThan(0.9);
  expect(figures?.longestOutage.medianMs).toBeGreaterThanOrEqual(1_000);
});

test('the live page ends with the recommendation of the report', () => {
  const soFar = readDocument('result', read('20261130-021202-a52d/result.json'));
  const fragments = renderLiveFragments({
    ...{ name: soFar.run.name, status: 'ended', soFar, reportPath: 'runs/r/report.html' },
    progress: {
      ...{ runId: soFar.run.id, groupsPlanned: 8, groupsDone: 8, groupsVoid: 0, rows: [] },
      ...{ phase: '', activeVariantId: undefined, elapsedMs: 1, etaMs: undefined, messages: [] },
    },
    ...{ groups: [], looks: { kind: 'fixed', groups: [8] }, loadstoneVersion: '0.1.0' },
  });
  const { kind, variantId } = soFar.headline;
  expect(kind).toBe('choose');
  const label = soFar.variants.find(({ id }) => id === variantId)?.label ?? '';
  expect(label).toBe('tiered · single · composite');
  expect(fragments['live-now']).toMatch(/<h1[^>]*>.*tiered · single · composite/s);
  expect(fragments['live-verdicts']).toContain('is-recommended');
  expect(written.get('runs/20261130-021202-a52d/report.html')).toContain(label);
});
