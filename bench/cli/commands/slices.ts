// `loadstone slices`: which slice length compares best on this machine, measured on two identical services.

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type SliceLengthRow, summariseQuads } from '../../analysis/slice-study.ts';
import { LoadstoneError } from '../../errors.ts';
import { hashPlan } from '../../plan/plan-hash.ts';
import { buildTwins, quadsOf, runSliceStudy } from '../../trial/slice-study.ts';
import { openMeasuredRun } from '../opened-run.ts';
import { openRunServices } from '../run-services.ts';
import { parseDurationMs, parseSelection, planRun, type SelectionOptions } from '../selection.ts';
import type { TerminalIo } from '../terminal-io.ts';

export interface SlicesOptions extends SelectionOptions {
  readonly runs: string;
  readonly lengths: string;
  readonly load: string;
  readonly json?: boolean;
}

const warmupMs = 3_000;

/** Measures the table of docs/micro-slices.md here and prints it. */
export async function studySlices(
  options: SlicesOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<void> {
  const lengthsMs = options.lengths.split(',').map(parseLength);
  const loadMs = parseDurationMs('--load', options.load) ?? 0;
  const run = await openMeasuredRun(options, io, async () => {
    const planned = await planRun(
      options.config,
      { ...parseSelection(options), driver: 'open' },
      io,
    );
    const [baseline] = planned.plan.variants;
    if (baseline === undefined) throw new Error('a plan has a baseline');
    const plan = { ...planned.plan, variants: buildTwins(baseline), groups: [] };
    return { ...planned, plan, planHash: hashPlan(plan) };
  });
  const [load] = run.planned.experiment.loads;
  if (load?.load.kind !== 'closed')
    throw new LoadstoneError(
      'USAGE',
      'The first load of the config must be closed for this study.',
    );
  const seconds = lengthsMs.reduce((sum, ms) => sum + 4 * ms * quadsOf(loadMs, ms), 0) / 1000;
  io.err(
    `Two identical services, ${lengthsMs.length} lengths, about ${Math.ceil(seconds * 1.2)} s of load.`,
  );
  const services = await openRunServices(run, () => {}, io, signal);
  const generator = xoroshiro128plus(run.planned.plan.seed);
  try {
    const quads = await runSliceStudy(
      services.context,
      {
        ...{ lengthsMs, loadMs, load: load.load, warmupMs },
        nextRandom: () => uniformFloat64(generator),
      },
      (done, planned) => {
        if (done % Math.ceil(planned / 10) === 0) io.err(`${done} of ${planned} quads`);
      },
    );
    const rows = summariseQuads(quads);
    io.out(options.json === true ? JSON.stringify(rows, null, 2) : renderRows(rows));
  } finally {
    await services.close();
    run.log.close();
  }
}

function parseLength(text: string): number {
  const ms = Number(text);
  if (Number.isInteger(ms) && ms >= 10 && ms <= 10_000) return ms;
  throw new LoadstoneError(
    'USAGE',
    `--lengths takes ms from 10 to 10000, such as 25,100,1000, not "${text}".`,
  );
}

function renderRows(rows: readonly SliceLengthRow[]): string {
  const percent = (value: number) => `${(value * 100).toFixed(2)} %`;
  const head = [
    'slice',
    'quads',
    'sd of a quad',
    'std error req/s',
    'std error CPU/req',
    'mean req/s',
    'mean CPU/req',
  ];
  const lines = rows.map((row) => [
    `${row.sliceMs} ms`,
    String(row.quads),
    percent(row.quadSdThroughput),
    percent(row.standardErrorThroughput),
    percent(row.standardErrorCpu),
    percent(row.meanThroughput),
    percent(row.meanCpu),
  ]);
  return [head, ...lines]
    .map((cells) => cells.map((cell) => cell.padStart(19)).join(''))
    .join('\n');
}
