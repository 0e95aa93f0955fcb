// The messages between the harness and the proxy process: numbered orders, and one reply to each.
import type { ErrorCode } from '../../errors.ts';
import type { LinkOptions } from './link.ts';
import type { LinkCounters } from './proxy-set.ts';
import type { CheckedToxic } from './toxic.ts';

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
