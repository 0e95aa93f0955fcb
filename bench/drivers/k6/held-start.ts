// A k6 that plays one segment of a load: started paused, and released once all segments are ready.
import { messageOf } from '../../errors.ts';
import type { GeneratorPart } from '../driver.ts';

/** What the arguments of k6 say of a segment. */
export interface K6Segment {
  readonly part: GeneratorPart;
  /** Port on 127.0.0.1 of its control server, by which it is released. */
  readonly controlPort: number;
}

/** k6's exit code where something else listens on the port of its control server. */
export const portTakenCode = 106;

/** `status` of k6's control server once all users are made and the paused load could begin. */
const pausedBeforeRun = 4;

const pollMs = 10;
const requestTimeoutMs = 5_000;

/** Segments of equal length. k6 shares arrivals and users out by the whole sequence, the same one in each process. */
export function buildSegmentArgs({ part, controlPort }: K6Segment): readonly string[] {
  const { index, count } = part;
  const bounds = Array.from({ length: count + 1 }, (_, place) => renderBound(place, count));
  return [
    ...['--address', `127.0.0.1:${controlPort}`, '--paused'],
    ...['--execution-segment', `${bounds[index]}:${bounds[index + 1]}`],
    ...['--execution-segment-sequence', bounds.join(',')],
  ];
}

function renderBound(place: number, count: number): string {
  if (place === 0) return '0';
  return place === count ? '1' : `${place}/${count}`;
}

/** Waits until k6 is paused before its load; returns at once where it has ended. */
export async function waitUntilHeld(
  { controlPort }: K6Segment,
  hasEnded: () => boolean,
): Promise<void> {
  while (!hasEnded()) {
    if ((await readStatus(controlPort)) === pausedBeforeRun) return;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** Undefined where nobody answers yet. */
async function readStatus(controlPort: number): Promise<number | undefined> {
  try {
    const response = await fetch(addressOf(controlPort), {
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    const { data } = (await response.json()) as { data?: { attributes?: { status?: number } } };
    return data?.attributes?.status;
  } catch {
    return undefined;
  }
}

/** Lets the load begin. Returns why it does not, or undefined where it does. */
export async function releaseHeld({ controlPort }: K6Segment): Promise<string | undefined> {
  try {
    const response = await fetch(addressOf(controlPort), {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        data: { type: 'status', id: 'default', attributes: { paused: false } },
      }),
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    return response.ok ? undefined : `its control server answers ${response.status}`;
  } catch (thrown) {
    return messageOf(thrown);
  }
}

function addressOf(controlPort: number): string {
  return `http://127.0.0.1:${controlPort}/v1/status`;
}
