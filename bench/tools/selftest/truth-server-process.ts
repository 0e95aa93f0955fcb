// Our side of the truth server: its process, and one listener a run.
import { LoadstoneError } from '../../errors.ts';
import { openChildChannel } from './child-channel.ts';
import type { ServerBehaviour } from './server-behaviour.ts';
import type { ServerRecord, TruthReply, TruthRequest } from './truth-record.ts';

export interface TruthServerProcess {
  /** Starts a server of the behaviour and gives its address, `http://127.0.0.1:PORT`. */
  begin(behaviour: ServerBehaviour, seed: number): Promise<string>;
  /** Ends the server at the address and gives what it recorded. */
  end(baseUrl: string): Promise<ServerRecord>;
  close(): Promise<void>;
}

const replyTimeoutMs = 20_000;

/** Starts the process. @throws LoadstoneError DRIVER_FAILED, also from each of its methods */
export async function startTruthServerProcess(): Promise<TruthServerProcess> {
  const channel = await openChildChannel<TruthRequest, TruthReply>(
    new URL('./truth-server-child.ts', import.meta.url),
    'truth server',
  );
  return {
    async begin(behaviour, seed) {
      const reply = await channel.ask({ kind: 'begin', behaviour, seed }, replyTimeoutMs);
      if (reply.kind !== 'begun') throw unexpected(reply);
      return `http://127.0.0.1:${reply.port}`;
    },
    async end(baseUrl) {
      const reply = await channel.ask(
        { kind: 'end', port: Number(new URL(baseUrl).port) },
        replyTimeoutMs,
      );
      if (reply.kind !== 'ended') throw unexpected(reply);
      return reply.record;
    },
    close: () => channel.close(),
  };
}

function unexpected(reply: TruthReply): LoadstoneError {
  const what = reply.kind === 'failed' ? reply.message : `unexpected reply ${reply.kind}`;
  return new LoadstoneError('DRIVER_FAILED', `the truth server: ${what}`);
}
