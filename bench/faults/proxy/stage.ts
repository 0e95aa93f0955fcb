// A stage of a flow: what one toxic does to the pieces of one direction of one connection, over time handed in.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { createLine, type LineRule, type Piece } from './line.ts';
import type { CheckedToxic, ToxicAttributes } from './toxic.ts';

/** What becomes of the whole connection at a time, whatever its stages hold. */
export interface Fate {
  readonly kind: 'close' | 'reset';
  readonly atMs: number;
}

export interface Stage {
  /** What this stage does to the connection; undefined where it only treats the pieces. */
  readonly fate: Fate | undefined;
  put(piece: Piece, nowMs: number): void;
  /** The next piece whose time has come; undefined where there is none. */
  take(nowMs: number): Piece | undefined;
  /** When `take` gives the next piece; Infinity where no time brings one. */
  readyAtMs(): number;
  /** All that it holds, in order; for a stage that is taken out. */
  drain(): readonly Piece[];
  /** What the held pieces cost in memory, as `costOf` counts, bytes. */
  heldBytes(): number;
}

/** The bytes of a slow link leave in slices of at most this time each. */
const bandwidthSliceMs = 10;

/**
 * Builds the stage of a toxic.
 * @param generator for jitter and sizes of slices
 * @param nowMs time at which it begins, of the same clock as the times of `put` and `take`
 */
export function buildStage(toxic: CheckedToxic, generator: RandomGenerator, nowMs: number): Stage {
  switch (toxic.type) {
    case 'latency':
      return fromRule(latencyRule(toxic.attributes, generator));
    case 'bandwidth':
      return fromRule(bandwidthRule(toxic.attributes));
    case 'slow_close':
      return fromRule(({ kind }, arrivedMs) => ({
        dueMs: arrivedMs + (kind === 'end' || kind === 'close' ? toxic.attributes.delay : 0),
      }));
    case 'timeout': {
      const { timeout } = toxic.attributes;
      const fate = timeout > 0 ? ({ kind: 'close', atMs: nowMs + timeout } as const) : undefined;
      return fromRule(() => ({ dueMs: Number.POSITIVE_INFINITY }), fate);
    }
    case 'reset_peer':
      return fromRule((_, arrivedMs) => ({ dueMs: arrivedMs }), {
        kind: 'reset',
        atMs: nowMs + toxic.attributes.timeout,
      });
    case 'slicer':
      return fromRule(slicerRule(toxic.attributes, generator));
    case 'limit_data':
      return createLimit(toxic.attributes.bytes);
  }
}

function fromRule(rule: LineRule, fate?: Fate): Stage {
  return { ...createLine(rule), fate };
}

/** Pieces travel at the same time, so the latency of many is that of one; none overtakes another. */
function latencyRule(
  { latency, jitter }: ToxicAttributes['latency'],
  generator: RandomGenerator,
): LineRule {
  let lastMs = 0;
  return (_, arrivedMs) => {
    const drawnMs = jitter === 0 ? 0 : jitter * (2 * uniformFloat64(generator) - 1);
    lastMs = Math.max(lastMs, arrivedMs + Math.max(0, latency + drawnMs));
    return { dueMs: lastMs };
  };
}

/** A piece leaves when its last byte would have gone over a wire of this speed. */
function bandwidthRule({ rate }: ToxicAttributes['bandwidth']): LineRule {
  // KB/s are bytes per ms.
  const sliceBytes = Math.max(1, Math.floor(rate * bandwidthSliceMs));
  let freeAtMs = 0;
  return (piece, arrivedMs) => {
    const partBytes = piece.kind === 'bytes' ? Math.min(sliceBytes, piece.bytes.length) : 0;
    freeAtMs = Math.max(freeAtMs, arrivedMs) + partBytes / rate;
    return { dueMs: freeAtMs, partBytes };
  };
}

function slicerRule(
  { average_size: mean, size_variation: variation, delay }: ToxicAttributes['slicer'],
  generator: RandomGenerator,
): LineRule {
  let freeAtMs = 0;
  return (piece, arrivedMs) => {
    const dueMs = Math.max(freeAtMs, arrivedMs);
    if (piece.kind !== 'bytes') return { dueMs };
    freeAtMs = dueMs + delay / 1_000;
    return { dueMs, partBytes: uniformInt(generator, mean - variation, mean + variation) };
  };
}

/** Lets so many bytes through, then closes the connection behind them; what comes later is dropped. */
function createLimit(limitBytes: number): Stage {
  const line = createLine((_, arrivedMs) => ({ dueMs: arrivedMs }));
  let leftBytes = limitBytes;
  let isOver = false;
  return {
    ...line,
    fate: undefined,
    put(piece, nowMs) {
      if (isOver) return;
      if (piece.kind !== 'bytes') return line.put(piece, nowMs);
      if (leftBytes > 0) {
        line.put({ kind: 'bytes', bytes: piece.bytes.subarray(0, leftBytes) }, nowMs);
      }
      leftBytes -= piece.bytes.length;
      isOver = leftBytes <= 0;
      if (isOver) line.put({ kind: 'close' }, nowMs);
    },
  };
}
