// What the harness asks a benchmark process (JSON in a variable) and what it answers (lines of JSON).
import type { MeasureOptions } from '../../../reports/document/micro.ts';
import type { MicroTime } from './measure.ts';
import type { MicroNeed, MicroServices } from './suite.ts';

/** Variable that holds the request as JSON. */
export const requestEnvName = 'LOADSTONE_BENCH_REQUEST';

export type ChildRequest =
  /** Names the benches of a version of the repository. */
  | { readonly kind: 'list'; readonly rootDir: string }
  /** Measures one of them. */
  | {
      readonly kind: 'measure';
      readonly rootDir: string;
      readonly file: string;
      readonly alternative: string;
      readonly services: MicroServices;
      readonly options: MeasureOptions;
    };

/** One alternative of a suite, as a version of the repository has it. */
export interface BenchName {
  readonly file: string;
  readonly suite: string;
  readonly operation: string;
  readonly alternative: string;
  readonly isBaseline: boolean;
  readonly needs: MicroNeed | undefined;
}

export type ChildReply =
  | { readonly kind: 'bench'; readonly bench: BenchName }
  | { readonly kind: 'time'; readonly time: MicroTime }
  /** Last line of a process that did all it was asked to. */
  | { readonly kind: 'end' };

/** Tells our lines from whatever else a program prints. */
const mark = 'loadstone-micro ';

export function writeReply(reply: ChildReply): string {
  return `${mark}${JSON.stringify(reply)}\n`;
}

/** Undefined for a line that is no reply. */
export function parseReply(line: string): ChildReply | undefined {
  return line.startsWith(mark) ? (JSON.parse(line.slice(mark.length)) as ChildReply) : undefined;
}
