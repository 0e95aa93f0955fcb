// A small picture as PNG with a palette of 64 colours (PNG specification, third edition: colour type 3).
import { crc32, deflateSync } from 'node:zlib';

/** Viridis (Smith and van der Walt, 2015) at ten places; between them colours are mixed. */
const viridis = [
  0x440154, 0x482878, 0x3e4a89, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b,
  0xfde725,
] as const;

/** Levels of the palette: level 0 is the darkest. */
export const paletteSize = 64;

/**
 * A data URI of the picture.
 * @param rows from the top, each of the same length; levels from 0 to `paletteSize` - 1
 */
export function encodePalettePng(rows: readonly (readonly number[])[]): string {
  const width = rows[0]?.length ?? 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows.length, 4);
  // Eight bits, palette; the last three stay 0: deflate, no filter method but the standard, not interlaced.
  header.set([8, 3], 8);
  // Each row begins with the number of its filter: none.
  const pixels = Buffer.from(rows.flatMap((row) => [0, ...row]));
  const parts = [
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    encodeChunk('IHDR', header),
    encodeChunk('PLTE', buildPalette()),
    encodeChunk('IDAT', deflateSync(pixels, { level: 9 })),
    encodeChunk('IEND', Buffer.alloc(0)),
  ];
  return `data:image/png;base64,${Buffer.concat(parts).toString('base64')}`;
}

function encodeChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

function buildPalette(): Buffer {
  const last = viridis.length - 1;
  const colours = Array.from({ length: paletteSize }, (_, level) => {
    const place = (level / (paletteSize - 1)) * last;
    const below = Math.min(last - 1, Math.floor(place));
    const share = place - below;
    return [16, 8, 0].map((shift) => {
      const [from, to] = [(viridis[below] ?? 0) >> shift, (viridis[below + 1] ?? 0) >> shift];
      return Math.round((from & 255) * (1 - share) + (to & 255) * share);
    });
  });
  return Buffer.from(colours.flat());
}
