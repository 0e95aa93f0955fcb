// Whole searches for the capacity within an SLO, on a service that counts what it may answer; its count decides, no clock.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunRecord, SweepSliceRecord } from '../bench/measurement/records.ts';
import type { SweepDocument } from '../reports/document/sweep.ts';
import { runLoadstone } from './support/command-line.ts';
import { copyFixture } from './support/fixture.ts';
import { runInProcess } from './support/in-process.ts';

let cwd: string;
let outcome: Awaited<ReturnType<typeof runLoadstone>>;
let document: SweepDocument;
let slices: readonly SweepSliceRecord[];

const readLast = (name: string): string => {
  const id = readdirSync(join(cwd, 'runs')).sort().at(-1) ?? '';
  return readFileSync(join(cwd, 'runs', id, name), 'utf8');
};

const args = ['--seconds-per-rate', '0.5', '--groups', '3'];

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'loadstone-capacity-'));
  copyFixture('quota-service', cwd);
  const asked = ['sweep', '--capacity', '--variant', 'quota=small', '--variant', 'quota=large'];
  outcome = await runLoadstone([...asked, ...args], { cwd });
  document = JSON.parse(readLast('sweep.json')) as SweepDocument;
  slices = readLast('records.jsonl')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RunRecord)
    .filter((record) => record.kind === 'sweep-slice');
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** Requests under one rate, as the config of the service has them. */
const quotas: Readonly<Record<string, number>> = { 'quota=small': 40, 'quota=large': 160 };

test('every slice that was kept had no more requests than the service allows, in every group', () => {
  expect(outcome.code, outcome.stderr).toBe(0);
  const curves = document.scenarios[0]?.curves ?? [];
  expect(curves.map(({ variantId }) => variantId).toSorted()).toEqual(
    Object.keys(quotas).toSorted(),
  );
  let kept = 0;
  let failed = 0;
  for (const { variantId, sloCapacity } of curves) {
    expect(sloCapacity?.groups.map(({ group }) => group)).toEqual([0, 1, 2]);
    for (const { group, rates } of sloCapacity?.groups ?? []) {
      for (const { position, outcome: found } of rates) {
        const slice = slices.find(
          (one) => one.variantId === variantId && one.group === group && one.position === position,
        );
        expect(slice?.counts.scheduled).toBeGreaterThan(0);
        const isWithin = (slice?.counts.scheduled ?? 0) <= (quotas[variantId] ?? 0);
        if (found === 'met') expect(isWithin).toBe(true);
        if (!isWithin) expect(found).toBe('failed');
        kept += found === 'met' ? 1 : 0;
        failed += isWithin ? 0 : 1;
      }
    }
  }
  expect(kept).toBeGreaterThan(6);
  expect(failed).toBeGreaterThan(0);
});

test('the larger of two capacities is found larger, and told in all outputs', () => {
  const curves = document.scenarios[0]?.curves ?? [];
  const [small, large] = Object.keys(quotas).map(
    (id) => curves.find(({ variantId }) => variantId === id)?.sloCapacity,
  );
  // Four times as large: some group keeps a rate of the large one beyond all that the small one may answer.
  const highest = Math.max(...(large?.groups ?? []).map(({ highestMetRps }) => highestMetRps ?? 0));
  expect(highest).toBeGreaterThan((quotas['quota=small'] ?? 0) / 0.5);
  expect(small?.comparison).toBeUndefined();
  expect(large?.comparison?.higherIsBetter).toBe(true);
  expect(document.search).toEqual({ toleranceRatio: 0.05 });
  expect(curves.map(({ knee, withinSlo }) => [knee, withinSlo.highestMetRps])).toEqual([
    [null, null],
    [null, null],
  ]);
  expect(outcome.stdout).toContain('Capacity, req/s');
  const page = readLast('sweep.html');
  expect(page).toContain('Path of the search');
  expect(page).toContain('满足 SLO 的容量');
});

test('judged again from its folder it says the same, and its command asks for the same', async () => {
  const again = await runInProcess(['report', document.run.id, '--json'], { cwd });
  expect(again.code).toBe(0);
  expect(JSON.parse(again.stdout)).toEqual(document);
  expect(document.run.reproduceCommand).toContain('sweep --capacity --seconds-per-rate 0.5');
});

test('a share of successes that is none is refused before anything starts', async () => {
  const refused = await runInProcess(['sweep', '--capacity', '--slo-success', '101'], { cwd });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('--slo-success takes per cent as a number from 0 to 100');
});
