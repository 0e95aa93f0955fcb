// The process: environment in, service out, exit codes. `node server/main.ts`
import cluster from 'node:cluster';
import { type Config, parseConfig } from './config.ts';
import { describeThrown } from './errors.ts';
import { verifyDatabase } from './plugins/verify-database.ts';
import { runPrimary, slotVariable } from './threads/cluster-primary.ts';
import { createClusterLink, sendToPrimary } from './threads/cluster-worker.ts';
import { sharePool } from './threads/share-pool.ts';
import { runSingle } from './threads/single.ts';

async function runWorker(config: Config): Promise<number> {
  const slot = Number(process.env[slotVariable]);
  const link = createClusterLink();
  const poolSize = sharePool(config.poolSize, config.workers, slot);
  return runSingle(config, () => {}, { ...link, place: slot, poolSize });
}

async function run(): Promise<number> {
  const config = parseConfig(process.env);
  const announce = (port: number) => {
    process.stdout.write(`crm listens on http://${config.host}:${port} (pid ${process.pid})\n`);
  };
  if (cluster.isWorker) return runWorker(config);
  await verifyDatabase(config);
  return config.threads === 'cluster' ? runPrimary(config, announce) : runSingle(config, announce);
}

let exitCode: number;
try {
  exitCode = await run();
} catch (thrown) {
  const { message, hint, exitCode: code } = describeThrown(thrown);
  // The primary tells for all of its workers, once.
  if (cluster.isWorker)
    await sendToPrimary({ kind: 'start-failed', message, hint, exitCode: code });
  else process.stderr.write(`error: ${message}\n${hint}\n`);
  exitCode = code;
}
process.exit(exitCode);
