// HAProxy before the copies: its configuration, and its process.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ErrorCode, StartError } from '../errors.ts';
import type { Balancer, BalancerPlan } from './balancer.ts';
import { spawnTied, watch } from './copy-process.ts';
import { healthCheck } from './health-check.ts';

/** The program, looked for on PATH and where packages put it; undefined where there is none. */
export function findHaproxy(path = process.env.PATH ?? ''): string | undefined {
  const folders = [...path.split(delimiter), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/sbin'];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'haproxy'))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const algorithms = { 'least-connections': 'leastconn', 'round-robin': 'roundrobin' } as const;

/** What HAProxy itself answers, by status, as the copies tell their errors. */
const haproxyErrors: Readonly<Record<number, { code: ErrorCode; message: string }>> = {
  400: { code: 'REQUEST_INVALID', message: 'This is no HTTP request.' },
  408: { code: 'REQUEST_TIMEOUT', message: 'The request did not arrive in time.' },
  502: { code: 'OVERLOADED', message: 'A copy did not answer.' },
  503: { code: 'OVERLOADED', message: 'No copy is up.' },
  504: { code: 'OVERLOADED', message: 'A copy did not answer in time.' },
};

/**
 * One thread, as each copy has one. Who is forwarded for an address off this machine is told to the copies, which guard by it.
 * `ownPath` answers 204, so that this HAProxy is told from another one on the same port.
 */
export function writeHaproxyConfig({
  host,
  port,
  balance,
  copyPorts,
  controlPort,
  ownPath,
}: BalancerPlan & { readonly ownPath: string }): string {
  const { path, intervalMs, timeoutMs, failures, successes } = healthCheck;
  const errors = Object.entries(haproxyErrors).map(
    ([status, body]) =>
      `  http-error status ${status} content-type "application/json; charset=utf-8" string '${JSON.stringify(body)}'`,
  );
  const servers = copyPorts.map((copyPort, place) => `  server copy${place} 127.0.0.1:${copyPort}`);
  return `global
  nbthread 1
  maxconn 4000
  noreuseport
  hard-stop-after 5s
defaults
  mode http
  timeout connect 5s
  timeout client 75s
  timeout server 75s
  timeout check ${timeoutMs}ms
  option redispatch 1
  retries 3
  retry-on conn-failure
${errors.join('\n')}
frontend service
  bind ${host.includes(':') ? `[${host}]` : host}:${port}
  http-request add-header X-Forwarded-For %[src] unless { src 127.0.0.0/8 ::1 }
  http-request return status 204 if { path ${ownPath} }
  use_backend control if { path /stats /metrics }
  default_backend copies
backend control
  server control 127.0.0.1:${controlPort}
backend copies
  balance ${algorithms[balance]}
  option httpchk
  http-check send meth GET uri ${path}
  default-server check inter ${intervalMs}ms fall ${failures} rise ${successes} on-marked-down shutdown-sessions
${servers.join('\n')}
`;
}

/**
 * Starts HAProxy and resolves when it listens.
 * @throws StartError where it ends before that, for example since the port is taken
 */
export async function startHaproxy(program: string, plan: BalancerPlan): Promise<Balancer> {
  const port = plan.port === 0 ? await findFreePort(plan.host) : plan.port;
  const folder = mkdtempSync(join(tmpdir(), 'crm-haproxy-'));
  const file = join(folder, 'haproxy.cfg');
  const ownPath = `/${randomUUID()}`;
  writeFileSync(file, writeHaproxyConfig({ ...plan, port, ownPath }), { mode: 0o600 });
  try {
    const child = spawnTied(program, ['-db', '-f', file]);
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-4000);
    });
    const started = watch(child, 'haproxy');
    while (started.isAlive() && !(await isAnswering(plan.host, port, ownPath))) await delay(20);
    if (!started.isAlive()) throw buildFailure(`${plan.host}:${port}`, said);
    return {
      ...{ name: 'haproxy', pids: [started.pid], port },
      ended: started.ended.then(({ code, signal }) => signal ?? `code ${code}`),
      close: async () => {
        // Ends once the requests that it has are answered.
        started.kill('SIGUSR1');
        await started.ended;
      },
      kill: () => started.kill('SIGKILL'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function buildFailure(place: string, said: string): StartError {
  return /address already in use/i.test(said)
    ? new StartError(`${place} is taken`, 'Stop what listens there, or choose another PORT.')
    : new StartError(
        `haproxy could not be started on ${place}`,
        'Its own message stands above; CRM_BALANCER=node does without it.',
      );
}

/** HAProxy would take any port, too, and not tell which. */
async function findFreePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function isAnswering(host: string, port: number, path: string): Promise<boolean> {
  const near = host === '0.0.0.0' ? '127.0.0.1' : host;
  return new Promise((resolve) => {
    const asked = get({ host: near, port, path, agent: false, timeout: 1_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 204);
    });
    asked.once('timeout', () => asked.destroy(new Error('no answer')));
    asked.once('error', () => resolve(false));
  });
}
