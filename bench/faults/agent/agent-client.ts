// The agents of a service: the folder in which they listen, the environment that loads them, and a connection to each.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Journal, MadeFolder } from '../../services/journal.ts';
import { makeFolder } from '../../services/made-folder.ts';
import { failBy } from '../../tell-failure.ts';

/** A new folder that nobody else may enter; short, as the path of a unix socket has at most 107 bytes. */
export function createAgentFolder(journal: Journal): MadeFolder {
  const folder = join(tmpdir(), `loadstone-agent-${randomBytes(4).toString('hex')}`);
  return makeFolder(folder, journal, 0o700);
}

/**
 * What a service needs in its environment so that each of its Node processes (18.18, 20 or newer) loads the agent.
 * @param nodeOptions its own NODE_OPTIONS, which stay
 */
export function buildAgentEnv(
  folder: string,
  nodeOptions = '',
): Readonly<Record<'NODE_OPTIONS' | 'LOADSTONE_AGENT_FOLDER', string>> {
  const agent = new URL('./agent.mjs', import.meta.url).href;
  return {
    NODE_OPTIONS: [nodeOptions, `--import=${agent}`].filter((text) => text !== '').join(' '),
    LOADSTONE_AGENT_FOLDER: folder,
  };
}

const connectTimeoutMs = 5_000;

export type AgentCommand =
  /** Keeps the event loop busy for `forMs` of every `everyMs`. */
  | { readonly do: 'block'; readonly forMs: number; readonly everyMs: number }
  /** Allocates `mbPerS` (10⁶ bytes a second), holding on to the last `heldMb`. */
  | { readonly do: 'garbage'; readonly mbPerS: number; readonly heldMb: number }
  | { readonly do: 'ping' }
  | { readonly do: 'stop' };

/** What an agent has done since its process began. */
export interface AgentReport {
  readonly pid: number;
  readonly blocks: number;
  readonly blockedMs: number;
  /** 10⁶ bytes. */
  readonly garbageMb: number;
  /** Garbage collections seen while garbage was made. */
  readonly collections: number;
}

export interface Agents {
  readonly pids: readonly number[];
  /**
   * Tells all of them, and resolves with the answers of those that gave one in time: a blocked event
   * loop answers late, a dead process never.
   */
  tell(command: AgentCommand, timeoutMs: number): Promise<readonly AgentReport[]>;
  /** Ends the connections, and with them whatever was asked for. */
  close(): void;
}

interface AgentConnection {
  readonly pid: number;
  tell(command: AgentCommand, timeoutMs: number): Promise<AgentReport | undefined>;
  close(): void;
}

const socketPath = (folder: string, pid: number): string => join(folder, `${pid}.sock`);

/** Those of the processes that loaded the agent. */
export function listAgentPids(folder: string, pids: readonly number[]): readonly number[] {
  return pids.filter((pid) => existsSync(socketPath(folder, pid)));
}

/** @throws Error where not one of the processes can be reached */
export async function connectAgents(folder: string, pids: readonly number[]): Promise<Agents> {
  const found = await Promise.all(
    listAgentPids(folder, pids).map((pid) => connectAgent(folder, pid)),
  );
  const connections = found.filter((one) => one !== undefined);
  if (connections.length === 0) throw failBy('cause-no-agent-answers');
  return {
    pids: connections.map(({ pid }) => pid),
    async tell(command, timeoutMs) {
      const reports = await Promise.all(connections.map((one) => one.tell(command, timeoutMs)));
      return reports.filter((report) => report !== undefined);
    },
    close() {
      for (const connection of connections) connection.close();
    },
  };
}

/** Undefined where nobody listens, as a process killed before has left its socket. */
async function connectAgent(folder: string, pid: number): Promise<AgentConnection | undefined> {
  const socket = connect(socketPath(folder, pid));
  const isOpen = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), connectTimeoutMs);
    const finish = (found: boolean) => {
      clearTimeout(timer);
      resolve(found);
    };
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
  if (isOpen) return holdConnection(socket, pid);
  socket.destroy();
  return undefined;
}

function holdConnection(socket: Socket, pid: number): AgentConnection {
  const waiting: ((report: AgentReport | undefined) => void)[] = [];
  socket.on('error', () => {});
  socket.once('close', () => {
    for (const resolve of waiting.splice(0)) resolve(undefined);
  });
  createInterface({ input: socket }).on('line', (line) => waiting.shift()?.(parseReport(line)));
  return {
    pid,
    tell(command, timeoutMs) {
      if (socket.destroyed) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        // A late answer still takes its place in the queue, so that answers and questions stay in step.
        const timer = setTimeout(() => resolve(undefined), timeoutMs);
        waiting.push((report) => {
          clearTimeout(timer);
          resolve(report);
        });
        socket.write(`${JSON.stringify(command)}\n`);
      });
    },
    close: () => void socket.destroy(),
  };
}

function parseReport(line: string): AgentReport | undefined {
  try {
    return JSON.parse(line) as AgentReport;
  } catch {
    return undefined;
  }
}
