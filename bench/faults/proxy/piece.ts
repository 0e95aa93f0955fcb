// What travels through a flow, in order: bytes, and the ways in which a stream ends.

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
