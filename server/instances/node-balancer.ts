// A small balancer in the launcher's own process, for machines without HAProxy: the same choice and the same health check.
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { BlockList } from 'node:net';
import { messageOf, StartError } from '../errors.ts';
import { findSqlState } from '../plugins/database-errors.ts';
import type { Balancer, BalancerPlan } from './balancer.ts';
import { type Choose, createChoice } from './choose-copy.ts';
import { healthCheck } from './health-check.ts';

interface Backend {
  readonly port: number;
  readonly agent: Agent;
  isUp: boolean;
  /** Checks in a row that say otherwise than `isUp`. */
  contrary: number;
  inFlight: number;
}

/**
 * Starts the balancer and resolves when it listens.
 * @throws StartError where it can't
 */
export async function startNodeBalancer(plan: BalancerPlan): Promise<Balancer> {
  const backends = plan.copyPorts.map(createBackend);
  const control = createBackend(plan.controlPort);
  const chooseCopy = createChoice(plan.balance, backends);
  const chooseControl = createChoice('round-robin', [control]);
  const server = createServer((incoming, answer) => {
    const [path] = (incoming.url ?? '').split('?', 1);
    const isOperation = path === '/stats' || path === '/metrics';
    forward({ incoming, answer, choose: isOperation ? chooseControl : chooseCopy });
  });
  server.keepAliveTimeout = 75_000;
  const port = await listen(server, plan);
  const checks = setInterval(() => backends.forEach(check), healthCheck.intervalMs);
  return {
    ...{ name: 'node', pids: [], port },
    ended: new Promise<string>(() => {}),
    close: async () => {
      clearInterval(checks);
      const closed = new Promise((resolve) => server.close(resolve));
      const sweep = setInterval(() => server.closeIdleConnections(), 50);
      await closed;
      clearInterval(sweep);
      for (const { agent } of [...backends, control]) agent.destroy();
    },
    kill: () => server.closeAllConnections(),
  };
}

function createBackend(port: number): Backend {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 256 });
  return { port, agent, isUp: true, contrary: 0, inFlight: 0 };
}

async function listen(
  server: ReturnType<typeof createServer>,
  { host, port }: BalancerPlan,
): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, resolve);
    });
  } catch (cause) {
    const place = `${host}:${port}`;
    throw findSqlState(cause) === 'EADDRINUSE'
      ? new StartError(`${place} is taken`, 'Stop what listens there, or choose another PORT.')
      : new StartError(
          `cannot listen on ${place}: ${messageOf(cause)}`,
          'Choose another HOST or PORT.',
        );
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly answer: ServerResponse;
  readonly choose: Choose<Backend>;
}

const retriesAtMost = 3;

/** Asks one copy after another until one takes the request; what a copy has taken is never sent to another. */
function forward({ incoming, answer, choose }: Exchange, tried = new Set<Backend>()): void {
  const backend = choose(tried);
  if (backend === undefined) {
    const isAnyTried = tried.size > 0;
    refuse(answer, isAnyTried ? 502 : 503);
    return;
  }
  backend.inFlight += 1;
  let isOpen = true;
  const finish = () => {
    if (isOpen) backend.inFlight -= 1;
    isOpen = false;
  };
  let isConnected = false;
  const outgoing = request({
    ...{ host: '127.0.0.1', port: backend.port, agent: backend.agent },
    ...{ method: incoming.method, path: incoming.url, headers: buildHeaders(incoming) },
  });
  outgoing.once('socket', (socket) => {
    const begin = () => {
      isConnected = true;
      incoming.pipe(outgoing);
    };
    if (socket.connecting) socket.once('connect', begin);
    else begin();
  });
  outgoing.once('response', (response) => {
    answer.writeHead(response.statusCode ?? 502, dropHopByHop(response.rawHeaders));
    response.pipe(answer);
    response.once('close', finish);
    response.once('error', () => answer.destroy());
  });
  outgoing.once('error', () => {
    finish();
    if (answer.headersSent) answer.destroy();
    // Nothing was written to a copy that could not be connected to.
    else if (!isConnected && tried.size < retriesAtMost)
      forward({ incoming, answer, choose }, tried.add(backend));
    else refuse(answer, 502);
  });
  answer.once('close', () => {
    if (!answer.writableFinished) outgoing.destroy();
  });
}

function refuse(answer: ServerResponse, status: 502 | 503): void {
  if (answer.destroyed) return;
  const message = status === 502 ? 'A copy did not answer.' : 'No copy is up.';
  answer.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  answer.end(JSON.stringify({ code: 'OVERLOADED', message }));
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Of one connection; the other one has its own. */
const hopByHop = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade'];

/** Who is forwarded for an address off this machine is told to the copies, which guard their counters by it. */
function buildHeaders(incoming: IncomingMessage): string[] {
  const headers = dropHopByHop(incoming.rawHeaders);
  const from = incoming.socket.remoteAddress ?? '';
  const isNear = loopback.check(from, from.includes(':') ? 'ipv6' : 'ipv4');
  return isNear ? headers : [...headers, 'X-Forwarded-For', from];
}

/** Names and values by turns. */
function dropHopByHop(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_, index) => {
    const name = rawHeaders[index - (index % 2)] ?? '';
    return !hopByHop.includes(name.toLowerCase());
  });
}

/** Asks a copy whether it is there, and takes it out or back where it says so often enough. */
function check(backend: Backend): void {
  const { path, timeoutMs, failures, successes } = healthCheck;
  const note = (isUp: boolean) => {
    backend.contrary = isUp === backend.isUp ? 0 : backend.contrary + 1;
    if (backend.contrary < (backend.isUp ? failures : successes)) return;
    [backend.isUp, backend.contrary] = [isUp, 0];
    if (!isUp) backend.agent.destroy();
  };
  const asked = request({ host: '127.0.0.1', port: backend.port, path, timeout: timeoutMs });
  asked.once('response', (response) => {
    response.resume();
    note(response.statusCode === 200);
  });
  asked.once('timeout', () => asked.destroy(new Error('no answer')));
  asked.once('error', () => note(false));
  asked.end();
}
