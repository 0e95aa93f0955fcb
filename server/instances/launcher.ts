// Several copies of the service and the balancer before them, as one service.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Env } from '../config.ts';
import { exitCodes } from '../errors.ts';
import { renderMetrics } from '../modules/operations/metrics.ts';
import { raceWithTimeLimit } from '../threads/closing.ts';
import { createRespawnDelay } from '../threads/respawn-delay.ts';
import type { Balancer } from './balancer.ts';
import { echoInstancesConfig, type InstancesConfig } from './config.ts';
import { type CopyProcess, startCopy } from './copy-process.ts';
import { type CpuShares, openCpuShares } from './cpu-share.ts';
import { type CountedCopy, emptyCount, joinStats, retireCount } from './joined-stats.ts';
import { startBalancer } from './start-balancer.ts';

export interface LaunchPlan {
  readonly config: InstancesConfig;
  readonly host: string;
  /** 0 takes any. */
  readonly port: number;
  /** Of each copy; its host and port are the launcher's to choose. */
  readonly copyEnv: Env;
  readonly closeTimeoutMs: number;
}

/** The service that all copies are together. */
export interface Launched {
  readonly port: number;
  readonly balancer: Balancer['name'];
  /** Resolves where nobody is left to serve: the balancer ended, or the last copy did and none is started again. */
  readonly abandoned: Promise<string>;
  /** Ends balancer and copies once what is in flight is answered; the exit code. */
  close(): Promise<number>;
}

/**
 * Starts all copies, awaits that each is ready, then the balancer.
 * @throws StartError of the first that fails; nothing is left running
 */
export async function launch(plan: LaunchPlan): Promise<Launched> {
  const launcher = new Launcher(plan);
  try {
    return await launcher.start();
  } catch (cause) {
    await launcher.kill();
    throw cause;
  }
}

/** A copy with whatever process is it now. */
class Copy implements CountedCopy {
  readonly place: number;
  process: CopyProcess;
  counted = emptyCount;

  constructor(place: number, process: CopyProcess) {
    this.place = place;
    this.process = process;
  }

  get port(): number {
    return this.process.port;
  }

  get isUp(): boolean {
    return this.process.isAlive();
  }
}

class Launcher {
  readonly #plan: LaunchPlan;
  readonly #copies: Copy[] = [];
  readonly #control = createServer((incoming, answer) => void this.#answer(incoming, answer));
  readonly #abandoned = Promise.withResolvers<string>();
  readonly #respawnDelay = createRespawnDelay();
  #shares: CpuShares | undefined;
  #balancer: Balancer | undefined;
  #isClosing = false;

  constructor(plan: LaunchPlan) {
    this.#plan = plan;
  }

  async start(): Promise<Launched> {
    const { config, host, port } = this.#plan;
    if (config.cpuPercent > 0) this.#shares = openCpuShares(config.cpuPercent);
    const started = await Promise.allSettled(
      Array.from({ length: config.instances }, async (_, place) => {
        const copy = new Copy(place, await this.#startProcess(place, 0));
        this.#copies[place] = copy;
        this.#watch(copy);
      }),
    );
    for (const one of started) if (one.status === 'rejected') throw one.reason;
    const balancer = await startBalancer(config.balancer, {
      ...{ host, port, balance: config.balance, controlPort: await this.#openControl() },
      copyPorts: this.#copies.map((copy) => copy.port),
    });
    this.#balancer = balancer;
    void balancer.ended.then((how) => {
      if (!this.#isClosing) this.#abandoned.resolve(`the balancer ended with ${how}`);
    });
    return {
      ...{ port: balancer.port, balancer: balancer.name, abandoned: this.#abandoned.promise },
      close: () => this.#close(),
    };
  }

  /** Its start is not limited: what it serves is to be compared. @param port 0 takes any */
  async #startProcess(place: number, port: number): Promise<CopyProcess> {
    this.#respawnDelay.started(place);
    const started = await startCopy({ place, port, env: this.#plan.copyEnv });
    if (this.#isClosing) started.kill('SIGKILL');
    else this.#shares?.limit(started.pid);
    return started;
  }

  #watch(copy: Copy): void {
    void copy.process.ended.then(({ code, signal }) => {
      if (this.#isClosing) return;
      const left = this.#copies.filter(({ isUp }) => isUp).length;
      const how = signal ?? `code ${code}`;
      const said = `copy ${copy.place} (pid ${copy.process.pid}) ended with ${how}`;
      if (this.#plan.config.restart) {
        process.stderr.write(`${said}; starting it again\n`);
        this.#startLater(copy);
        return;
      }
      process.stderr.write(`${said}; ${left} go on without it\n`);
      if (left === 0) this.#abandoned.resolve('no copy is left');
    });
  }

  /** On the same port, which is the one that the balancer knows. */
  #startLater(copy: Copy): void {
    const start = async (): Promise<void> => {
      if (this.#isClosing) return;
      try {
        const started = await this.#startProcess(copy.place, copy.port);
        copy.counted = retireCount(copy.counted);
        copy.process = started;
        this.#watch(copy);
      } catch {
        this.#startLater(copy);
      }
    };
    setTimeout(() => void start(), this.#respawnDelay.next(copy.place));
  }

  async #openControl(): Promise<number> {
    this.#control.keepAliveTimeout = 75_000;
    this.#control.listen(0, '127.0.0.1');
    await once(this.#control, 'listening');
    const address = this.#control.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** `/stats`, or else `/metrics`. */
  async #answer({ url, headers }: IncomingMessage, answer: ServerResponse): Promise<void> {
    const joined = await joinStats(this.#copies, headers, {
      config: this.#echo(),
      pids: [process.pid, ...(this.#balancer?.pids ?? [])],
    });
    if ('status' in joined) {
      answer.writeHead(joined.status, jsonType).end(joined.body);
      return;
    }
    const { stats, snapshot } = joined;
    if (url?.startsWith('/metrics') === true) {
      const type = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };
      answer.writeHead(200, type).end(renderMetrics(stats.configHash, snapshot));
      return;
    }
    const cpuLimitedBy = this.#shares?.by ?? 'nothing';
    answer.writeHead(200, jsonType).end(JSON.stringify({ ...stats, cpuLimitedBy }));
  }

  /** With the balancer that it came to. */
  #echo(): Readonly<Record<string, string>> {
    const { config } = this.#plan;
    return echoInstancesConfig({ ...config, balancer: this.#balancer?.name ?? config.balancer });
  }

  async #close(): Promise<number> {
    this.#isClosing = true;
    const { closeTimeoutMs } = this.#plan;
    // A copy has the same time limit; a little more lets it end by itself.
    const isDrained = await raceWithTimeLimit(this.#endAll(), closeTimeoutMs + 500);
    await this.kill();
    return isDrained ? exitCodes.ok : exitCodes.forcedClose;
  }

  /** The balancer first: else it would go on to hand out requests to copies that are ending. */
  async #endAll(): Promise<void> {
    await raceWithTimeLimit(this.#balancer?.close() ?? Promise.resolve(), 1_000);
    for (const copy of this.#copies) copy.process.kill('SIGTERM');
    await Promise.all(this.#copies.map((copy) => copy.process.ended));
  }

  /** Ends everything at once, and resolves when it has. */
  async kill(): Promise<void> {
    this.#isClosing = true;
    this.#balancer?.kill();
    this.#control.close();
    this.#control.closeAllConnections();
    // One that failed has left no copy at its place.
    const copies = this.#copies.filter((copy) => copy !== undefined);
    for (const { process } of copies) process.kill('SIGKILL');
    await Promise.all(copies.map(({ process }) => process.ended));
    this.#shares?.close();
  }
}

const jsonType = { 'content-type': 'application/json; charset=utf-8' };
