// The table of docs/crm.md that tells what each scenario costs the database at each index level.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { catalogue } from '../../scenarios/catalogue.ts';
import { expectRequests, roles } from '../../scenarios/crm/people.ts';
import type { Scenario } from '../../scenarios/model.ts';
import { type IndexLevel, indexLevels } from '../../server/database/indexes/level.ts';
import { type CostTarget, measureCost, sumUp } from './database-cost.ts';

const guide = join(import.meta.dirname, '../../docs/crm.md');
const heading = '| scenario | statements |';

/** Of a request on average. */
export interface CostRow {
  readonly scenario: string;
  readonly level: IndexLevel;
  readonly statements: number;
  readonly buffers: number;
}

/** What a request of these costs hangs on the file, or the range of customers, that it brings: a mean says nothing. */
const ofManyRows = ['bulk-import', 'data-quality'];

/** All others that need no login: the service that is measured asks for none. */
const scenarios = Object.values(catalogue).filter(
  ({ name, cookies }) => cookies !== true && !ofManyRows.includes(name),
);

/** Requests of a mixed day, on average. */
export const dayRequests = Math.round(expectRequests(roles));

/** So many that the rarest route comes a few times; of the mixed scenario a day. */
function countRequests({ routes }: Scenario): number {
  const weights = Object.values(routes).map(({ weight }) => weight);
  const rarest = Math.min(...weights) / weights.reduce((sum, weight) => sum + weight, 0);
  return Math.min(dayRequests, Math.max(300, Math.round(4 / rarest)));
}

/** Plays every such scenario under its first seed, one after the other, on one database. */
export async function measureScenarios(
  level: IndexLevel,
  target: CostTarget,
): Promise<readonly CostRow[]> {
  const rows: CostRow[] = [];
  for (const scenario of scenarios) {
    const requests = countRequests(scenario);
    const costs = await measureCost(scenario, target, { requests, seed: 1 });
    rows.push({
      ...{ scenario: scenario.name, level },
      statements: sumUp(costs, 'executions') / requests,
      buffers: sumUp(costs, 'buffers') / requests,
    });
  }
  return rows;
}

/** What the guide tells now, by scenario: statements, then buffers by level; NaN where it tells nothing. */
function readTold(text: string): ReadonlyMap<string, readonly number[]> {
  const rows = text.slice(text.indexOf(heading)).split('\n\n')[0]?.split('\n').slice(2) ?? [];
  return new Map(
    rows.map((row) => {
      const [, name = '', ...figures] = row.split('|').map((cell) => cell.trim());
      return [name.replaceAll('`', ''), figures.map((figure) => Number.parseFloat(figure))];
    }),
  );
}

/** Up to three figures; what is told stays where it is within a fifth of what was measured. */
function write(measured: number, told = Number.NaN): string {
  const isNear = Math.abs(measured - told) <= Math.max(0.3, 0.2 * measured);
  const figure = isNear ? told : measured;
  return figure < 10 ? figure.toFixed(1) : String(Number(Math.round(figure).toPrecision(3)));
}

/**
 * Compares with the guide; `-u` behind the name of the test's file writes there what has moved.
 * @param measured at all levels
 */
export async function expectTable(measured: readonly CostRow[]): Promise<void> {
  const text = readFileSync(guide, 'utf8');
  const start = text.indexOf(heading);
  const end = text.indexOf('\n\n', start);
  expect(start).toBeGreaterThan(0);
  const told = readTold(text);
  const header = [heading.slice(0, -1).trim(), ...indexLevels.map((level) => `\`${level}\``), ''];
  const lines = scenarios.map(({ name }) => {
    const [statements, ...buffers] = told.get(name) ?? [];
    const own = measured.filter(({ scenario }) => scenario === name);
    const cells = indexLevels.map((level, at) => {
      const row = own.find((one) => one.level === level);
      return write(row?.buffers ?? Number.NaN, buffers[at]);
    });
    const perRequest = own.find(({ level }) => level === 'composite')?.statements ?? Number.NaN;
    return `| \`${name}\` | ${[write(perRequest, statements), ...cells].join(' | ')} |`;
  });
  const table = [
    header.join(' | ').replace('| |', '|').trimEnd(),
    `|---|${'--:|'.repeat(indexLevels.length + 1)}`,
    ...lines,
  ];
  await expect(text.slice(0, start) + table.join('\n') + text.slice(end)).toMatchFileSnapshot(
    guide,
  );
}
