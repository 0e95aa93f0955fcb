// The child's side of the channel: answers the harness, and ends when the harness is gone.
import { LoadstoneError, messageOf } from '../../errors.ts';
import type { SessionOptions } from '../driver.ts';
import { hashScenario } from '../parts/scenario-hash.ts';
import { leaveSignalsToParent } from './leave-signals.ts';
import type { ChildReply, ChildRequest, Generator, OpenGenerator } from './protocol.ts';

/**
 * Serves a generator to the parent over IPC; the entry file of a driver's child calls it once.
 * The process exits when the channel closes, so that no generator outlives its harness.
 */
export function serveGenerator(openGenerator: OpenGenerator): void {
  let generator: Generator | undefined;

  leaveSignalsToParent();
  process.on('disconnect', () => process.exit(0));
  process.on('message', (request: ChildRequest) => {
    answer(request).then(reply, (thrown: unknown) => reply(failureOf(thrown)));
  });

  async function answer(request: ChildRequest): Promise<ChildReply> {
    switch (request.kind) {
      case 'open':
        return openWith(request.options);
      case 'prepare-slice':
        await opened().prepareSlice?.(request.order);
        return { kind: 'prepared' };
      case 'run-slice':
        return { kind: 'slice', outcome: await opened().runSlice(request.order) };
      case 'collect':
        return { kind: 'collected', measurements: opened().collect() };
      case 'close':
        await generator?.close();
        return { kind: 'closed' };
    }
  }

  async function openWith(options: SessionOptions): Promise<ChildReply> {
    // Before it is loaded: what changes in between is another one for some part.
    const scenarioHash = await hashScenario(options.scenario);
    generator = await openGenerator(options);
    return { kind: 'opened', scenarioHash };
  }

  function opened(): Generator {
    if (generator === undefined) throw new LoadstoneError('INTERNAL', 'the generator is not open');
    return generator;
  }
}

function reply(message: ChildReply): void {
  // A parent that is gone closes the channel in the middle of a send; `disconnect` ends us then.
  if (process.connected) process.send?.(message, () => {});
}

function failureOf(thrown: unknown): ChildReply {
  return {
    kind: 'failed',
    code: thrown instanceof LoadstoneError ? thrown.code : 'DRIVER_FAILED',
    message: messageOf(thrown),
    hint: thrown instanceof LoadstoneError ? thrown.hint : undefined,
    stack: thrown instanceof Error ? thrown.stack : undefined,
  };
}
