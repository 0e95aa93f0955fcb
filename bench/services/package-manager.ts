// Which program brings the packages of a folder: told by its lock file.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface PackageManager {
  readonly lockFiles: readonly string[];
  /** Brings exactly what the lock file says. */
  readonly install: readonly string[];
  /** Adds packages for development; their names follow. */
  readonly add: readonly string[];
}

const npm: PackageManager = {
  lockFiles: ['package-lock.json', 'npm-shrinkwrap.json'],
  install: ['npm', 'ci', '--ignore-scripts=false'],
  add: ['npm', 'install', '--save-dev'],
};

const packageManagers: readonly PackageManager[] = [
  npm,
  {
    lockFiles: ['pnpm-lock.yaml'],
    install: ['pnpm', 'install', '--frozen-lockfile'],
    add: ['pnpm', 'add', '--save-dev'],
  },
  {
    lockFiles: ['yarn.lock'],
    install: ['yarn', 'install', '--frozen-lockfile'],
    add: ['yarn', 'add', '--dev'],
  },
  {
    lockFiles: ['bun.lock', 'bun.lockb'],
    install: ['bun', 'install', '--frozen-lockfile'],
    add: ['bun', 'add', '--dev'],
  },
];

/** Whether the program is one that brings packages by a lock file of Node's. */
export const isPackageManager = (program: string) =>
  packageManagers.some(({ install }) => install[0] === program);

export interface FoundLock {
  /** npm where there is no lock file. */
  readonly manager: PackageManager;
  /** Absolute; undefined where there is none. */
  readonly path: string | undefined;
}

/** The lock file of a folder, else of the nearest folder above it, as in a workspace. @param top not left */
export function findLock(folder: string, top: string): FoundLock {
  for (let at = folder; ; at = dirname(at)) {
    for (const manager of packageManagers) {
      const path = manager.lockFiles.map((name) => join(at, name)).find((file) => existsSync(file));
      if (path !== undefined) return { manager, path };
    }
    if (at === top || at === dirname(at)) return { manager: npm, path: undefined };
  }
}
