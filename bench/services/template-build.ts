// Builds one template: a clone of its parent, a command run on it, and only then its name.
import { LoadstoneError } from '../errors.ts';
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
import { templatePrefix } from './template-key.ts';

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
