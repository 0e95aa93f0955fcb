// One link: a loopback port in front of a service, its toxics, its connections and its counters.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { LoadstoneError } from '../../errors.ts';
import { buildGenerator } from '../../plan/random.ts';
import { type Connection, joinSockets } from './connection.ts';
import { listenAgain, listenOnFreePort } from './listen-port.ts';
import { buildStage, type Stage } from './stage.ts';
import type { CheckedToxic } from './toxic.ts';

export interface LinkCounters {
  readonly connectionsOpened: number;
  readonly connectionsOpen: number;
  readonly bytesUpstream: number;
  readonly bytesDownstream: number;
  readonly resets: number;
}

export interface LinkOptions {
  readonly name: string;
  /** Address on this machine. */
  readonly upstream: { readonly host: string; readonly port: number };
}

export interface OpenLink {
  readonly port: number;
  /** Adds the toxic behind those that are there, to open connections too. */
  addToxic(toxic: CheckedToxic): void;
  /** Changes toxicity and attributes of the toxic with this name. */
  updateToxic(toxic: CheckedToxic): void;
  removeToxic(name: string): void;
  removeAll(): void;
  setEnabled(isEnabled: boolean): Promise<void>;
  counters(): LinkCounters;
}

interface AddedToxic {
  readonly toxic: CheckedToxic;
  /** How many were added to this link before: a toxic that comes again draws anew. */
  readonly number: number;
}

/**
 * Listens on a free port of 127.0.0.1 and joins each connection to the service.
 * @param seed decides which connections a toxic befalls, its jitter and its slices
 * @throws Error of listen
 */
export async function openLink({ name, upstream }: LinkOptions, seed: number): Promise<OpenLink> {
  let toxics: readonly AddedToxic[] = [];
  let addedCount = 0;
  const connections = new Map<number, Connection>();
  const counted = { connectionsOpened: 0, bytesUpstream: 0, bytesDownstream: 0, resets: 0 };
  let server: Server | undefined = createListener(accept);
  const port = await listenOnFreePort(server, buildGenerator(process.pid, 'port', name));

  function accept(client: Socket): void {
    const number = counted.connectionsOpened;
    counted.connectionsOpened += 1;
    const connection = joinSockets(client, connect({ ...upstream, allowHalfOpen: true }), {
      onBytes(stream, count) {
        counted[stream === 'upstream' ? 'bytesUpstream' : 'bytesDownstream'] += count;
      },
      onReset() {
        counted.resets += 1;
      },
      onClosed: () => void connections.delete(number),
    });
    connections.set(number, connection);
    for (const added of toxics) apply(added, connection, number);
  }

  /** The draw is of the connection and the addition, so it stays the same when the toxic is updated. */
  function apply({ toxic, number: addition }: AddedToxic, connection: Connection, number: number) {
    const generator = buildGenerator(seed, 'toxic', name, number, toxic.name, addition);
    const stage = drawStage(toxic, generator);
    connection.flows[toxic.stream].setStage(toxic.name, stage);
  }

  function find(toxicName: string): AddedToxic {
    const found = toxics.find(({ toxic }) => toxic.name === toxicName);
    if (found === undefined) throw fault(`Link ${name} has no toxic ${toxicName}.`);
    return found;
  }

  function removeToxic(toxicName: string): void {
    const found = find(toxicName);
    toxics = toxics.filter((added) => added !== found);
    for (const { flows } of connections.values()) {
      flows[found.toxic.stream].setStage(toxicName, undefined);
    }
  }

  async function close(): Promise<void> {
    const closing = server;
    server = undefined;
    // Resolves only when its connections are gone, so they are cut in between.
    const closed = new Promise<void>((resolve) => closing?.close(() => resolve()) ?? resolve());
    for (const connection of connections.values()) connection.cut();
    await closed;
  }

  return {
    port,
    addToxic(toxic) {
      if (toxics.some((added) => added.toxic.name === toxic.name)) {
        throw fault(`Link ${name} has a toxic ${toxic.name} already.`);
      }
      const added = { toxic, number: addedCount };
      addedCount += 1;
      toxics = [...toxics, added];
      for (const [number, connection] of connections) apply(added, connection, number);
    },
    updateToxic(toxic) {
      const found = find(toxic.name);
      if (found.toxic.type !== toxic.type || found.toxic.stream !== toxic.stream) {
        throw fault(`Toxic ${toxic.name} of link ${name} keeps its type and its stream.`);
      }
      const updated = { ...found, toxic };
      toxics = toxics.map((added) => (added === found ? updated : added));
      for (const [number, connection] of connections) apply(updated, connection, number);
    },
    removeToxic,
    removeAll() {
      for (const { toxic } of toxics) removeToxic(toxic.name);
    },
    async setEnabled(isEnabled) {
      if (isEnabled === (server !== undefined)) return;
      if (!isEnabled) return close();
      const reopened = createListener(accept);
      await listenAgain(reopened, port);
      server = reopened;
    },
    counters: () => ({ ...counted, connectionsOpen: connections.size }),
  };
}

/** Undefined where the toxic spares the connection. */
function drawStage(toxic: CheckedToxic, generator: RandomGenerator): Stage | undefined {
  const isHit = uniformFloat64(generator) < toxic.toxicity;
  return isHit ? buildStage(toxic, generator, performance.now()) : undefined;
}

function createListener(accept: (client: Socket) => void): Server {
  const server = createServer({ allowHalfOpen: true }, accept);
  // A connection that cannot be accepted (no descriptor left) must not end the others.
  server.on('error', () => {});
  return server;
}

function fault(message: string): LoadstoneError {
  return new LoadstoneError('INTERNAL', message);
}
