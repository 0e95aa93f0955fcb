// What a table of the generator is: rows by chunk, and its bytes in the order in which COPY gets them.
import { CopyRows, copyHeader, copyTrailer } from './copy-rows.ts';

export interface SeedTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rowCount: number;
  readonly chunkCount: number;
  /** Writes the rows of one chunk; chunks may be asked for in any order. */
  readonly writeChunk: (chunk: number, rows: CopyRows) => void;
}

export interface TableBytes {
  readonly bytes: Buffer;
  /** Number of the chunk that these bytes end; undefined for the format's header and trailer. */
  readonly chunk: number | undefined;
}

/** The bytes of a whole binary COPY of the table, a chunk at a time. */
export function* renderTable(table: SeedTable): Generator<TableBytes> {
  const rows = new CopyRows();
  yield { bytes: copyHeader, chunk: undefined };
  for (let chunk = 0; chunk < table.chunkCount; chunk++) {
    table.writeChunk(chunk, rows);
    yield { bytes: rows.take(), chunk };
  }
  yield { bytes: copyTrailer, chunk: undefined };
}
