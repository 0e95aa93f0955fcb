// A flow's queue of pieces, which each leave at a time of their own, in order, whole or in parts.

export type Piece =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** The sender has closed its half (FIN). */
  | { readonly kind: 'end' }
  /** The sender's side was reset (RST) or broke. */
  | { readonly kind: 'reset' }
  /** A toxic closes the connection behind the bytes before. */
  | { readonly kind: 'close' };

/** What the objects around a piece take at most, bytes: many small pieces must not fill the memory either. */
const overheadBytes = 256;

/** What a held piece costs in memory, bytes. */
export function costOf(piece: Piece): number {
  return overheadBytes + (piece.kind === 'bytes' ? piece.bytes.length : 0);
}

/**
 * Says when the foremost piece, or the next part of it, may leave. Called once for each part, in order,
 * so that it can keep count; a time before that of the piece ahead lets none overtake.
 */
export type LineRule = (
  piece: Piece,
  arrivedMs: number,
) => {
  readonly dueMs: number;
  /** Length of the part that leaves, at least 1; undefined for the whole piece. */
  readonly partBytes?: number;
};

export interface Line {
  put(piece: Piece, nowMs: number): void;
  take(nowMs: number): Piece | undefined;
  readyAtMs(): number;
  drain(): readonly Piece[];
  heldBytes(): number;
}

/** Makes an empty line. */
export function createLine(rule: LineRule): Line {
  let queue: { piece: Piece; readonly arrivedMs: number }[] = [];
  let heldBytes = 0;
  let next: ReturnType<LineRule> | undefined;

  function readNext(): ReturnType<LineRule> | undefined {
    const head = queue[0];
    if (head !== undefined) next ??= rule(head.piece, head.arrivedMs);
    return next;
  }

  /** Takes the part from the foremost piece, and the piece from the queue with its last part. */
  function cut(partBytes: number): Piece | undefined {
    const head = queue[0];
    if (head === undefined) return undefined;
    const { piece } = head;
    if (piece.kind !== 'bytes' || partBytes >= piece.bytes.length) {
      queue.shift();
      heldBytes -= costOf(piece);
      return piece;
    }
    head.piece = { kind: 'bytes', bytes: piece.bytes.subarray(partBytes) };
    heldBytes -= partBytes;
    return { kind: 'bytes', bytes: piece.bytes.subarray(0, partBytes) };
  }

  return {
    put(piece, nowMs) {
      queue.push({ piece, arrivedMs: nowMs });
      heldBytes += costOf(piece);
    },
    take(nowMs) {
      const due = readNext();
      if (due === undefined || due.dueMs > nowMs) return undefined;
      next = undefined;
      return cut(due.partBytes ?? Number.POSITIVE_INFINITY);
    },
    readyAtMs: () => readNext()?.dueMs ?? Number.POSITIVE_INFINITY,
    drain() {
      const held = queue.map(({ piece }) => piece);
      queue = [];
      heldBytes = 0;
      next = undefined;
      return held;
    },
    heldBytes: () => heldBytes,
  };
}
