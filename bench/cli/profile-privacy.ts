// Closes what a profiler wrote to other users, and takes the known secrets out of it.
import { isUtf8 } from 'node:buffer';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { privateFileMode, privateFolderMode } from '../private-modes.ts';
import type { Redactor } from '../store/redaction.ts';

/** Profilers write with the umask of the service, and may keep its command line and what it printed. */
export function closeProfile(folder: string, redactor: Redactor): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, privateFolderMode);
    if (!entry.isFile()) continue;
    chmodSync(path, privateFileMode);
    const content = readFileSync(path);
    const encoding = isUtf8(content) ? 'utf8' : 'latin1';
    const text = content.toString(encoding);
    const hidden = redactor.known(text);
    if (hidden !== text) writeFileSync(path, Buffer.from(hidden, encoding));
  }
}
