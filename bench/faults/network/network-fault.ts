// A fault of one connection, made by the proxy that stands in it in every phase.
import { quoteText, say } from '../../../reports/document/messages/message.ts';
import type { Phrase } from '../../../reports/document/phrase.ts';
import { readPinnedAddress } from '../../reach/request-url.ts';
import { readStoreAddress } from '../../reach/store-url.ts';
import type { Fault, FaultSurroundings, Link, Verification } from '../fault.ts';
import type { ProxySet } from '../proxy/proxy-set.ts';
import type { Toxic } from '../proxy/toxic.ts';
import type { Address } from './probe-link.ts';

/** A link as its verification reaches it. */
export interface ProxiedLink {
  readonly link: Link;
  readonly proxies: ProxySet;
  /** Of the proxy. */
  readonly through: Address;
  /** Of what stands behind it; undefined where that is not known. */
  readonly direct: Address | undefined;
}

export interface NetworkFaultOptions {
  /** Without the link, e.g. `network-latency`. */
  readonly name: string;
  readonly link: Link;
  /** What happens to the link, e.g. `Latency of 300 ms`. */
  readonly title: string;
  readonly mechanism: string;
  /** Empty where the proxy is switched off instead. */
  readonly toxics: readonly Toxic[];
  readonly verify: (link: ProxiedLink) => Promise<Verification>;
}

const linkTitles = { service: 'the service', postgres: 'PostgreSQL', redis: 'Redis' } as const;

export function createNetworkFault(options: NetworkFaultOptions): Fault {
  const { name, link, title, mechanism } = options;
  return {
    id: `${name}@${link}`,
    title: `${title}, to ${linkTitles[link]}`,
    mechanism: `${mechanism} By a TCP proxy before ${linkTitles[link]}, which is in the path in every phase.`,
    link,
    check: async (surroundings) => explainNoLink(link, surroundings),
    async apply(surroundings) {
      const reached = findLink(link, surroundings);
      if (reached === undefined) throw new Error(explainNoLink(link, surroundings)?.text);
      const { proxies } = reached;
      const undo = createUndo(link, proxies);
      try {
        if (options.toxics.length === 0) await undo.disable();
        for (const toxic of options.toxics) await undo.add(toxic);
      } catch (thrown) {
        await undo.heal().catch(() => {});
        throw thrown;
      }
      return { verify: () => options.verify(reached), heal: undo.heal };
    },
  };
}

/** Remembers what was done to a link, so that healing undoes that and no more; what failed is tried again. */
function createUndo(link: Link, proxies: ProxySet) {
  const steps: (() => Promise<void>)[] = [];
  return {
    async disable() {
      steps.push(() => proxies.setEnabled(link, true));
      await proxies.setEnabled(link, false);
    },
    async add(toxic: Toxic) {
      await proxies.addToxic(link, toxic);
      steps.push(() => proxies.removeToxic(link, toxic.name));
    },
    async heal() {
      const failures: unknown[] = [];
      for (const step of [...steps]) {
        try {
          await step();
          steps.splice(steps.indexOf(step), 1);
        } catch (thrown) {
          failures.push(thrown);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}

function explainNoLink(link: Link, surroundings: FaultSurroundings): Phrase | undefined {
  if (surroundings[link] === undefined) return say(`no-link-to-${link}`);
  return findLink(link, surroundings) === undefined
    ? quoteText(`No proxy stands before ${linkTitles[link]}.`)
    : undefined;
}

function findLink(link: Link, surroundings: FaultSurroundings): ProxiedLink | undefined {
  const { proxies } = surroundings;
  if (proxies === undefined || surroundings[link] === undefined) return undefined;
  try {
    const direct = findDirect(link, surroundings);
    return { link, proxies, through: proxies.address(link), direct };
  } catch {
    return undefined;
  }
}

/** PostgreSQL does not tell where it listens. */
function findDirect(link: Link, { service, redis }: FaultSurroundings): Address | undefined {
  if (link === 'service') {
    const { address, port } = readPinnedAddress(service.baseUrl);
    return { host: address, port };
  }
  if (link !== 'redis' || redis === undefined) return undefined;
  const { host, port } = readStoreAddress('redis', redis.url);
  return { host, port };
}
