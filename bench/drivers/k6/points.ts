// The lines that k6 writes, as far as they are the script's own; pure.
import { type EndedTags, k6Metrics } from '../../../scenarios/k6/protocol.ts';

/** What a line tells; times by the wall clock, ms since 1970. */
export type K6Point =
  | { readonly kind: 'started'; readonly atMs: number }
  | { readonly kind: 'sent'; readonly vu: string }
  | { readonly kind: 'blocked'; readonly vu: string; readonly blockedUs: number }
  | {
      readonly kind: 'ended';
      readonly atMs: number;
      readonly responseTimeUs: number;
      readonly tags: EndedTags;
    }
  | { readonly kind: 'dropped'; readonly atMs: number; readonly count: number }
  | { readonly kind: 'fault'; readonly message: string }
  /** Of scripts of the user's own: an iteration threw, or a check was made. */
  | { readonly kind: 'thrown'; readonly message: string }
  | {
      readonly kind: 'check';
      readonly vu: string;
      readonly name: string;
      readonly isMissed: boolean;
    }
  /** Of the same: the next check of this user reads how long an answer took. */
  | { readonly kind: 'timed'; readonly vu: string }
  /** Of the same: an iteration begins. */
  | { readonly kind: 'iteration' }
  /** Of the same: a request was turned away, as it went elsewhere. */
  | { readonly kind: 'foreign'; readonly address: string };

const usPerMs = 1_000;
const newline = 0x0a;
const lineStart = '{"metric":"';

/** What the names of the metrics begin with that `parseK6Line` reads. */
export const ownMetricStarts: readonly string[] = ['loadstone_', 'dropped_it'];
const longestStart = 10;

/** A point as k6 writes it. */
export interface RawPoint {
  readonly metric: string;
  readonly value: number;
  readonly atMs: number;
  readonly tags: Readonly<Record<string, unknown>>;
  /** Number of the virtual user, where k6 was asked for it. */
  readonly vu: string;
}

/** Reads a line of `--out json`; undefined where it is no point. @throws SyntaxError */
export function parseRawPoint(line: string): RawPoint | undefined {
  const parsed: unknown = JSON.parse(line);
  if (!isObject(parsed) || parsed.type !== 'Point' || !isObject(parsed.data)) return undefined;
  const { metric, data } = parsed;
  return {
    metric: String(metric),
    value: Number(data.value),
    atMs: Date.parse(String(data.time)),
    tags: isObject(data.tags) ? data.tags : {},
    vu: isObject(data.metadata) ? String(data.metadata.vu) : '',
  };
}

/** Reads one line of our own metrics; undefined where it is of another. @throws SyntaxError */
export function parseK6Line(line: string): K6Point | undefined {
  const raw = parseRawPoint(line);
  return raw === undefined ? undefined : readOwnPoint(raw);
}

/** What a point of one of our own metrics (or of dropped iterations) tells. */
export function readOwnPoint({ metric, value, atMs, tags }: RawPoint): K6Point | undefined {
  const vu = String(tags.vu);
  switch (metric) {
    case k6Metrics.started:
      return { kind: 'started', atMs: value };
    case k6Metrics.sent:
      return { kind: 'sent', vu };
    case k6Metrics.blocked:
      return { kind: 'blocked', vu, blockedUs: value * usPerMs };
    case k6Metrics.ended:
      return {
        kind: 'ended',
        atMs,
        responseTimeUs: value * usPerMs,
        tags: readEndedTags(tags),
      };
    case k6Metrics.fault:
      return { kind: 'fault', message: String(tags.message) };
    case k6Metrics.thrown:
      return { kind: 'thrown', message: String(tags.message) };
    case k6Metrics.timed:
      return { kind: 'timed', vu };
    case k6Metrics.iteration:
      return { kind: 'iteration' };
    case k6Metrics.foreign:
      return { kind: 'foreign', address: String(tags.address) };
    case 'dropped_iterations':
      return { kind: 'dropped', atMs, count: value };
    default:
      return undefined;
  }
}

/**
 * Splits bytes into lines and gives those of metrics whose names begin with one of `starts` (at most
 * 10 characters); memory is bounded by the longest line.
 */
export function createLineSplitter(
  starts: readonly string[],
  onLine: (line: string) => void,
): (chunk: Buffer) => void {
  let rest: Buffer | undefined;
  return (chunk) => {
    const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(newline, start);
      if (end < 0) break;
      if (isWanted(bytes, start, starts)) onLine(bytes.toString('utf8', start, end));
      start = end + 1;
    }
    rest = start < bytes.length ? bytes.subarray(start) : undefined;
  };
}

/** Most lines are of metrics that are not read: they are passed over unparsed. */
function isWanted(bytes: Buffer, start: number, starts: readonly string[]): boolean {
  const nameStart = start + lineStart.length;
  const name = bytes.toString('latin1', nameStart, nameStart + longestStart);
  return starts.some((begin) => name.startsWith(begin));
}

/** k6 leaves tags with an empty value out. */
function readEndedTags(tags: Readonly<Record<string, unknown>>): EndedTags {
  const read = (name: keyof EndedTags) => String(tags[name] ?? '');
  const kind = read('kind');
  const body = read('body');
  return {
    vu: read('vu'),
    route: read('route'),
    kind: kind === 'succeeded' || kind === 'timedOut' ? kind : 'failed',
    status: read('status'),
    reason: read('reason'),
    body: body === 'right' || body === 'wrong' ? body : 'unchecked',
    opened: read('opened') === 'yes' ? 'yes' : 'no',
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
