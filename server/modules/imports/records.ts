// Splits an upload into records, as NDJSON or as CSV; no record is lost, not even one that can't be read.
import { parse } from 'csv-parse/sync';

export type ImportFormat = 'ndjson' | 'csv';

/** A record by the names of its fields, or why it can't be read. */
export type ImportRecord = {
  /** Number of the record, from 1; the header of a CSV file is none. */
  readonly line: number;
  /** The record as it came. */
  readonly raw: string;
} & (
  | { readonly fields: Readonly<Record<string, unknown>>; readonly problem?: never }
  | { readonly problem: string }
);

type Fields = Readonly<Record<string, unknown>>;

/** All records of an upload, in order. */
export function readRecords(upload: Uint8Array, format: ImportFormat): readonly ImportRecord[] {
  const text = new TextDecoder().decode(upload);
  return format === 'csv' ? readCsv(text) : readNdjson(text);
}

function buildRecord(line: number, raw: string, read: () => Fields | string): ImportRecord {
  if (raw.trim() === '') return { line, raw, problem: 'the line is empty' };
  if (raw.includes('\uFFFD')) return { line, raw, problem: 'the line is not UTF-8' };
  const found = read();
  return typeof found === 'string' ? { line, raw, problem: found } : { line, raw, fields: found };
}

function readNdjson(text: string): readonly ImportRecord[] {
  return splitLines(text).map((raw, index) => buildRecord(index + 1, raw, () => readObject(raw)));
}

/** Splits an upload into lines; the line break at the very end makes no line of its own. */
function splitLines(text: string): readonly string[] {
  if (text === '') return [];
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function readObject(raw: string): Fields | string {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return 'the line is not JSON';
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Fields) : 'the line is not a JSON object';
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly raw: string;
}

/** RFC 4180 with a header of field names; numbers are read as such, and an empty field is none. */
function readCsv(text: string): readonly ImportRecord[] {
  const records: ImportRecord[] = [];
  let header: readonly string[] | undefined;
  const add = (raw: string, read: (names: readonly string[]) => Fields | string): void => {
    const line = records.length + 1;
    records.push(buildRecord(line, raw.trimEnd(), () => read(header ?? [])));
  };
  // Typed as the records themselves, which come with their raw text here.
  const onRecord = (given: unknown): null => {
    const { record, raw } = given as CsvRecord;
    if (header === undefined) header = record.map((name) => name.trim());
    else add(raw, (names) => nameFields(names, record));
    return null;
  };
  parse(text, {
    ...{ bom: true, raw: true, relax_column_count: true, skip_records_with_error: true },
    on_record: onRecord,
    on_skip: (_error, raw) => {
      header ??= [];
      add(raw ?? '', () => 'the line is not CSV');
      return undefined;
    },
  });
  return records;
}

const numberFields = new Set(['region', 'segment', 'sourceId']);

function nameFields(names: readonly string[], values: readonly string[]): Fields | string {
  if (values.length !== names.length) {
    return `the line has ${values.length} fields, and the header ${names.length}`;
  }
  const fields: Record<string, unknown> = {};
  names.forEach((name, index) => {
    const value = values[index] ?? '';
    if (value === '') return;
    fields[name] = numberFields.has(name) && /^\d{1,9}$/.test(value) ? Number(value) : value;
  });
  return fields;
}
