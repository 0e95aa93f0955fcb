// From a source to a sink through the stages of the toxics, with one timer for what leaves next.
import { costOf, type Piece } from './line.ts';
import type { Fate, Stage } from './stage.ts';

interface Alarm {
  /** Calls back at this time of the clock, instead of that set before; `never` calls nobody. */
  set(atMs: number): void;
}

const never = Number.POSITIVE_INFINITY;

/** The longest time that a timer of Node can be set to, ms. */
const maxTimerMs = 2_147_483_647;

/**
 * Makes an alarm that is not set.
 * @param onTime may come a fraction of a millisecond early, as timers do; it then sets the same time again
 */
function createAlarm(onTime: () => void, readNowMs: () => number): Alarm {
  let timer: NodeJS.Timeout | undefined;
  let setToMs = never;
  return {
    set(atMs) {
      if (atMs === setToMs) return;
      clearTimeout(timer);
      setToMs = atMs;
      if (atMs === never) return;
      const waitMs = Math.min(maxTimerMs, Math.ceil(atMs - readNowMs()));
      timer = setTimeout(() => {
        setToMs = never;
        onTime();
      }, waitMs);
    },
  };
}

/** What a flow may ask of the two sockets that it joins. */
export interface FlowEnds {
  /** Stops or goes on reading from the source. */
  setPaused(isPaused: boolean): void;
  /** Hands a piece to the sink; false where it wants no more until `drained`. */
  deliver(piece: Piece): boolean;
  /** A toxic ends the connection; the flow is to be stopped. */
  meetFate(kind: Fate['kind']): void;
}

export interface Flow {
  receive(piece: Piece): void;
  /** The sink takes more again. */
  drained(): void;
  /**
   * Puts a stage at the end, in the place of the one with this name, or takes that one out. What it
   * held goes on: through the new stage, or to what comes behind.
   */
  setStage(name: string, stage: Stage | undefined): void;
  /** Nothing can be delivered any more: drops what it holds and whatever still comes. */
  stop(): void;
}

/**
 * So much is held of one direction of a connection before its source is paused, bytes; one read may
 * come on top. Like the window of TCP it bounds a flow with latency: 1 MiB a round.
 */
const maxHeldBytes = 1_048_576;

/** Makes a flow without stages. @param readNowMs a monotonic clock */
export function createFlow(ends: FlowEnds, readNowMs = () => performance.now()): Flow {
  const stages: { readonly name: string; stage: Stage }[] = [];
  let outlet: Piece[] = [];
  let isSinkFull = false;
  let isPaused = false;
  let isStopped = false;
  const alarm = createAlarm(pump, readNowMs);

  function putAt(index: number, piece: Piece, nowMs: number): void {
    const entry = stages[index];
    if (entry !== undefined) entry.stage.put(piece, nowMs);
    // A reset overtakes what the sink has not taken yet, as in TCP.
    else if (piece.kind === 'reset') outlet = [piece];
    else outlet.push(piece);
  }

  /** Moves all that is due; the alarm then calls it again for the next that becomes due. */
  function pump(): void {
    if (isStopped) return;
    const nowMs = readNowMs();
    const doomed = stages.find(({ stage }) => (stage.fate?.atMs ?? never) <= nowMs);
    if (doomed?.stage.fate !== undefined) {
      ends.meetFate(doomed.stage.fate.kind);
      return;
    }
    for (const [index, { stage }] of stages.entries()) {
      for (let piece = stage.take(nowMs); piece !== undefined; piece = stage.take(nowMs)) {
        putAt(index + 1, piece, nowMs);
      }
    }
    deliverOutlet();
    // Delivering an end may have ended the connection.
    if (isStopped) return;
    setPaused(isSinkFull || readHeldBytes() >= maxHeldBytes);
    alarm.set(readNextMs());
  }

  function deliverOutlet(): void {
    for (let piece = outlet[0]; piece !== undefined; piece = outlet[0]) {
      if (isSinkFull && piece.kind !== 'reset') return;
      outlet.shift();
      isSinkFull = !ends.deliver(piece);
    }
  }

  function readHeldBytes(): number {
    const inStages = stages.reduce((sum, { stage }) => sum + stage.heldBytes(), 0);
    return outlet.reduce((sum, piece) => sum + costOf(piece), inStages);
  }

  function setPaused(paused: boolean): void {
    if (paused === isPaused) return;
    isPaused = paused;
    ends.setPaused(paused);
  }

  function readNextMs(): number {
    return Math.min(
      ...stages.map(({ stage }) => Math.min(stage.readyAtMs(), stage.fate?.atMs ?? never)),
    );
  }

  return {
    receive(piece) {
      if (isStopped) return;
      putAt(0, piece, readNowMs());
      pump();
    },
    drained() {
      isSinkFull = false;
      pump();
    },
    setStage(name, stage) {
      const nowMs = readNowMs();
      const found = stages.findIndex((entry) => entry.name === name);
      const index = found < 0 ? stages.length : found;
      const held = stages[found]?.stage.drain() ?? [];
      stages.splice(index, found < 0 ? 0 : 1, ...(stage === undefined ? [] : [{ name, stage }]));
      for (const piece of held) putAt(index, piece, nowMs);
      pump();
    },
    stop() {
      if (isStopped) return;
      isStopped = true;
      alarm.set(never);
      stages.length = 0;
      outlet = [];
      setPaused(false);
    },
  };
}
