// Faults of the CRM with one planted in each variant (tests/fixtures/planted-crm), and what its audit found.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FaultAudit, FaultsDocument } from '../../reports/document/faults.ts';
import { runLoadstone } from './command-line.ts';

const config = join(import.meta.dirname, '../fixtures/planted-crm/loadstone.config.mts');

export interface PlayedPlants {
  readonly code: number | null;
  readonly status: FaultsDocument['faults']['audit']['status'];
  /** @throws Error where the variant was not measured */
  auditOf(plant: string): FaultAudit;
}

/** Runs `loadstone faults …args` on it, in a folder that is gone then. */
export async function playPlants(...args: readonly string[]): Promise<PlayedPlants> {
  const runs = mkdtempSync(join(tmpdir(), 'loadstone-planted-'));
  try {
    const outcome = await runLoadstone(['faults', '--config', config, '--runs', runs, ...args], {
      cwd: join(import.meta.dirname, '../..'),
    });
    const id = readdirSync(runs).findLast((name) => /^\d/.test(name));
    if (id === undefined) throw new Error(outcome.stderr);
    const text = readFileSync(join(runs, id, 'faults.json'), 'utf8');
    const { cells, audit } = (JSON.parse(text) as FaultsDocument).faults;
    const auditOf = (plant: string): FaultAudit => {
      const cell = cells.find(({ variantId }) => variantId.includes(`plant=${plant}`));
      if (cell?.figures == null) throw new Error(`${plant} was not measured: ${cell?.reason}`);
      return cell.figures.audit;
    };
    return { code: outcome.code, status: audit.status, auditOf };
  } finally {
    rmSync(runs, { recursive: true, force: true });
  }
}
