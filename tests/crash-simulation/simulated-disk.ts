// A disk in memory that keeps for certain only what was synced, and draws what a power cut leaves of the rest.
import { basename, dirname } from 'node:path';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { Disk, OpenFile } from '../../bench/disk/disk.ts';

/** What is asked before each call that changes something; may throw in its place. */
export interface DiskGuard {
  /** @param kind of the call @param bytes of a write: @returns how many it takes, absent: all */
  beforeChange(kind: ChangeKind, bytes: number): number | undefined;
  /** A machine without power answers nothing. */
  beforeRead(): void;
}

export type ChangeKind = 'write' | 'name' | 'remove' | 'sync';

/** A disk keeps each of these or loses it. */
const sectorBytes = 512;

interface FileNode {
  readonly kind: 'file';
  /** As programs see it. */
  content: Buffer;
  /** As it was when it was synced last. */
  synced: Buffer;
  unsynced: FileChange[];
  names: number;
}

type FileChange =
  | { readonly kind: 'write'; readonly at: number; readonly bytes: Buffer; readonly turn: number }
  | { readonly kind: 'truncate'; readonly size: number; readonly turn: number };

interface FolderNode {
  readonly kind: 'folder';
  names: Map<string, Node>;
  synced: Map<string, Node>;
  /** Each is done as a whole or not at all. */
  unsynced: { readonly changes: readonly NameChange[]; readonly turn: number }[];
}

type NameChange = readonly [name: string, node: Node | undefined];
type Node = FileNode | FolderNode;

const buildFolder = (names = new Map<string, Node>()): FolderNode => ({
  ...{ kind: 'folder', names, synced: new Map(names), unsynced: [] },
});

export interface SimulatedDisk extends Disk {
  /** The disk as the next start finds it. @param random draws what is left of what was not synced */
  cutPower(random: RandomGenerator): SimulatedDisk;
  /** The disk as it is: only the processes were killed. */
  keepAll(): SimulatedDisk;
  /** Whoever is asked from now on. */
  guardBy(guard: DiskGuard | undefined): void;
}

export function createSimulatedDisk(): SimulatedDisk {
  return buildEmptyDisk({ lies: false });
}

/** @param lies it says that it has synced and has not, to try whether that is found out */
export function buildEmptyDisk({ lies }: { readonly lies: boolean }): SimulatedDisk {
  return openDisk(buildFolder(), lies);
}

function openDisk(root: FolderNode, lies: boolean): SimulatedDisk {
  let guard: DiskGuard | undefined;
  let turn = 0;
  const change = (kind: ChangeKind, bytes = 0): number => {
    turn += 1;
    return guard?.beforeChange(kind, bytes) ?? bytes;
  };
  const find = (path: string): Node | undefined => {
    guard?.beforeRead();
    let node: Node | undefined = root;
    for (const name of path.split('/').filter(Boolean))
      node = node?.kind === 'folder' ? node.names.get(name) : undefined;
    return node;
  };
  const findFolder = (path: string): FolderNode => {
    const node = find(path);
    if (node?.kind === 'folder') return node;
    throw buildError(node === undefined ? 'ENOENT' : 'ENOTDIR', path);
  };
  const rename = (folder: FolderNode, changes: readonly NameChange[]): void => {
    for (const [name, node] of changes) {
      const before = folder.names.get(name);
      if (before?.kind === 'file') before.names -= 1;
      if (node === undefined) folder.names.delete(name);
      else folder.names.set(name, node);
      if (node?.kind === 'file') node.names += 1;
    }
    folder.unsynced.push({ changes, turn });
  };
  const open = (path: string, how: 'append' | 'create'): OpenFile => {
    const folder = findFolder(dirname(path));
    const name = basename(path);
    const there = folder.names.get(name);
    if (there?.kind === 'folder') throw buildError('EISDIR', path);
    if (there !== undefined && how === 'create') throw buildError('EEXIST', path);
    const file: FileNode = there ?? {
      ...{
        kind: 'file',
        content: Buffer.alloc(0),
        synced: Buffer.alloc(0),
        unsynced: [],
        names: 0,
      },
    };
    if (there === undefined) {
      change('name');
      rename(folder, [[name, file]]);
    }
    return wrap(file);
  };
  const truncate = (file: FileNode, size: number): void => {
    file.content = file.content.subarray(0, size);
    file.unsynced.push({ kind: 'truncate', size, turn });
  };
  const wrap = (file: FileNode): OpenFile => ({
    write: (bytes) => {
      const taken = Buffer.from(bytes.subarray(0, change('write', bytes.length)));
      file.unsynced.push({ kind: 'write', at: file.content.length, bytes: taken, turn });
      file.content = Buffer.concat([file.content, taken]);
      return taken.length;
    },
    truncate: (size) => {
      change('remove');
      truncate(file, size);
    },
    sizeBytes: () => file.content.length,
    isNamed: () => file.names > 0,
    sync: () => {
      change('sync');
      if (lies) return;
      file.synced = file.content;
      file.unsynced = [];
    },
    close: () => {},
  });
  return {
    exists: (path) => find(path) !== undefined,
    read: (path) => {
      const node = find(path);
      if (node?.kind === 'file') return Buffer.from(node.content);
      throw buildError(node === undefined ? 'ENOENT' : 'EISDIR', path);
    },
    openToRead: (path) => {
      const node = find(path);
      if (node === undefined) throw buildError('ENOENT', path);
      const content = node.kind === 'file' ? node.content : Buffer.alloc(0);
      let at = 0;
      return {
        ...{ isFile: node.kind === 'file', sizeBytes: content.length },
        ...{ uid: process.getuid?.() ?? 0, mode: 0o600 },
        read: (into) => {
          const taken = content.copy(into, 0, at);
          at += taken;
          return taken;
        },
        close: () => {},
      };
    },
    list: (path) =>
      [...findFolder(path).names].map(([name, { kind }]) => ({
        name,
        isFolder: kind === 'folder',
      })),
    makeFolder: (path) => {
      const parent = findFolder(dirname(path));
      if (parent.names.has(basename(path))) throw buildError('EEXIST', path);
      change('name');
      rename(parent, [[basename(path), buildFolder()]]);
    },
    open,
    rename: (from, to) => {
      if (dirname(from) !== dirname(to)) throw new Error('files move within their folder only');
      const folder = findFolder(dirname(from));
      const node = folder.names.get(basename(from));
      if (node === undefined) throw buildError('ENOENT', from);
      change('remove');
      rename(folder, [
        [basename(from), undefined],
        [basename(to), node],
      ]);
    },
    remove: (path) => {
      if (find(path) === undefined) return;
      change('remove');
      rename(findFolder(dirname(path)), [[basename(path), undefined]]);
    },
    setMode: () => {},
    ownerOf: () => process.getuid?.() ?? 0,
    syncFolder: (path) => {
      const folder = findFolder(path);
      change('sync');
      if (lies) return;
      folder.synced = new Map(folder.names);
      folder.unsynced = [];
    },
    cutPower: (random) => openDisk(drawFolder(root, drawFate(random, turn)), lies),
    keepAll: () => openDisk(drawFolder(root, keepEverything), lies),
    guardBy: (next) => {
      guard = next;
    },
  };
}

export function buildError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

/** What becomes of changes that were not synced. */
interface Fate {
  /** Whether a change of this turn is kept at all. */
  keeps(turn: number): boolean;
  /** How much of a write is kept: its sectors by their number, its first bytes, or whether the file grew over what is lost. */
  keepsSector(turn: number): boolean;
  cutWrite(turn: number, bytes: number): number;
  growsOverHoles(): boolean;
}

const keepEverything: Fate = {
  ...{ keeps: () => true, keepsSector: () => true, cutWrite: (_, bytes) => bytes },
  growsOverHoles: () => true,
};

/** A beginning of all changes with the last one torn, or any of them: disks write in the order they like. */
function drawFate(random: RandomGenerator, turns: number): Fate {
  const draw = () => uniformFloat64(random);
  const kept = [0, 0.3, 0.7, 0.95][uniformInt(random, 0, 3)] ?? 0;
  if (draw() < 0.4) {
    const last = uniformInt(random, 0, turns);
    return {
      keeps: (turn) => turn <= last,
      keepsSector: () => true,
      cutWrite: (turn, bytes) => (turn === last ? uniformInt(random, 0, bytes) : bytes),
      growsOverHoles: () => false,
    };
  }
  return {
    keeps: () => draw() < kept,
    keepsSector: () => draw() < kept,
    cutWrite: (_, bytes) => bytes,
    growsOverHoles: () => draw() < 0.5,
  };
}

function drawFolder(folder: FolderNode, fate: Fate): FolderNode {
  const names = new Map(folder.synced);
  for (const { changes, turn } of folder.unsynced) {
    if (!fate.keeps(turn)) continue;
    for (const [name, node] of changes) {
      if (node === undefined) names.delete(name);
      else names.set(name, node);
    }
  }
  return buildFolder(new Map([...names].map(([name, node]) => [name, drawNode(node, fate)])));
}

function drawNode(node: Node, fate: Fate): Node {
  if (node.kind === 'folder') return drawFolder(node, fate);
  const content = drawContent(node, fate);
  return { kind: 'file', content, synced: content, unsynced: [], names: 1 };
}

function drawContent({ synced, unsynced }: FileNode, fate: Fate): Buffer {
  let content = Buffer.from(synced);
  for (const change of unsynced) {
    if (change.kind === 'truncate') {
      if (fate.keeps(change.turn)) content = content.subarray(0, change.size);
      continue;
    }
    const { at, bytes, turn } = change;
    const size = fate.cutWrite(turn, bytes.length);
    const written = Buffer.alloc(Math.max(content.length, at + size));
    content.copy(written);
    let end = content.length;
    for (let from = 0; from < size; ) {
      const to = Math.min(size, from + sectorBytes - ((at + from) % sectorBytes));
      if (fate.keeps(turn) && fate.keepsSector(turn)) {
        bytes.copy(written, at + from, from, to);
        end = Math.max(end, at + to);
      }
      from = to;
    }
    content = fate.keeps(turn) && fate.growsOverHoles() ? written : written.subarray(0, end);
  }
  return content;
}
