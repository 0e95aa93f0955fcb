// Shown = judged: who divides two figures of a row by hand gets the ratio beside them, or a sign and a note.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ResultDocument } from '../reports/document/result.ts';
import { readDocument } from '../reports/document/versions.ts';
import { summary } from '../reports/exports/markdown.ts';
import { listRows } from '../reports/exports/registry.ts';
import { indexVariants } from '../reports/figures/lookup.ts';
import { buildSixty } from '../reports/fixtures/documents.ts';
import { buildFactorial } from '../reports/fixtures/factorial-document.ts';
import { renderHtml } from '../reports/html/page.ts';
import { renderTable } from '../reports/terminal/table.ts';
import { analyse, simulateRecords, type Weather } from './simulation/simulated-run.ts';

const read = (name: string): ResultDocument =>
  readDocument(
    'result',
    JSON.parse(readFileSync(new URL(`../reports/fixtures/${name}.json`, import.meta.url), 'utf8')),
  );

const present = read('v4-complete');

/** The document of a simulated run, in which figures and ratios are of other estimators. */
function simulateDocument(weather: Weather, speeds: readonly number[], metric?: 'latencyP99Us') {
  const simulated = simulateRecords({
    ...{ seed: 5, weather, speeds, groups: 8, routes: 2 },
    ...(metric && { primaryMetric: metric }),
  });
  const { level, ...analysis } = analyse(simulated);
  const sequential = { ...level, stoppedBecause: 'groups' } as const;
  return { ...present, run: { ...present.run, sequential }, ...analysis } satisfies ResultDocument;
}

const documents: readonly (readonly [string, () => ResultDocument])[] = [
  ...[
    'v1-aa',
    'v1-complete',
    'v1-partial',
    'v4-aa',
    'v2-complete',
    'v4-factorial',
    'v2-partial',
  ].map((name) => [name, () => read(name)] as const),
  ['sixty variants', () => buildSixty(1)],
  ['a factorial run', buildFactorial],
  ['a simulated run, calm', () => simulateDocument('calm', [1, 1.02, 0.98, 1.3])],
  ['a simulated run, bad launches', () => simulateDocument('bad launches', [1, 1.02, 3])],
  [
    'a simulated run judged by p99',
    () => simulateDocument('heavy tails', [1, 1.1], 'latencyP99Us'),
  ],
];

/** A printed figure in base units, with half of its last digit; undefined for what is none. */
function readFigure(text: string): { value: number; half: number } | undefined {
  const found =
    /^[<>≥]?(?<digits>[\d,]*\d(?:\.\d+)?)\s*(?<unit>req\/s|µs|ms|s|%|B|KiB|MiB|GiB)?/.exec(
      text.replaceAll('\u00a0', ' ').trim(),
    );
  const { digits, unit = '' } = found?.groups ?? {};
  if (digits === undefined) return undefined;
  const scales: Record<string, number> = {
    ms: 1e3,
    s: 1e6,
    KiB: 1024,
    MiB: 1024 ** 2,
    GiB: 1024 ** 3,
  };
  const scale = scales[unit] ?? 1;
  const value = Number(digits.replaceAll(',', ''));
  const decimals = digits.split('.')[1]?.length ?? 0;
  // Trailing zeros are left out, so 12 may be 12.0: three digits are kept, of which the last is rounded.
  const kept = Math.max(decimals, value === 0 ? 0 : 2 - Math.floor(Math.log10(value)));
  return { value: value * scale, half: 0.5 * 10 ** -Math.max(0, kept) * scale };
}

/** A printed ratio: `+5.9%`, `−46%`, `0%`, `8.2×`. */
function readRatio(text: string): { value: number; half: number } | undefined {
  const found = /^(?<sign>[+−]?)(?<digits>[\d,]+(?:\.\d+)?)(?<unit>[%×])/.exec(text.trim());
  const { sign, digits = '', unit } = found?.groups ?? {};
  if (unit === undefined) return undefined;
  const number = Number(digits.replaceAll(',', ''));
  const decimals = digits.split('.')[1]?.length ?? 0;
  if (unit === '×') return { value: number, half: 0.5 * 10 ** -decimals };
  // `+5%` is `+5.0%` with its zero left out.
  const half = 0.005 * 10 ** -(number < 10 ? 1 : 0);
  return { value: 1 + ((sign === '−' ? -1 : 1) * number) / 100, half };
}

interface Row {
  readonly label: string;
  readonly figure: string;
  readonly ratio: string;
}

/** What is wrong with the rows of one table; the note that explains the sign has to be in `text`. */
function findFaults(rows: readonly Row[], baselineLabel: string, text: string): string[] {
  const baseline = rows.find(({ label }) => label === baselineLabel);
  const below = baseline && readFigure(baseline.figure);
  if (below === undefined) return [];
  return rows.flatMap(({ label, figure, ratio }) => {
    const [above, printed] = [readFigure(figure), readRatio(ratio)];
    if (label === baselineLabel || above === undefined || printed === undefined) return [];
    const quotient = above.value / below.value;
    const slack = quotient * (above.half / above.value + below.half / below.value) + printed.half;
    const isMarked = ratio.includes('†');
    if (isMarked) return /within each group/.test(text) ? [] : [`${label}: no note`];
    const isNear = Math.abs(quotient - printed.value) <= slack + 1e-6;
    return isNear ? [] : [`${label}: ${figure} ÷ ${baseline?.figure} is no ${ratio}`];
  });
}

function listLabels({ variants }: ResultDocument) {
  const labels = [...indexVariants({ variants }).values()].map(({ label }) => label);
  const baseline = variants.find(({ isBaseline }) => isBaseline)?.label ?? '';
  return { labels, baseline };
}

/** The columns of a table of a terminal begin and end where their heads do. */
function readTerminal(document: ResultDocument): { rows: Row[]; text: string }[] {
  const text = renderTable(document, { widthColumns: 240, colour: false });
  const { labels } = listLabels(document);
  return document.scenarios.flatMap((scenario) => {
    // Gates name scenarios too, but in the middle of a line.
    const from = text.indexOf(`\n${scenario.scenario} · `);
    const lines = text.slice(from).split('\n');
    const at = lines.findIndex((line) => line.includes('vs base'));
    const heads = lines[at] ?? '';
    const titles = heads.trim().split(/\s{2,}/);
    const primary = titles.indexOf(primaryTitles[scenario.primaryMetric] ?? '');
    if (at < 0 || primary < 0) return [];
    const rows = lines.slice(at + 1, at + 1 + scenario.cells.length).flatMap((line): Row[] => {
      const cells = line
        .slice(2)
        .trim()
        .split(/\s{2,}/);
      const ratio = cells.find(
        (cell) => readRatio(cell) !== undefined && /[%×]†?$/.test(cell) && /^[+−]|×|^0%/.test(cell),
      );
      const label = labels.find((one) => one === cells[0]);
      return label === undefined
        ? []
        : [{ label, figure: cells[primary] ?? '', ratio: ratio ?? '' }];
    });
    return [{ rows, text: lines.join(' ') }];
  });
}

const primaryTitles: Readonly<Record<string, string>> = {
  throughputRps: 'req/s',
  latencyP99Us: 'p99',
  latencyP50Us: 'p50',
};

const strip = (text: string): string =>
  text
    .replaceAll(/<span lang="zh[^>]*>.*?<\/span>/g, '')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&amp;', '&')
    .trim();

function readPage(document: ResultDocument): { rows: Row[]; text: string }[] {
  const page = renderHtml(document);
  const { labels } = listLabels(document);
  return page
    .split('<table class="decision"')
    .slice(1)
    .map((rest) => {
      const table = rest.slice(0, rest.indexOf('</table>'));
      const rows = table
        .split('<tr data-row=')
        .slice(1)
        .flatMap((row): Row[] => {
          const label = strip(/<bdi[^>]*>(.*?)<\/bdi>/.exec(row)?.[1] ?? '');
          const figure = strip(/<td class="n main">(.*?)<\/td>/.exec(row)?.[1] ?? '');
          const ratio = strip(/<td class="n diff">(.*?)<\/td>/.exec(row)?.[1] ?? '');
          return labels.includes(label) ? [{ label, figure, ratio }] : [];
        });
      return { rows, text: rest };
    });
}

function readMarkdown(document: ResultDocument): { rows: Row[]; text: string }[] {
  const { labels } = listLabels(document);
  return summary
    .render(listRows(document), {})
    .split('| Variant | Verdict |')
    .slice(1)
    .map((rest) => {
      const rows = rest
        .split('\n')
        .slice(2)
        .flatMap((line): Row[] => {
          const cells = line.split(' | ').map((cell) => cell.replaceAll(/^\| |`|\\/g, '').trim());
          const label = labels.find((one) => strip(cells[0] ?? '') === one);
          return label === undefined
            ? []
            : [{ label, figure: cells[4] ?? '', ratio: cells[2] ?? '' }];
        });
      return { rows, text: rest };
    });
}

const readers = { terminal: readTerminal, page: readPage, markdown: readMarkdown };

test.each(documents)('%s: figures and ratios agree, or are marked', (_, build) => {
  const document = build();
  const { baseline } = listLabels(document);
  for (const [name, readTables] of Object.entries(readers)) {
    const tables = readTables(document);
    const seen = tables.flatMap(({ rows }) => rows);
    expect(seen.length, `rows of ${name}`).toBeGreaterThan(1);
    const faults = tables.flatMap(({ rows, text }) => findFaults(rows, baseline, text));
    expect(faults, name).toEqual([]);
  }
});

test('the rule finds figures that give another ratio', () => {
  const rows = [
    { label: 'none', figure: '3,528 req/s', ratio: '' },
    { label: 'covering', figure: '3,591 req/s', ratio: '+5.9%' },
  ];
  expect(findFaults(rows, 'none', '')).toHaveLength(1);
  const right = rows.map((row) => ({ ...row, ratio: row.ratio.replace('5.9', '1.8') }));
  expect(findFaults(right, 'none', '')).toEqual([]);
});
