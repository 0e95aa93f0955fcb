// Every request of an interval of load, one JSON line each: what availability and the audit are computed from.

/** How a request ended. */
export type RequestOutcome = 'succeeded' | 'failed' | 'timed-out' | 'dropped' | 'in-flight';

/** A write that was about to be sent. */
export interface LoggedIntent {
  readonly operationId: string;
  /** Whole units, such as cents; undefined where the scenario cannot know it. */
  readonly amount: number | undefined;
  /** On the clock of `SliceOutcome.startedAtMs`. */
  readonly atMs: number;
}

/** A request and its end; times on the clock of `SliceOutcome.startedAtMs`, ms with fractions. */
export interface LoggedRequest {
  /** Index into `routes`. */
  readonly route: number;
  /** When it was meant to start. */
  readonly dueMs: number;
  /** Undefined for a dropped one. */
  readonly sentMs: number | undefined;
  /** When it ended or was given up. */
  readonly endMs: number;
  readonly outcome: RequestOutcome;
  /** Undefined where no status came. */
  readonly statusCode: number | undefined;
  /** Why it is no success, as in `SliceOutcome.failureReasons`. */
  readonly reason: string | undefined;
  /** Of a write with an intent. */
  readonly operationId: string | undefined;
  readonly writes: boolean;
  /** Versions shown by a read, or made by an acknowledged write. */
  readonly observedVersions: readonly LoggedVersion[];
  /** The simulated user that sent it; undefined where the scenario tells none apart. */
  readonly user: number | undefined;
}

interface LoggedVersion {
  readonly entity: string;
  readonly version: number;
}

export interface RequestLog {
  readonly routes: readonly string[];
  readonly intents: readonly LoggedIntent[];
  /** In the order of their ends. */
  readonly requests: readonly LoggedRequest[];
  /** True where the last line was cut off; what is before it holds. */
  readonly isTorn: boolean;
}

/** Lines of the file. `null` stands for undefined; the shortest form, as there are many. */
type RequestLogLine =
  | readonly ['routes', readonly string[]]
  /** Operation, amount, time. */
  | readonly ['i', string, number | null, number]
  /**
   * Route, due, sent, end, outcome, status, reason, operation, writes (1 or 0), observed versions, and the user where there
   * is one: logs from before users have no such field.
   */
  | readonly [
      'e',
      number,
      number,
      number | null,
      number,
      number,
      number | null,
      string | null,
      string | null,
      0 | 1,
      readonly (readonly [string, number])[],
      number?,
    ];

/** Outcomes by the number that stands for them in a line. */
export const requestOutcomes: readonly RequestOutcome[] = [
  'succeeded',
  'failed',
  'timed-out',
  'dropped',
  'in-flight',
];

/** The first line: the names that `LoggedRequest.route` stands for. */
export function renderRoutesLine(routes: readonly string[]): string {
  return renderLine(['routes', routes]);
}

/** The line of a write that is about to be sent. */
export function renderIntentLine({ operationId, amount, atMs }: LoggedIntent): string {
  return renderLine(['i', operationId, amount ?? null, atMs]);
}

export function renderRequestLine(request: LoggedRequest): string {
  const { route, dueMs, sentMs, endMs, outcome, statusCode, reason, operationId, user } = request;
  const fields = [
    ...(['e', route, dueMs, sentMs ?? null, endMs, requestOutcomes.indexOf(outcome)] as const),
    ...([statusCode ?? null, reason ?? null, operationId ?? null] as const),
    ...([request.writes ? 1 : 0] as const),
    request.observedVersions.map(({ entity, version }) => [entity, version] as const),
  ] as const;
  return renderLine(user === undefined ? fields : [...fields, user]);
}

function renderLine(line: RequestLogLine): string {
  return `${JSON.stringify(line)}\n`;
}

/**
 * Reads the file's text; only the last line may be cut off.
 * @throws Error with the number of a line that is no line of a request log
 */
export function parseRequestLog(text: string): RequestLog {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  let routes: readonly string[] = [];
  const intents: LoggedIntent[] = [];
  const requests: LoggedRequest[] = [];
  for (const [index, line] of lines.entries()) {
    const parsed = parseLine(line, index + 1);
    if (parsed[0] === 'routes') routes = parsed[1];
    else if (parsed[0] === 'i') intents.push(toIntent(parsed));
    else requests.push(toRequest(parsed));
  }
  return { routes, intents, requests, isTorn: last !== '' };
}

function parseLine(line: string, number: number): RequestLogLine {
  try {
    const parsed: unknown = JSON.parse(line);
    if (Array.isArray(parsed) && isLine(parsed)) return parsed;
  } catch {
    // Told below.
  }
  throw new Error(`line ${number} is no line of a request log`);
}

/** Looks at what a reader would trip over; the writer is our own. */
function isLine(line: readonly unknown[]): line is RequestLogLine {
  switch (line[0]) {
    case 'routes':
      return line.length === 2 && Array.isArray(line[1]);
    case 'i':
      return line.length === 4 && typeof line[1] === 'string' && typeof line[3] === 'number';
    case 'e':
      return (
        (line.length === 11 || (line.length === 12 && typeof line[11] === 'number')) &&
        line.slice(1, 3).every((field) => typeof field === 'number') &&
        requestOutcomes[Number(line[5])] !== undefined &&
        Array.isArray(line[10])
      );
    default:
      return false;
  }
}

function toIntent([, operationId, amount, atMs]: RequestLogLine & readonly ['i', ...unknown[]]) {
  return { operationId, amount: amount ?? undefined, atMs };
}

function toRequest(line: RequestLogLine & readonly ['e', ...unknown[]]): LoggedRequest {
  const [, route, dueMs, sentMs, endMs, outcome, statusCode, reason, operationId] = line;
  return {
    ...{ route, dueMs, sentMs: sentMs ?? undefined, endMs },
    outcome: requestOutcomes[outcome] ?? 'failed',
    statusCode: statusCode ?? undefined,
    reason: reason ?? undefined,
    operationId: operationId ?? undefined,
    writes: line[9] === 1,
    observedVersions: line[10].map(([entity, version]) => ({ entity, version })),
    user: line[11],
  };
}
