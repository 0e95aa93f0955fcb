// What faults ask of the proxies of a variant; the process behind it is started by `start-proxy.ts`.
import type { Toxic } from './toxic.ts';

export interface LinkCounters {
  readonly connectionsOpened: number;
  readonly connectionsOpen: number;
  readonly bytesUpstream: number;
  readonly bytesDownstream: number;
  readonly resets: number;
}

/** Proxies, one a link, in a process of their own. Every call resolves once the process has done it. */
export interface ProxySet {
  readonly pid: number;
  /** Where clients connect instead of upstream. @throws Error for a link without a proxy */
  address(link: string): { readonly host: string; readonly port: number };
  addToxic(link: string, toxic: Toxic): Promise<void>;
  removeToxic(link: string, name: string): Promise<void>;
  removeAll(): Promise<void>;
  /** False refuses connections and cuts those that are open. */
  setEnabled(link: string, isEnabled: boolean): Promise<void>;
  counters(link: string): Promise<LinkCounters>;
  close(): Promise<void>;
}
