// Builds one template: a clone of its parent, a command run on it, and only then its name.

import { createHash, createHmac } from 'node:crypto';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LoadstoneError } from '../errors.ts';
import { readWholeFile } from '../probes/small-file.ts';
import { tellStoreUrl } from '../reach/store-url.ts';
import type { PrepareStep } from '../spec/experiment.ts';
import { awaitLastOutput, type Child, startChild } from './child.ts';
import { readInheritedEnv } from './inherited-env.ts';
import type { Journal } from './journal.ts';
import {
  buildDatabaseUrl,
  type PostgresAdmin,
  quoteOwnName,
  sqlStateOf,
  writeDatabaseComment,
} from './postgres-admin.ts';
import type { Databases } from './postgres-databases.ts';

export interface TemplateOptions {
  /** Folder of the config: the steps run there and their input globs start there. */
  readonly cwd: string;
  onProgress(line: string): void;
}

export interface TemplateContext {
  readonly admin: PostgresAdmin;
  readonly databases: Databases;
  readonly journal: Journal;
  /** Preparations under way, so that a stop can end them. */
  readonly running: Set<Child>;
  /** Wall clock, ms since 1970. */
  readonly readNowMs: () => number;
}

/** What is kept with a template, as the comment of its database. */
interface TemplateComment {
  readonly loadstone: 1;
  readonly command: readonly string[];
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly elapsedMs: number;
  /** While it is in the undo journal. */
  readonly token?: string;
}

/** The time now as ISO 8601 in UTC. */
export function readNowText(context: TemplateContext): string {
  return new Date(context.readNowMs()).toISOString();
}

/** Runs one prepare command on a database; its lines go to onProgress. */
async function runStep(
  step: PrepareStep,
  databaseUrl: string,
  options: TemplateOptions,
  { journal, running }: TemplateContext,
): Promise<void> {
  const command = step.command.join(' ');
  let child: Child;
  try {
    child = await startChild({
      command: step.command,
      env: { ...readInheritedEnv(), ...step.env, DATABASE_URL: tellStoreUrl(databaseUrl) },
      cwd: options.cwd,
      cpus: undefined,
      journal,
      onLine: options.onProgress,
    });
  } catch (cause) {
    if (cause instanceof LoadstoneError) throw cause;
    throw new LoadstoneError('PREPARE_FAILED', `Cannot start \`${command}\`.`, { cause });
  }
  running.add(child);
  const { code, signal } = await child.exited;
  await awaitLastOutput(child);
  running.delete(child);
  await child.end({ signal: 'SIGTERM', timeoutMs: 1_000 });
  if (code === 0) return;
  throw new LoadstoneError(
    'PREPARE_FAILED',
    `\`${command}\` ended with ${signal === null ? `code ${code}` : signal}.`,
    { output: child.output() },
  );
}

/** Gives a finished database its name, after which nobody can connect to it any more. */
async function publish(
  { admin, databases }: TemplateContext,
  working: string,
  name: string,
): Promise<void> {
  await admin.query(`ALTER DATABASE ${quoteOwnName(working)} ALLOW_CONNECTIONS false`);
  await admin.query(
    'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1',
    [working],
  );
  try {
    await admin.query(`ALTER DATABASE ${quoteOwnName(working)} RENAME TO ${quoteOwnName(name)}`);
  } catch (thrown) {
    // 42P04: another harness on the same given server was faster, and its template is as good.
    if (sqlStateOf(thrown) !== '42P04') throw thrown;
    await databases.drop(working);
    return;
  }
  databases.forget(working);
  await admin.query(`ALTER DATABASE ${quoteOwnName(name)} IS_TEMPLATE true`);
}

/**
 * Makes the template `name` out of `parent`. The work is done under another name, so that a
 * preparation that was cut off never passes for a finished one.
 * @throws LoadstoneError PREPARE_FAILED, POSTGRES_UNAVAILABLE
 */
export async function buildTemplate(
  step: PrepareStep,
  parent: string,
  name: string,
  options: TemplateOptions,
  context: TemplateContext,
): Promise<void> {
  const { admin, databases } = context;
  const startMs = performance.now();
  const working = name.replace(templatePrefix, `loadstone_work_${process.pid}_`);
  await databases.clone(parent, working);
  try {
    await runStep(step, buildDatabaseUrl(admin.url, working), options, context);
    const elapsedMs = Math.round(performance.now() - startMs);
    const at = readNowText(context);
    // Arguments may hold credentials, and every user of the server can read a comment.
    const facts = { command: step.command.slice(0, 1), createdAt: at, lastUsedAt: at, elapsedMs };
    const comment: TemplateComment = { loadstone: 1, ...facts, ...databases.proofOf(working) };
    await writeDatabaseComment(admin, working, { ...comment });
    await publish(context, working, name);
  } catch (thrown) {
    await databases.drop(working).catch(() => {});
    throw thrown;
  }
}

/** Names of template databases begin with it and end in a hash over everything that decides what is in them. */
export const templatePrefix = 'loadstone_template_';

/** Raised when templates are made in another way, so that older ones are not taken for the same. */
const templateFormat = 1;

/** Hash over the paths and contents of all files that the globs match, in the order of their paths. */
function readInputsDigest(inputs: readonly string[], cwd: string): string {
  const hash = createHash('sha256');
  const paths = new Set(inputs.flatMap((pattern) => globSync(pattern, { cwd })));
  for (const path of [...paths].sort()) {
    const full = join(cwd, path);
    if (!statSync(full, { throwIfNoEntry: false })?.isFile()) continue;
    const content = readWholeFile(full) ?? Buffer.alloc(0);
    // Lengths keep two files from being taken for one with the same bytes in a row.
    hash.update(`${path.length}:${path}:${content.length}:`).update(content);
  }
  return hash.digest('hex');
}

/** Name of the template that a step makes out of its parent's. */
function buildTemplateName(
  parent: string | undefined,
  step: PrepareStep,
  inputsDigest: string,
  key: string,
): string {
  const env = Object.entries(step.env).sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = [templateFormat, parent ?? null, step.command, env, inputsDigest];
  const hash = createHmac('sha256', key).update(JSON.stringify(parts)).digest('hex');
  return `${templatePrefix}${hash.slice(0, 16)}`;
}

/**
 * Names of the templates after each step, in order.
 * @param key what users of the server alone know, since names are seen by all of them and must not give away what
 *   the steps are told
 */
export function readTemplateNames(
  steps: readonly PrepareStep[],
  cwd: string,
  key: string,
): readonly string[] {
  const names: string[] = [];
  for (const step of steps) {
    names.push(buildTemplateName(names.at(-1), step, readInputsDigest(step.inputs, cwd), key));
  }
  return names;
}
