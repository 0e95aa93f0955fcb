// A real small service with all that faults need, for their tests; everything is undone at the test's end.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { openJournal } from '../services/journal.ts';
import { readJournalFiles } from '../services/journal-file.ts';
import { removeFolder } from '../services/made-folder.ts';
import { httpGet } from '../target/http-get.ts';
import type { RunningService } from '../target/running-service.ts';
import { startService } from '../target/service.ts';
import { buildAgentEnv, createAgentFolder, listAgentPids } from './agent/agent-client.ts';
import type { FaultSurroundings } from './fault.ts';
import { listServicePids } from './processes.ts';

const script = join(import.meta.dirname, '../target/fixtures/service.mjs');

/** How many processes each mode of bench/target/fixtures/service.mjs has. */
const processesOf = { good: 1, cluster: 3, stubborn: 2 };

/** Resolves once every process of the service is up, with its agent: the first worker alone answers sooner. */
export async function startSurroundings(
  mode: keyof typeof processesOf,
  more: Partial<FaultSurroundings> = {},
): Promise<FaultSurroundings> {
  const folder = mkdtempSync(join(tmpdir(), 'loadstone-faults-'));
  const journal = openJournal(folder);
  const made = createAgentFolder(journal);
  const agentFolder = made.path;
  const service = await startService({
    ...{ command: ['node', script], args: [], cwd: folder, portEnv: 'PORT' },
    env: { MODE: mode, ...buildAgentEnv(agentFolder) },
    ...{ readyPath: '/health/ready', readyTimeoutMs: 30_000, statsPath: undefined },
    ...{ stopTimeoutMs: 2_000, cpus: undefined, journal },
  });
  onTestFinished(async () => {
    await service.stop();
    removeFolder(made, journal);
    // A fault that was healed leaves nothing to undo, or its test fails here.
    expect(readJournalFiles(folder).flatMap((file) => file.entries)).toEqual([]);
    journal.close();
    rmSync(folder, { recursive: true });
  });
  const countAgents = () => listAgentPids(agentFolder, listServicePids(service)).length;
  await expect.poll(countAgents).toBe(processesOf[mode]);
  const none = { redis: undefined, postgres: undefined, database: undefined, proxies: undefined };
  return { ...none, service, agentFolder, serviceCpus: undefined, journal, ...more };
}

/** Status of one request to the service; throws where it does not answer. */
export async function askService(service: RunningService, timeoutMs = 20_000): Promise<number> {
  return (await httpGet(service, '/health/ready', timeoutMs)).status;
}
