// A flow with a sink that notes what it gets and when; for tests with fake timers.
import { buildGenerator } from '../../plan/random.ts';
import { createFlow, type Flow } from './flow.ts';
import type { Piece } from './piece.ts';
import { buildStage, type Stage } from './stage.ts';
import { parseToxic } from './toxic.ts';

export interface TestFlow {
  readonly flow: Flow;
  /** What arrived: text, or the kind of an end, each with its time since the start, ms. */
  readonly arrived: (readonly [string, number])[];
  readonly pauses: boolean[];
  /** Whether the sink takes what it is given; after true, call `flow.drained`. */
  setWilling(isWilling: boolean): void;
  send(text: string): void;
  addToxic(value: { readonly type: string; readonly attributes: object }, name?: string): void;
}

/** The stage of a toxic that begins now, with a seed of its own. */
function buildTestStage(value: object, seed = 1): Stage {
  return buildStage(parseToxic(value, 'toxic'), buildGenerator(seed), performance.now());
}

export function createTestFlow(seed = 1): TestFlow {
  const startMs = performance.now();
  const arrived: (readonly [string, number])[] = [];
  const pauses: boolean[] = [];
  let isWilling = true;
  const note = (piece: Piece | { readonly kind: string }) => {
    const text = 'bytes' in piece ? piece.bytes.toString('latin1') : piece.kind;
    arrived.push([text, performance.now() - startMs]);
  };
  const flow = createFlow({
    setPaused: (isPaused) => void pauses.push(isPaused),
    deliver(piece) {
      note(piece);
      if (piece.kind === 'reset' || piece.kind === 'close') flow.stop();
      return isWilling;
    },
    meetFate(kind) {
      note({ kind: `fate ${kind}` });
      flow.stop();
    },
  });
  return {
    flow,
    arrived,
    pauses,
    setWilling(willing) {
      isWilling = willing;
    },
    send: (text) => flow.receive({ kind: 'bytes', bytes: Buffer.from(text, 'latin1') }),
    addToxic: (value, name = value.type) => flow.setStage(name, buildTestStage(value, seed)),
  };
}
