// The process: several copies of the service behind a balancer. `CRM_INSTANCES=2 node server/instances/main.ts`
import { parseConfig } from '../config.ts';
import { describeThrown, exitCodes } from '../errors.ts';
import { onceAskedToClose } from '../threads/closing.ts';
import { listCopyEnv, parseInstancesConfig } from './config.ts';
import { launch } from './launcher.ts';

async function run(): Promise<number> {
  const config = parseInstancesConfig(process.env);
  const copyEnv = listCopyEnv(process.env);
  const { host, port, closeTimeoutMs } = parseConfig(copyEnv);
  const asked = onceAskedToClose();
  const launched = await launch({ config, host, port, copyEnv, closeTimeoutMs });
  process.stdout.write(
    `crm listens on http://${host}:${launched.port} (pid ${process.pid}): ${config.instances} behind ${launched.balancer}\n`,
  );
  const abandoned = await Promise.race([asked, launched.abandoned]);
  const exitCode = await launched.close();
  if (abandoned === undefined) return exitCode;
  process.stderr.write(`error: ${abandoned}\n`);
  return exitCodes.noWorkerLeft;
}

try {
  process.exitCode = await run();
} catch (thrown) {
  const { message, hint, exitCode } = describeThrown(thrown);
  process.stderr.write(`error: ${message}\n${hint}\n`);
  process.exitCode = exitCode;
}
process.exit();
