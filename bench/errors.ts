// The one table of failures in operation: code, exit code, and what the reader should do next.
import type { Message } from '../reports/document/message.ts';
import { failures } from '../reports/document/messages/failures.ts';

/** Exit codes of the command line, as promised in docs/architecture.md. */
export const exitCodes = {
  ok: 0,
  gateFailed: 1,
  usage: 2,
  environment: 3,
  inconclusive: 4,
  wrongData: 5,
  internal: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Each code of a LoadstoneError with its exit code; the hint stands where no better one is given. */
const errorTable = {
  CONFIG_NOT_FOUND: {
    exitCode: exitCodes.usage,
    hint: 'Run inside the folder that holds loadstone.config.mts, name the file with --config, or write one with `loadstone init`.',
  },
  CONFIG_THROWS: {
    exitCode: exitCodes.usage,
    hint: 'Mend the config file; run it alone with `node <file>` to see the whole stack.',
  },
  CONFIG_INVALID: {
    exitCode: exitCodes.usage,
    hint: 'Mend the keys named above; `loadstone plan` checks a config without running it.',
  },
  SELECTION_UNKNOWN: {
    exitCode: exitCodes.usage,
    hint: 'Run `loadstone plan` to see the factors, levels and scenarios of this config.',
  },
  SELECTION_EMPTY: {
    exitCode: exitCodes.usage,
    hint: 'Widen --variant or --scenario; `loadstone plan` shows what there is.',
  },
  USAGE: { exitCode: exitCodes.usage, hint: 'Run `loadstone --help`.' },
  TARGET_NOT_LOOPBACK: {
    exitCode: exitCodes.usage,
    hint: 'Load goes to this machine only. Run the service here, tunnel it to 127.0.0.1, or name the host in loadstone.targets and with --allow-target.',
  },
  SCENARIO_INVALID: {
    exitCode: exitCodes.usage,
    hint: 'A scenario module exports a `scenario` as described in docs/any-service.md (a scenario module).',
  },
  SCENARIO_NOT_ANSWERED: {
    exitCode: exitCodes.usage,
    hint: 'Mend the paths of the scenario or what the service needs for them; where such an answer is right, name its status in expectedStatuses.',
  },
  PAGE_NOT_SHOWN: {
    exitCode: exitCodes.usage,
    hint: 'Mend path and shows of the page (a CSS selector of what is there once it is of use), or raise pages.timeoutMs.',
  },
  SCENARIO_DATA_UNAVAILABLE: {
    exitCode: exitCodes.environment,
    hint: 'Check target.dataPath in the config: the service must answer it with status 200 and JSON.',
  },
  NODE_TOO_OLD: {
    exitCode: exitCodes.environment,
    hint: 'Put Node 22.18 or newer first in PATH; `npm i -D node@24` brings one to a project, which `npx loadstone` takes.',
  },
  POSTGRES_UNAVAILABLE: {
    exitCode: exitCodes.environment,
    hint: 'Give services.postgres.url (or LOADSTONE_POSTGRES_URL), or let `loadstone setup` install the embedded build.',
  },
  BUILD_FAILED: {
    exitCode: exitCodes.environment,
    hint: 'Run target.build by hand in the folder named above and mend what it says.',
  },
  PREPARE_FAILED: {
    exitCode: exitCodes.environment,
    toldHint: 'fix-prepare',
  },
  REDIS_UNAVAILABLE: {
    exitCode: exitCodes.environment,
    toldHint: 'fix-redis',
  },
  SERVICE_NOT_READY: {
    exitCode: exitCodes.environment,
    toldHint: 'fix-not-ready',
  },
  SERVICE_DIED: {
    exitCode: exitCodes.environment,
    toldHint: 'fix-died',
  },
  PORT_TAKEN: {
    exitCode: exitCodes.environment,
    toldHint: 'fix-port-taken',
  },
  VARIANT_NOT_AS_PLANNED: {
    exitCode: exitCodes.environment,
    toldHint: 'fix-settings',
  },
  DRIVER_UNAVAILABLE: {
    exitCode: exitCodes.environment,
    hint: 'Choose another driver with --driver, or install this one.',
  },
  DRIVER_FAILED: {
    exitCode: exitCodes.environment,
    toldHint: 'fix-driver',
  },
  STORE_WRITE_FAILED: {
    exitCode: exitCodes.environment,
    hint: 'Name another folder with --runs; what was written before stays readable.',
  },
  DISK_FULL: {
    exitCode: exitCodes.environment,
    hint: 'Free some disk space, or choose another folder with --runs; what was written before stays readable.',
  },
  RUN_NOT_FOUND: { exitCode: exitCodes.usage, hint: '`loadstone list` shows the runs there are.' },
  RUN_UNREADABLE: {
    exitCode: exitCodes.usage,
    hint: 'The file is not there, may not be read, or is of another version; `loadstone report` rebuilds result.json from the records.',
  },
  READ_DENIED: {
    exitCode: exitCodes.environment,
    hint: 'Run as the user that it belongs to, or let this one read it: `ls -ld` shows owner and mode.',
  },
  RECORD_INVALID: {
    exitCode: exitCodes.environment,
    hint: 'The file was damaged or changed after it was written. Of records, the lines before that one are whole: copy the folder, cut the file off there, and report again.',
  },
  RUN_INVALID: {
    exitCode: exitCodes.inconclusive,
    hint: '`loadstone report <id>` shows which checks failed and why; mend that and run again.',
  },
  HOST_TOO_SMALL: {
    exitCode: exitCodes.environment,
    hint: 'Use fewer connections or variants, or raise the limit named above; `loadstone doctor` shows both figures.',
  },
  LIVE_PORT_TAKEN: {
    exitCode: exitCodes.environment,
    hint: 'Take another --ui-port, or leave it out for a free one.',
  },
  RUN_BUSY: {
    exitCode: exitCodes.environment,
    hint: 'Two runs on one machine spoil each other. Wait for the other one, or end it.',
  },
  RESUME_MISMATCH: {
    exitCode: exitCodes.usage,
    hint: 'The config changed since the run began; start a new run, or restore the config.',
  },
  GIT_REF_UNKNOWN: {
    exitCode: exitCodes.usage,
    hint: 'Name a commit, branch or tag that `git log` knows; a shallow clone may have to fetch it first.',
  },
  CHECKOUT_FAILED: {
    exitCode: exitCodes.environment,
    hint: 'The other version could not be made ready; what git or the installer said is shown above.',
  },
  BENCH_INVALID: {
    exitCode: exitCodes.usage,
    hint: 'A *.bench.ts file exports a `suite` as described in docs/micro.md.',
  },
  BENCH_FAILED: {
    exitCode: exitCodes.environment,
    hint: 'The last output of the benchmark is shown above; `loadstone micro --only <pattern>` runs it alone.',
  },
  NOTHING_MEASURED: {
    exitCode: exitCodes.inconclusive,
    hint: 'No group was valid; the reasons stand above.',
  },
  NOTHING_IN_COMMON: {
    exitCode: exitCodes.inconclusive,
    hint: 'Compare runs of one experiment: a scenario, a load and a variant must be in both.',
  },
  NOT_EXPLAINABLE: {
    exitCode: exitCodes.usage,
    hint: 'docs/explain.md says what a run needs so that it can be explained or profiled.',
  },
  PICTURE_UNAVAILABLE: {
    exitCode: exitCodes.environment,
    hint: 'Install librsvg (`rsvg-convert`) or Chromium, or take the picture as it is: `--format svg`.',
  },
  PROFILE_FAILED: {
    exitCode: exitCodes.environment,
    hint: 'What the tool said is shown above; `--tool cpu` needs nothing but Node.',
  },
  PROXY_FAILED: {
    exitCode: exitCodes.environment,
    hint: 'The proxy that injects network faults failed; its last output is shown above.',
  },
  FAULT_NOT_HEALED: {
    exitCode: exitCodes.environment,
    hint: 'What the fault left is named above; the next command that starts processes cleans up after a dead run.',
  },
  INTERRUPTED: {
    exitCode: exitCodes.interrupted,
    hint: 'Go on with `loadstone run --resume <id>`.',
  },
  INTERNAL: { exitCode: exitCodes.internal, hint: 'This is a bug of Loadstone; please report it.' },
} as const satisfies Record<string, ErrorRow>;

interface ErrorRow {
  readonly exitCode: ExitCode;
  readonly hint?: string;
  /** Of what records and pages tell, too: the hint by its code. */
  readonly toldHint?: keyof typeof failures.en;
}

export type ErrorCode = keyof typeof errorTable;

export const errorCodes = Object.keys(errorTable) as readonly ErrorCode[];

/**
 * Hints with a code have neither parameters nor quotes, so the template is the text: generators and k6, where an error
 * can be thrown too, load no renderer of messages for it.
 */
function findUsualHint(code: ErrorCode): string | Message {
  const row = errorTable[code];
  if (!('toldHint' in row)) return row.hint;
  return { code: row.toldHint, params: {}, text: failures.en[row.toldHint] };
}

export interface LoadstoneErrorOptions {
  /** A message where records hold it, so that pages tell it in the reader's language. */
  readonly hint?: string | Message;
  readonly cause?: unknown;
  /** The last lines that a failed child process wrote, shown under the message. */
  readonly output?: string;
  /** Where the message lists several problems: of what, and each of them. */
  readonly listed?: ListedProblems;
}

export interface ListedProblems {
  /** Such as `loadstone.config.mts`; undefined where they are of several things. */
  readonly of: string | undefined;
  readonly problems: readonly string[];
}

/** A failure in operation: what happened (message), what to do next (hint), how the command exits. */
export class LoadstoneError extends Error {
  override readonly name = 'LoadstoneError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly exitCode: ExitCode;
  readonly output: string | undefined;
  /** True where the hint is that of the code alone. */
  readonly isHintUsual: boolean;
  /** The message by its code, where reports say it in the reader's language. */
  readonly told: Message | undefined;
  /** The hint by its code, where it has one. */
  readonly toldHint: Message | undefined;
  readonly listed: ListedProblems | undefined;

  constructor(code: ErrorCode, message: string | Message, options: LoadstoneErrorOptions = {}) {
    const text = typeof message === 'string' ? message : message.text;
    super(text, options.cause === undefined ? undefined : { cause: options.cause });
    this.told = typeof message === 'string' ? undefined : message;
    this.code = code;
    const hint = options.hint ?? findUsualHint(code);
    this.hint = typeof hint === 'string' ? hint : hint.text;
    this.toldHint = typeof hint === 'string' ? undefined : hint;
    this.isHintUsual = options.hint === undefined;
    this.exitCode = errorTable[code].exitCode;
    this.output = options.output;
    this.listed = options.listed;
  }
}

/** `loadstone.config.mts has 2 problems:`, and a line for each. */
export function describeProblems({ of, problems }: ListedProblems): string {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  const head = of === undefined ? `there are ${count}` : `${of} has ${count}`;
  return [`${head}:`, ...problems].join('\n  ');
}

/** Anything can be thrown, also what has a message without being an Error, and what throws when it is looked at. */
function textOf(thrown: unknown): string {
  try {
    if (typeof thrown !== 'object' || thrown === null) return String(thrown);
    if ('message' in thrown && typeof thrown.message === 'string') return thrown.message;
    return JSON.stringify(thrown) ?? String(thrown);
  } catch {
    return 'something was thrown that cannot be read';
  }
}

/** The message of anything thrown, for joining into another message. */
export function messageOf(thrown: unknown): string {
  const message = textOf(thrown);
  // JSON.parse quotes a piece of what it read, which may hold a secret.
  const isQuoting = thrown instanceof SyntaxError && message.endsWith(' is not valid JSON');
  const quote = isQuoting ? message.search(/, (?:\.\.\.)?"/) : -1;
  return quote < 0 ? message : message.slice(0, quote);
}
