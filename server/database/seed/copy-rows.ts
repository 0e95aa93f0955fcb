// Writes rows in PostgreSQL's binary COPY format into large buffers.

const rowRoomBytes = 2_048;
const postgresEpochMs = Date.UTC(2000, 0, 1);

/** What every binary COPY begins with: the signature, no flags, no extension. */
export const copyHeader = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');

/** What every binary COPY ends with. */
export const copyTrailer = Buffer.from([0xff, 0xff]);

/** Collects rows until they are taken; a row holds at most 2 kB. */
export class CopyRows {
  private buffer = Buffer.allocUnsafe(131_072);
  private view = new DataView(this.buffer.buffer, this.buffer.byteOffset, this.buffer.length);
  private at = 0;

  /** Begins a row of so many fields. */
  row(fieldCount: number): void {
    if (this.at + rowRoomBytes > this.buffer.length) this.grow();
    this.view.setInt16(this.at, fieldCount);
    this.at += 2;
  }

  smallint(value: number): void {
    this.view.setInt32(this.at, 2);
    this.view.setInt16(this.at + 4, value);
    this.at += 6;
  }

  integer(value: number): void {
    this.view.setInt32(this.at, 4);
    this.view.setInt32(this.at + 4, value);
    this.at += 8;
  }

  /** A whole number of 0 to 2^53 - 1. */
  bigint(value: number): void {
    this.view.setInt32(this.at, 8);
    this.view.setInt32(this.at + 4, Math.floor(value / 4_294_967_296));
    this.view.setUint32(this.at + 8, value >>> 0);
    this.at += 12;
  }

  /** Milliseconds since 1970, not before 2000. */
  timestamp(atMs: number): void {
    this.bigint((atMs - postgresEpochMs) * 1_000);
  }

  text(value: string): void {
    const bytes = this.buffer.write(value, this.at + 4, 'utf8');
    this.view.setInt32(this.at, bytes);
    this.at += 4 + bytes;
  }

  nothing(): void {
    this.view.setInt32(this.at, -1);
    this.at += 4;
  }

  textOrNothing(value: string | undefined): void {
    if (value === undefined) this.nothing();
    else this.text(value);
  }

  /** A copy of the rows so far, which then are forgotten. */
  take(): Buffer {
    const taken = Buffer.from(this.buffer.subarray(0, this.at));
    this.at = 0;
    return taken;
  }

  private grow(): void {
    const larger = Buffer.allocUnsafe(this.buffer.length * 2);
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
    this.view = new DataView(larger.buffer, larger.byteOffset, larger.length);
  }
}
