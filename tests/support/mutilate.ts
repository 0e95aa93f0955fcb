// Seeded damage to the files of a run folder, as an editor, a disk, or somebody with a purpose would do it.
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';

export interface Damage {
  /** Of the files there are, by its place. */
  readonly file: number;
  readonly line: number;
  readonly place: number;
  readonly kind: (typeof kinds)[number];
  readonly value: unknown;
}

const kinds = [
  ...(['replace', 'replace', 'replace', 'delete', 'delete', 'rename', 'double-item'] as const),
  ...(['double-line', 'drop-line', 'swap-lines', 'cut', 'flip-byte', 'deepen', 'negate'] as const),
  ...(['enlarge', 'swap-values', 'raw'] as const),
] as const;

/** JSON that says what no program of ours writes. */
const rawTexts = [
  ...['1e999', '-1e999', 'NaN', 'Infinity', '-0', '1e-400', '9007199254740993', 'nul', '""""'],
  ...['{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}'],
  `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  `${'{"a":'.repeat(300)}1${'}'.repeat(300)}`,
] as const;

const values: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, '', 'x', 'NaN', '__proto__', 'constructor', 'toString', 0, -1, 1, 0.5, 1.5, 1e15],
    ...[1e300, 5e-324, 2 ** 53, -(2 ** 31), true, false, [], {}, [null], [[]], { length: 1e9 }],
    ...['2026-99-99T99:99:99Z', '../../etc/passwd', '\u0000\n\u2028<script>', 'valid', 'pass'],
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

export const damages: fc.Arbitrary<Damage> = fc.record({
  file: fc.nat(1_000),
  line: fc.nat(100_000),
  place: fc.nat(1_000_000),
  kind: fc.constantFrom(...kinds),
  value: values,
});

/** Damages one of the files in place; what it did in words. */
export function mutilate(files: readonly string[], damage: Damage): string {
  const file = files[damage.file % files.length] ?? '';
  const text = readFileSync(file, 'utf8');
  const isLines = file.endsWith('.jsonl');
  const lines = isLines ? text.split('\n').slice(0, -1) : [text];
  const at = damage.line % Math.max(1, lines.length);
  const told = `${file}${isLines ? `, line ${at + 1}` : ''}: ${damage.kind}`;
  const write = (changed: readonly string[]) =>
    writeFileSync(file, isLines ? changed.map((line) => `${line}\n`).join('') : changed.join(''));
  switch (damage.kind) {
    case 'cut':
      writeFileSync(file, text.slice(0, damage.place % (text.length + 1)));
      return told;
    case 'flip-byte': {
      const bytes = Buffer.from(text);
      const place = damage.place % Math.max(1, bytes.length);
      bytes[place] = (bytes[place] ?? 0) ^ (1 + (damage.line % 255));
      writeFileSync(file, bytes);
      return `${told} ${place}`;
    }
    case 'double-line':
      write(lines.toSpliced(at, 0, lines[at] ?? ''));
      return told;
    case 'drop-line':
      write(lines.toSpliced(at, 1));
      return told;
    case 'swap-lines': {
      const other = damage.place % Math.max(1, lines.length);
      write(lines.with(at, lines[other] ?? '').with(other, lines[at] ?? ''));
      return `${told} with ${other + 1}`;
    }
    default: {
      const [changed, where] = changeJson(lines[at] ?? '', damage);
      write(lines.with(at, changed));
      return `${told} ${where}`;
    }
  }
}

type Path = readonly (string | number)[];

function changeJson(text: string, { kind, place, value }: Damage): readonly [string, string] {
  const root: unknown = JSON.parse(text);
  const paths = listPaths(root);
  const path = paths[place % paths.length] ?? [];
  const last = path.at(-1);
  const parent = follow(root, path.slice(0, -1)) as Record<string | number, unknown>;
  const where = `${path.join('.')} ${JSON.stringify(value)?.slice(0, 60)}`;
  if (last === undefined) return [JSON.stringify(value) ?? 'null', where];
  const own = parent[last];
  const mark = '"\u0001here\u0001"';
  const put = (changed: unknown) =>
    Object.defineProperty(parent, last, { value: changed, enumerable: true });
  switch (kind) {
    case 'delete':
      if (Array.isArray(parent)) parent.splice(Number(last), 1);
      else delete parent[last];
      break;
    case 'rename':
      if (!Array.isArray(parent)) {
        delete parent[last];
        Object.defineProperty(parent, `${last}x`, { value: own, enumerable: true });
      }
      break;
    case 'double-item':
      if (Array.isArray(parent)) parent.splice(Number(last), 0, own);
      else put([own, own]);
      break;
    case 'negate':
      put(typeof own === 'number' ? -own - 1 : typeof own === 'boolean' ? !own : value);
      break;
    case 'enlarge':
      put(
        typeof own === 'number' ? own * 1e6 + 1 : typeof own === 'string' ? own.repeat(500) : value,
      );
      break;
    case 'swap-values': {
      const keys = Object.keys(parent);
      const other = keys[(keys.indexOf(String(last)) + 1) % keys.length] ?? '';
      [parent[last], parent[other]] = [parent[other], own];
      break;
    }
    case 'deepen': {
      let deep: unknown = own;
      for (let level = 0; level < 150; level += 1) deep = level % 2 === 0 ? [deep] : { deep };
      put(deep);
      break;
    }
    case 'raw':
      put('\u0001here\u0001');
      return [
        JSON.stringify(root).replace(
          JSON.stringify(JSON.parse(mark.replaceAll('\u0001', '\\u0001'))),
          () => rawTexts[place % rawTexts.length] ?? '',
        ),
        `${path.join('.')} raw ${place % rawTexts.length}`,
      ];
    default:
      put(value);
  }
  return [JSON.stringify(root), where];
}

function follow(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => (at as Record<string | number, unknown>)[step], root);
}

/** Every place, those of the first levels more often than their number says: long lists would hide them. */
function listPaths(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const children = Array.isArray(value)
    ? value.slice(0, 3).flatMap((item, index) => listPaths(item, [...path, index]))
    : Object.entries(value).flatMap(([key, item]) => listPaths(item, [...path, key]));
  return [path, ...children];
}
