// Entry of the truth server's process: begins and ends servers as the parent asks.
import { leaveSignalsToParent } from '../../drivers/child/leave-signals.ts';
import { messageOf } from '../../errors.ts';
import type { TruthReply, TruthRequest } from './truth-record.ts';
import { startTruthServer, type TruthServer } from './truth-server.ts';

const servers = new Map<number, TruthServer>();

async function answer(request: TruthRequest): Promise<TruthReply> {
  if (request.kind === 'begin') {
    const server = await startTruthServer(request.behaviour, request.seed);
    servers.set(server.port, server);
    return { kind: 'begun', port: server.port };
  }
  const server = servers.get(request.port);
  if (server === undefined) return { kind: 'failed', message: `no server on ${request.port}` };
  servers.delete(request.port);
  return { kind: 'ended', record: await server.end() };
}

leaveSignalsToParent();
// Without a parent and without servers nothing keeps the process alive.
process.on('disconnect', () => {
  for (const server of servers.values()) void server.end();
});
process.on('message', (request: TruthRequest) => {
  answer(request)
    .catch((thrown): TruthReply => ({ kind: 'failed', message: messageOf(thrown) }))
    .then((reply) => {
      if (process.connected) process.send?.(reply, () => {});
    });
});
