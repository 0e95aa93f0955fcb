// The primary of a cluster: starts workers, and dead ones again where told to, and carries their messages.
import cluster, { type Worker } from 'node:cluster';
import type { Config } from '../config.ts';
import { exitCodes, StartError } from '../errors.ts';
import { onceAskedToClose, raceWithTimeLimit } from './closing.ts';
import { createGathering } from './gathering.ts';
import { answerTimeoutMs, type PrimaryMessage, type WorkerMessage } from './messages.ts';
import { createRespawnDelay } from './respawn-delay.ts';
import { emptySnapshot, mergeSnapshots, retireSnapshot, type Snapshot } from './snapshot.ts';

/** Name of the variable that tells a worker its place, from 0. */
export const slotVariable = 'SERVICE_WORKER_SLOT';

interface Member {
  readonly worker: Worker;
  readonly slot: number;
  readonly id: number;
  /** True once it answers messages. */
  isHere: boolean;
  isListening: boolean;
  failure: StartError | undefined;
  lastSnapshot: Snapshot;
}

/** The members of a cluster and what they say to each other. */
class Cluster {
  readonly #config: Config;
  readonly #members = new Map<number, Member>();
  readonly #gathering = createGathering<Snapshot | undefined>(answerTimeoutMs);
  readonly #respawnDelay = createRespawnDelay();
  readonly #started = Promise.withResolvers<number>();
  readonly #ended = Promise.withResolvers<void>();
  readonly #abandoned = Promise.withResolvers<void>();
  #retired: Snapshot = emptySnapshot;
  #port: number | undefined;
  #isClosing = false;
  #hasStarted = false;

  constructor(config: Config) {
    this.#config = config;
  }

  /**
   * Starts all workers and resolves with the port once each of them listens.
   * @throws StartError of the first worker that fails before that.
   */
  async start(): Promise<number> {
    cluster.on('listening', (worker, address) => this.#onListening(worker.id, address.port));
    cluster.on('message', (worker, message: WorkerMessage) => this.#onMessage(worker.id, message));
    cluster.on('exit', (worker, code, signal) => this.#onExit(worker.id, code, signal));
    for (let slot = 0; slot < this.#config.workers; slot += 1) this.#fork(slot);
    const port = await this.#started.promise;
    this.#hasStarted = true;
    return port;
  }

  /** Resolves where the last worker died and none is started again. */
  get abandoned(): Promise<void> {
    return this.#abandoned.promise;
  }

  /** Asks every worker to finish and resolves when all are gone. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const { worker } of this.#members.values()) worker.process.kill('SIGTERM');
    if (this.#members.size === 0) this.#ended.resolve();
    await this.#ended.promise;
  }

  /** Ends every worker at once. */
  kill(): void {
    this.#isClosing = true;
    for (const { worker } of this.#members.values()) worker.process.kill('SIGKILL');
  }

  #fork(slot: number): void {
    // While another worker holds the socket, PORT=0 means its port; when none does, it has to be named.
    const port = this.#members.size === 0 ? (this.#port ?? this.#config.port) : this.#config.port;
    const worker = cluster.fork({ [slotVariable]: String(slot), PORT: String(port) });
    this.#members.set(worker.id, {
      ...{ worker, slot, id: worker.id, isHere: false, isListening: false },
      ...{ failure: undefined, lastSnapshot: emptySnapshot },
    });
    this.#respawnDelay.started(slot);
  }

  #onListening(workerId: number, port: number): void {
    const member = this.#members.get(workerId);
    if (member !== undefined) member.isListening = true;
    this.#port = port;
    const listening = [...this.#members.values()].filter((other) => other.isListening);
    if (listening.length === this.#config.workers) this.#started.resolve(port);
  }

  #onExit(workerId: number, code: number | null, signal: string | null): void {
    const member = this.#members.get(workerId);
    if (member === undefined) return;
    this.#members.delete(workerId);
    this.#gathering.forsake(workerId);
    this.#retired = mergeSnapshots([this.#retired, retireSnapshot(member.lastSnapshot)]);
    if (this.#isClosing) {
      if (this.#members.size === 0) this.#ended.resolve();
      return;
    }
    const how = signal ?? `code ${code}`;
    if (!this.#hasStarted) {
      const hint = 'Look at its last output above; CRM_THREADS=single shows more.';
      const failure = member.failure ?? new StartError(`a worker ended with ${how}`, hint);
      this.#started.reject(failure);
      return;
    }
    const said = `worker ${member.worker.process.pid} ended with ${how}`;
    if (this.#config.respawn) {
      process.stderr.write(`${said}; starting another\n`);
      this.#forkLater(member.slot);
      return;
    }
    process.stderr.write(`${said}; ${this.#members.size} go on without it\n`);
    if (this.#members.size === 0) this.#abandoned.resolve();
  }

  #forkLater(slot: number): void {
    const timer = setTimeout(() => {
      if (!this.#isClosing) this.#fork(slot);
    }, this.#respawnDelay.next(slot));
    timer.ref();
  }

  #onMessage(workerId: number, message: WorkerMessage): void {
    const member = this.#members.get(workerId);
    if (member === undefined) return;
    switch (message.kind) {
      case 'hello':
        member.isHere = true;
        break;
      case 'start-failed':
        member.failure = new StartError(message.message, message.hint, message.exitCode);
        break;
      case 'counted':
        member.lastSnapshot = message.snapshot;
        break;
      case 'invalidate':
        void this.#invalidate(member, message.id, message.keys);
        break;
      case 'collect':
        void this.#collect(member, message.id);
        break;
      case 'answer':
        this.#gathering.answer(workerId, message.id, message.snapshot);
        break;
    }
  }

  #listHere(): readonly Member[] {
    return [...this.#members.values()].filter((member) => member.isHere);
  }

  async #invalidate(from: Member, id: number, keys: readonly string[]): Promise<void> {
    const others = this.#listHere().filter((member) => member !== from);
    await this.#gathering.ask(others, (member, question) =>
      send(member.worker, { kind: 'forget', id: question, keys }),
    );
    send(from.worker, { kind: 'forgotten', id });
  }

  async #collect(from: Member, id: number): Promise<void> {
    const asked = this.#listHere();
    const answers = await this.#gathering.ask(asked, (member, question) =>
      send(member.worker, { kind: 'count', id: question }),
    );
    const snapshots = asked
      .filter((member) => this.#members.has(member.id))
      .map((member) => {
        const answer = answers.get(member.id);
        if (answer !== undefined) member.lastSnapshot = answer;
        const pids = [member.worker.process.pid ?? 0];
        return { ...member.lastSnapshot, pids, isComplete: answer !== undefined };
      });
    const primary = { ...this.#retired, pids: [process.pid] };
    send(from.worker, { kind: 'collected', id, snapshot: mergeSnapshots([primary, ...snapshots]) });
  }
}

function send(worker: Worker, message: PrimaryMessage): void {
  // A worker that is just dying is no reason to fail; its exit event follows.
  if (worker.isConnected()) worker.send(message, () => {});
}

/** Runs the primary until it is told to end; resolves with the exit code. */
export async function runPrimary(
  config: Config,
  announce: (port: number) => void,
): Promise<number> {
  const members = new Cluster(config);
  const asked = onceAskedToClose();
  try {
    announce(await members.start());
  } catch (cause) {
    members.kill();
    throw cause;
  }
  const isAbandoned = members.abandoned.then(() => true);
  if (await Promise.race([asked.then(() => false), isAbandoned])) return exitCodes.noWorkerLeft;
  // Workers have the same time limit; a little more lets them end by themselves.
  const inTime = await raceWithTimeLimit(members.close(), config.closeTimeoutMs + 250);
  if (!inTime) members.kill();
  return inTime ? exitCodes.ok : exitCodes.forcedClose;
}
