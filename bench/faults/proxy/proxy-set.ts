// What is asked of the proxies of a variant, and the numbered messages that carry it to their process.

import type { ErrorCode } from '../../errors.ts';
import type { LinkCounters, LinkOptions } from './link.ts';
import type { CheckedToxic, Toxic } from './toxic.ts';

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

export type ProxyOrder =
  /** The first order. */
  | { readonly kind: 'open'; readonly links: readonly LinkOptions[]; readonly seed: number }
  | { readonly kind: 'add-toxic'; readonly link: string; readonly toxic: CheckedToxic }
  | { readonly kind: 'update-toxic'; readonly link: string; readonly toxic: CheckedToxic }
  | { readonly kind: 'remove-toxic'; readonly link: string; readonly name: string }
  | { readonly kind: 'remove-all' }
  | { readonly kind: 'set-enabled'; readonly link: string; readonly isEnabled: boolean }
  | { readonly kind: 'counters'; readonly link: string };

export interface ProxyRequest {
  readonly id: number;
  readonly order: ProxyOrder;
}

export type ProxyAnswer =
  /** Ports of the links by name. */
  | { readonly kind: 'opened'; readonly ports: Readonly<Record<string, number>> }
  | { readonly kind: 'done' }
  | { readonly kind: 'counters'; readonly counters: LinkCounters }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string };

export interface ProxyReply {
  readonly id: number;
  readonly answer: ProxyAnswer;
}
