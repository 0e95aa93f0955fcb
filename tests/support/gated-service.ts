// A copy of the gated service, or of another fixture, in a folder of its own, with the public face of this checkout.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResultDocument } from '../../reports/document/result.ts';
import { readDocument } from '../../reports/document/versions.ts';
import { type CommandOutcome, runLoadstone } from './command-line.ts';
import { copyFixture } from './fixture.ts';
import { runInProcess } from './in-process.ts';

export interface GatedService {
  readonly cwd: string;
  readonly loadstone: (...args: readonly string[]) => Promise<CommandOutcome>;
  /** The same within this process, for what reads or is refused. */
  readonly ask: (...args: readonly string[]) => Promise<CommandOutcome>;
  /** The result of the newest run. */
  readonly readLastRun: () => ResultDocument;
  readonly remove: () => void;
}

/** @param fixture folder under tests/fixtures */
export function copyGatedService(fixture = 'gated-service'): GatedService {
  const cwd = mkdtempSync(join(tmpdir(), 'loadstone-gated-'));
  copyFixture(fixture, cwd);
  const readLastRun = () => {
    const runs = readdirSync(join(cwd, 'runs')).filter((name) => name !== 'history.jsonl');
    const id = runs.toSorted().at(-1) ?? '';
    return readDocument(
      'result',
      JSON.parse(readFileSync(join(cwd, 'runs', id, 'result.json'), 'utf8')),
    );
  };
  return {
    ...{ cwd, readLastRun },
    loadstone: (...args) => runLoadstone(args, { cwd }),
    ask: (...args) => runInProcess(args, { cwd }),
    remove: () => rmSync(cwd, { recursive: true, force: true }),
  };
}
