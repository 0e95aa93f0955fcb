// Entry of the proxy process: carries out the orders of the harness one by one, and ends when it is gone.
import { LoadstoneError, messageOf } from '../../errors.ts';
import { type OpenLink, openLink } from './link.ts';
import type { ProxyAnswer, ProxyOrder, ProxyReply, ProxyRequest } from './proxy-set.ts';

const links = new Map<string, OpenLink>();
let last: Promise<void> = Promise.resolve();

process.on('disconnect', () => process.exit(0));
process.on('message', ({ id, order }: ProxyRequest) => {
  last = last.then(async () => {
    const answer = await carryOut(order).catch(failureOf);
    const reply: ProxyReply = { id, answer };
    // A harness that is gone closes the channel in the middle of a send; `disconnect` ends us then.
    if (process.connected) process.send?.(reply, () => {});
  });
});

async function carryOut(order: ProxyOrder): Promise<ProxyAnswer> {
  switch (order.kind) {
    case 'open':
      for (const link of order.links) links.set(link.name, await openLink(link, order.seed));
      return {
        kind: 'opened',
        ports: Object.fromEntries(Array.from(links, ([name, { port }]) => [name, port])),
      };
    case 'add-toxic':
      find(order.link).addToxic(order.toxic);
      break;
    case 'update-toxic':
      find(order.link).updateToxic(order.toxic);
      break;
    case 'remove-toxic':
      find(order.link).removeToxic(order.name);
      break;
    case 'remove-all':
      for (const link of links.values()) link.removeAll();
      break;
    case 'set-enabled':
      await find(order.link).setEnabled(order.isEnabled);
      break;
    case 'counters':
      return { kind: 'counters', counters: find(order.link).counters() };
  }
  return { kind: 'done' };
}

function find(name: string): OpenLink {
  const link = links.get(name);
  if (link === undefined) throw new LoadstoneError('INTERNAL', `There is no link ${name}.`);
  return link;
}

function failureOf(thrown: unknown): ProxyAnswer {
  const code = thrown instanceof LoadstoneError ? thrown.code : 'PROXY_FAILED';
  return { kind: 'failed', code, message: messageOf(thrown) };
}
