// `loadstone noise`: what it measures is kept for this machine, and plan and gate use it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NoiseDocument } from '../reports/document/noise.ts';
import { copyGatedService, type GatedService } from './support/gated-service.ts';

let service: GatedService;
beforeAll(() => {
  service = copyGatedService();
});
afterAll(() => service.remove());

const readRunFile = () =>
  readFileSync(join(service.cwd, 'runs', service.readLastRun().run.id, 'run.json'), 'utf8');

test('the noise of equal variants is printed and kept, and the next gate is judged by it', async () => {
  const noise = await service.loadstone('noise', '--groups', '6', '--json');
  expect(noise.code).toBe(0);
  const document = JSON.parse(noise.stdout) as NoiseDocument;
  const row = document.rows.find(({ metric }) => metric === 'cpuPerRequestUs');
  expect(row?.groups).toBe(6);
  // How often an equal variant fails depends on the machine's noise: bench/gates/noise.test.ts bounds it where that is known.
  const { gateFailRatio = 0, gatePassRatio = 0, gateInconclusiveRatio = 0 } = row ?? {};
  expect(gateFailRatio + gatePassRatio + gateInconclusiveRatio).toBeCloseTo(1, 9);
  expect(noise.stderr).toContain('Kept for this machine');
  const more = await service.ask('run', '--more', document.runId);
  expect(more.stderr).toContain('is a calibration');
  expect(more.code).toBe(2);
  const plan = await service.ask('plan');
  expect(plan.stdout).toContain(`noise floor of ${document.measuredAt.slice(0, 10)}`);
  await service.loadstone('gate', '--variant', 'work=twin', '--groups', '3');
  expect(JSON.parse(readRunFile()).noise.runId).toBe(document.runId);
  const gate = service.readLastRun().gates.find(({ kind }) => kind === 'relative');
  expect(gate?.leastDetectableRatio).toBeGreaterThan(1);
});
