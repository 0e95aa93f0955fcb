// Template databases of a server: found again, built where missing, removed when old.
import type { PrepareStep } from '../spec/experiment.ts';
import type { Journal } from './journal.ts';
import {
  type PostgresAdmin,
  parseDatabaseComment,
  quoteOwnName,
  writeDatabaseComment,
} from './postgres-admin.ts';
import type { Databases } from './postgres-databases.ts';
import {
  buildTemplate,
  readNowText,
  readTemplateNames,
  type TemplateContext,
  type TemplateOptions,
  templatePrefix,
} from './template-build.ts';

export interface BuiltTemplate {
  readonly name: string;
  /** False where it was there already. */
  readonly built: boolean;
  readonly elapsedMs: number;
}

export interface Templates {
  /** Names of the templates after each step, whether there are any or not. */
  names(steps: readonly PrepareStep[], cwd: string): readonly string[];
  ensure(steps: readonly PrepareStep[], options: TemplateOptions): Promise<BuiltTemplate>;
  /** Drops these, as far as they are there; one at a time with the preparations. */
  drop(names: readonly string[]): Promise<void>;
  /** Drops templates that were not used for long or are too many; those of this run stay. */
  prune(): Promise<void>;
  /** Ends a preparation that runs. */
  stop(): Promise<void>;
}

const maxTemplates = 20;
const keepDays = 30;

/** PostgreSQL's own empty template, where there is nothing to prepare. */
const emptyTemplate = 'template0';

interface TemplateRow {
  readonly name: string;
  readonly comment: string | null;
}

const listSql = `SELECT datname AS name, shobj_description(oid, 'pg_database') AS comment
  FROM pg_database WHERE starts_with(datname, $1)`;

function listTemplates(admin: PostgresAdmin) {
  return admin.query<TemplateRow & Record<string, unknown>>(listSql, [templatePrefix]);
}

/** Who can log in may see what is in the databases, too. */
function nameTemplates(
  { url }: PostgresAdmin,
  steps: readonly PrepareStep[],
  cwd: string,
): readonly string[] {
  return readTemplateNames(steps, cwd, URL.parse(url)?.password ?? '');
}

/** The last template alone is enough: its parents may have been removed. */
function findFirstMissing(names: readonly string[], present: ReadonlyMap<string, unknown>): number {
  return names.findLastIndex((name) => present.has(name)) + 1;
}

async function ensureTemplate(
  steps: readonly PrepareStep[],
  options: TemplateOptions,
  context: TemplateContext,
  used: Set<string>,
): Promise<BuiltTemplate> {
  const startMs = performance.now();
  const names = nameTemplates(context.admin, steps, options.cwd);
  const rows = await listTemplates(context.admin);
  const present = new Map(rows.map((row) => [row.name, row.comment]));
  const firstMissing = findFirstMissing(names, present);
  let parent = emptyTemplate;
  for (const [index, step] of steps.entries()) {
    const name = names[index] ?? emptyTemplate;
    if (index >= firstMissing) {
      await buildTemplate(step, parent, name, options, context);
    } else if (present.has(name)) {
      const comment = parseDatabaseComment(present.get(name) ?? null);
      const kept = { ...comment, lastUsedAt: readNowText(context) };
      await writeDatabaseComment(context.admin, name, kept);
    }
    used.add(name);
    parent = name;
  }
  const elapsedMs = Math.round(performance.now() - startMs);
  return { name: parent, built: firstMissing < steps.length, elapsedMs };
}

function readLastUse(comment: string | null): string {
  const { lastUsedAt } = parseDatabaseComment(comment);
  return typeof lastUsedAt === 'string' ? lastUsedAt : '';
}

async function pruneTemplates(context: TemplateContext, used: ReadonlySet<string>): Promise<void> {
  const rows = (await listTemplates(context.admin))
    .map(({ name, comment }) => ({ name, at: readLastUse(comment) }))
    .sort((a, b) => (a.at < b.at ? 1 : -1));
  const oldest = new Date(context.readNowMs() - keepDays * 86_400_000).toISOString();
  for (const [rank, { name, at }] of rows.entries()) {
    if (used.has(name) || (rank < maxTemplates && at >= oldest)) continue;
    await dropTemplate(context, name);
  }
}

async function dropTemplate({ admin, databases }: TemplateContext, name: string): Promise<void> {
  await admin.query(`ALTER DATABASE ${quoteOwnName(name)} IS_TEMPLATE false`);
  await databases.drop(name);
}

async function dropTemplates(context: TemplateContext, names: readonly string[]): Promise<void> {
  const there = new Set((await listTemplates(context.admin)).map(({ name }) => name));
  for (const name of new Set(names)) if (there.has(name)) await dropTemplate(context, name);
}

/** @param readNowMs wall clock, ms since 1970 */
export function openTemplates(
  admin: PostgresAdmin,
  databases: Databases,
  journal: Journal,
  readNowMs: () => number = Date.now,
): Templates {
  const context: TemplateContext = { admin, databases, journal, running: new Set(), readNowMs };
  const used = new Set<string>();
  // One at a time: two variants that share the first step must not build it twice.
  let queue: Promise<unknown> = Promise.resolve();
  return {
    names: (steps, cwd) => nameTemplates(admin, steps, cwd),
    ensure(steps, options) {
      const result = queue.then(() => ensureTemplate(steps, options, context, used));
      queue = result.catch(() => {});
      return result;
    },
    drop(names) {
      const result = queue.then(() => dropTemplates(context, names));
      queue = result.catch(() => {});
      return result;
    },
    prune: () => pruneTemplates(context, used),
    async stop() {
      for (const child of context.running) await child.end({ signal: 'SIGTERM', timeoutMs: 2_000 });
    },
  };
}
