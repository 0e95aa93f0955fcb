// Starts the proxy process of a variant and gives it orders: the harness's side of a ProxySet.
import { isIPv6 } from 'node:net';
import { fileURLToPath } from 'node:url';
import { LoadstoneError } from '../../errors.ts';
import { resolveLoopback } from '../../reach/target.ts';
import { awaitLastOutput, type Child, startChild } from '../../services/child.ts';
import { readInheritedEnv } from '../../services/inherited-env.ts';
import type { Journal } from '../../services/journal.ts';
import type { Placement } from '../../services/placement.ts';
import type { LinkOptions } from './link.ts';
import type { ProxyAnswer, ProxyOrder, ProxyReply, ProxyRequest, ProxySet } from './proxy-set.ts';
import { parseToxic, type Toxic } from './toxic.ts';

export interface ProxyOptions {
  /** Names are unique; upstream is a host of this machine, as a name or an address. */
  readonly links: readonly LinkOptions[];
  readonly journal: Journal;
  /** CPUs that the proxies are pinned to; undefined leaves them unpinned. */
  readonly cpus: readonly number[] | undefined;
  /** Decides which connections a toxic befalls, its jitter and its slices. */
  readonly seed: number;
}

/** Proxies with what only their owner asks for. */
export interface ProxyProcess extends ProxySet {
  readonly placement: Placement;
  /** Changes toxicity and attributes of the toxic with this name; what it holds is treated anew. */
  updateToxic(link: string, toxic: Toxic): Promise<void>;
}

/** Far more than an order takes, for a busy host; to listen again may wait for five seconds itself. */
const answerTimeoutMs = 30_000;
const endOptions = { signal: 'SIGTERM', timeoutMs: 2_000 } as const;

/**
 * Starts one process with a proxy for each link, on loopback ports of its own.
 * @throws LoadstoneError TARGET_NOT_LOOPBACK, PROXY_FAILED
 */
export async function startProxy(options: ProxyOptions): Promise<ProxyProcess> {
  const links = await Promise.all(options.links.map(pinLink));
  const channel = await openChannel(options);
  try {
    const order = { kind: 'open', links, seed: options.seed } as const;
    const { ports } = await channel.ask(order, 'opened');
    return buildProxySet(channel, new Map(Object.entries(ports)));
  } catch (thrown) {
    await channel.child.end(endOptions);
    throw thrown;
  }
}

/** With an address that was resolved once, so that a name cannot lead elsewhere later. */
async function pinLink({ name, upstream: { host, port } }: LinkOptions): Promise<LinkOptions> {
  const pinned = new URL(
    await resolveLoopback(`http://${isIPv6(host) ? `[${host}]` : host}:${port}`),
  );
  return { name, upstream: { host: pinned.hostname.replace(/^\[(.*)\]$/, '$1'), port } };
}

function buildProxySet(channel: Channel, ports: ReadonlyMap<string, number>): ProxyProcess {
  const { child } = channel;
  const tell = async (order: ProxyOrder) => void (await channel.ask(order, 'done'));
  const check = (toxic: Toxic) => parseToxic(toxic, `toxic ${toxic.name}`);
  return {
    pid: child.pid,
    placement: child.placement,
    address(link) {
      const port = ports.get(link);
      if (port === undefined) throw new LoadstoneError('INTERNAL', `There is no link ${link}.`);
      return { host: '127.0.0.1', port };
    },
    addToxic: async (link, toxic) => tell({ kind: 'add-toxic', link, toxic: check(toxic) }),
    updateToxic: async (link, toxic) => tell({ kind: 'update-toxic', link, toxic: check(toxic) }),
    removeToxic: (link, name) => tell({ kind: 'remove-toxic', link, name }),
    removeAll: () => tell({ kind: 'remove-all' }),
    setEnabled: (link, isEnabled) => tell({ kind: 'set-enabled', link, isEnabled }),
    counters: async (link) => (await channel.ask({ kind: 'counters', link }, 'counters')).counters,
    close: () => child.end(endOptions),
  };
}

interface Channel {
  readonly child: Child;
  /** Sends an order and awaits its answer. @throws LoadstoneError PROXY_FAILED, or what the proxy told */
  ask<Kind extends ProxyAnswer['kind']>(
    order: ProxyOrder,
    kind: Kind,
  ): Promise<Extract<ProxyAnswer, { kind: Kind }>>;
}

async function openChannel({ journal, cpus }: ProxyOptions): Promise<Channel> {
  const waiting = new Map<number, PromiseWithResolvers<ProxyAnswer>>();
  let asked = 0;
  let ended: LoadstoneError | undefined;
  const child = await startChild({
    command: ['node', fileURLToPath(new URL('./proxy-child.ts', import.meta.url))],
    ...{
      env: readInheritedEnv(),
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      cpus,
      journal,
    },
    onMessage(message) {
      const { id, answer } = message as ProxyReply;
      waiting.get(id)?.resolve(answer);
    },
  }).catch((cause: unknown) => {
    if (cause instanceof LoadstoneError) throw cause;
    throw new LoadstoneError('PROXY_FAILED', 'The proxy could not be started.', { cause });
  });
  const fail = (message: string) =>
    new LoadstoneError('PROXY_FAILED', message, { output: child.output() });
  void awaitLastOutput(child).then(() => {
    ended = fail('The proxy has ended.');
    for (const { reject } of waiting.values()) reject(ended);
  });
  return {
    child,
    async ask<Kind extends ProxyAnswer['kind']>(order: ProxyOrder, kind: Kind) {
      if (ended !== undefined) throw ended;
      const id = asked++;
      const answered = Promise.withResolvers<ProxyAnswer>();
      waiting.set(id, answered);
      const timer = setTimeout(() => {
        answered.reject(fail(`The proxy gave no answer within ${answerTimeoutMs} ms.`));
      }, answerTimeoutMs);
      child.send({ id, order } satisfies ProxyRequest);
      try {
        return readAnswer(await answered.promise, kind);
      } finally {
        clearTimeout(timer);
        waiting.delete(id);
      }
    },
  };
}

function readAnswer<Kind extends ProxyAnswer['kind']>(
  answer: ProxyAnswer,
  kind: Kind,
): Extract<ProxyAnswer, { kind: Kind }> {
  if (answer.kind === 'failed') throw new LoadstoneError(answer.code, answer.message);
  if (answer.kind === kind) return answer as Extract<ProxyAnswer, { kind: Kind }>;
  throw new LoadstoneError('INTERNAL', `The proxy answered ${answer.kind} instead of ${kind}.`);
}
