// The lines that k6 writes for a script of the user's own: its built-in metrics, put together by request.
import type { EndedTags } from '../../../scenarios/k6/protocol.ts';
import {
  type K6Point,
  ownMetricStarts,
  parseRawPoint,
  type RawPoint,
  readOwnPoint,
} from './points.ts';

/** What the names of the metrics begin with that are read. */
export const scriptMetricStarts: readonly string[] = [
  ...ownMetricStarts,
  ...['http_reqs"', 'http_req_d', 'http_req_b', 'http_req_c', 'checks"'],
];

/** Tags that k6 adds by itself to what scripts of the user's own write. */
export const scriptSystemTags: readonly string[] = [
  'status',
  'method',
  'error_code',
  'expected_response',
  // By these a check is told from others, and found again after what its function read.
  'check',
  'vu',
];

interface OpenRequest {
  readonly first: RawPoint;
  durationMs?: number;
  blockedMs?: number;
}

const usPerMs = 1_000;
const timeoutCode = '1050';
/** k6's code of an address that its options forbid. */
const forbiddenAddressCode = '1110';

/**
 * Makes a reader of such lines. k6 writes the points of one request one after another, with one time:
 * http_reqs, then duration, blocked and connecting among others; what breaks that rule is an error.
 */
export function createScriptReader(): (line: string) => readonly K6Point[] {
  let open: OpenRequest | undefined;

  function readHttp(raw: RawPoint): readonly K6Point[] {
    if (raw.metric === 'http_reqs') {
      if (open !== undefined) throw new Error('k6 wrote a request that has no end');
      open = { first: raw };
      return [];
    }
    if (open?.first.atMs !== raw.atMs) throw new Error('k6 wrote metrics of another request');
    if (raw.metric === 'http_req_duration') open.durationMs = raw.value;
    if (raw.metric === 'http_req_blocked') open.blockedMs = raw.value;
    if (raw.metric !== 'http_req_connecting') return [];
    const points = pointsOf(open, raw.value > 0);
    open = undefined;
    return points;
  }

  return (line) => {
    const raw = parseRawPoint(line);
    if (raw === undefined) return [];
    if (raw.metric.startsWith('http_')) return readHttp(raw);
    if (raw.metric === 'checks') {
      const name = String(raw.tags.check ?? '');
      return [{ kind: 'check', vu: raw.vu, name, isMissed: raw.value === 0 }];
    }
    const own = readOwnPoint(raw);
    return own === undefined ? [] : [own];
  };
}

function pointsOf({ first, durationMs, blockedMs }: OpenRequest, opened: boolean): K6Point[] {
  if (durationMs === undefined || blockedMs === undefined) {
    throw new Error('k6 wrote a request without its times');
  }
  const tags: EndedTags = {
    vu: 'script',
    ...judgeRequest(first.tags),
    body: 'unchecked',
    opened: opened ? 'yes' : 'no',
  };
  const responseTimeUs = (durationMs + blockedMs) * usPerMs;
  const isForeign = String(first.tags.error_code) === forbiddenAddressCode;
  return [
    ...(isForeign ? [{ kind: 'foreign', address: '' } as const] : []),
    { kind: 'sent', vu: tags.vu },
    { kind: 'blocked', vu: tags.vu, blockedUs: blockedMs * usPerMs },
    { kind: 'ended', atMs: first.atMs, responseTimeUs, tags },
  ];
}

/** Success is what the script's response callback expects: by default every status below 400. */
function judgeRequest(
  tags: RawPoint['tags'],
): Pick<EndedTags, 'route' | 'kind' | 'status' | 'reason'> {
  const route = String(tags.name ?? tags.method);
  const status = tags.status === '0' || tags.status === undefined ? '' : String(tags.status);
  if (tags.expected_response === 'true') return { route, kind: 'succeeded', status, reason: '' };
  if (tags.error_code === timeoutCode) {
    return { route, kind: 'timedOut', status: '', reason: 'timed out' };
  }
  const reason = status === '' ? `connection (k6 ${tags.error_code})` : `status ${status}`;
  return { route, kind: 'failed', status, reason };
}
