// The live page of a run: what it shows, and when it is drawn, so that the run is disturbed as little as possible.
import packageFile from '../../package.json' with { type: 'json' };
import { liveContentSecurityPolicy } from '../../reports/live/live-assets.ts';
import {
  type LiveFragments,
  renderLiveFragments,
  renderLivePage,
} from '../../reports/live/live-page.ts';
import type { GroupStatus, LiveState, LiveStatus } from '../../reports/live/live-state.ts';
import { messageOf } from '../errors.ts';
import type { TrialEvent, TrialListener } from '../trial/trial-context.ts';
import { openLiveServer } from './live-server.ts';
import type { OpenedRun } from './opened-run.ts';
import { createProgressTracker } from './progress.ts';
import { describeReportPath } from './report-files.ts';
import { createSoFar } from './so-far.ts';
import type { TerminalIo } from './terminal-io.ts';

export interface LiveView {
  readonly listen: TrialListener;
  /** Shows how the run ended, lets it be read, and closes. */
  close(status: Exclude<LiveStatus, 'running'>): Promise<void>;
}

/** Drawn at most this often. */
const redrawMs = 1_000;

/**
 * Opens the page and says its address. Everything is drawn inside `listen`, which the trial loop calls
 * between slices; somebody who opens the page waits for that moment, but not for long.
 * @throws LoadstoneError LIVE_PORT_TAKEN
 */
export async function openLiveView(
  run: OpenedRun,
  port: number,
  io: TerminalIo,
): Promise<LiveView> {
  const model = createLiveModel(run, io);
  const moments = createQuietMoments();
  let current: LiveFragments = {};
  let drawnMs = Number.NEGATIVE_INFINITY;
  const draw = (): LiveFragments => {
    const next = renderLiveFragments(model.readState());
    const changed = Object.entries(next).filter(([id, text]) => current[id] !== text);
    current = next;
    drawnMs = performance.now();
    if (changed.length > 0) server.publish(Object.fromEntries(changed));
    return current;
  };
  const source = {
    readPage: () => moments.next(() => renderLivePage(model.readState(), draw())),
    readFragments: () => moments.next(draw),
  };
  const server = await openLiveServer(source, {
    port,
    contentSecurityPolicy: liveContentSecurityPolicy,
  });
  io.err(`Live: ${server.url}`);

  const listen = guard(io, (event: TrialEvent) => {
    model.listen(event);
    moments.pass();
    if (server.countClients() === 0) return;
    const isDue = performance.now() - drawnMs >= redrawMs;
    if (isDue || event.kind === 'group-ended') draw();
  });
  const finish = guard(io, (status: Exclude<LiveStatus, 'running'>) => {
    model.end(status);
    moments.pass();
    draw();
  });
  return {
    listen,
    close: async (status) => {
      finish(status);
      await server.close();
    },
  };
}

/** A page that fails must not end a run; it is said once, and the page stays as it is. */
function guard<Given>(io: TerminalIo, act: (given: Given) => void): (given: Given) => void {
  let hasFailed = false;
  return (given) => {
    if (hasFailed) return;
    try {
      act(given);
    } catch (thrown) {
      hasFailed = true;
      io.err(`The live page failed and stays as it is; the run goes on. ${messageOf(thrown)}`);
    }
  };
}

interface LiveModel {
  readonly listen: TrialListener;
  readState(): LiveState;
  end(status: Exclude<LiveStatus, 'running'>): void;
}

function createLiveModel(run: OpenedRun, io: TerminalIo): LiveModel {
  const { planned, folder, earlier } = run;
  const tracker = createProgressTracker(planned, earlier.endedGroups.size, performance.now());
  const seen = new Map<number, GroupStatus>();
  let status: LiveStatus = 'running';
  const judged = createSoFar(run);
  return {
    listen: (event) => {
      tracker.listen(event);
      if (event.kind === 'group-started') seen.set(event.group, 'running');
      if (event.kind !== 'group-ended') return;
      seen.set(event.group, event.status);
      judged.endGroup();
    },
    end: (how) => {
      status = how;
      for (const [group, status] of seen) if (status === 'running') seen.delete(group);
      judged.update();
    },
    readState: () => {
      const soFar = judged.read();
      const ended = new Map(soFar?.groups.map((group) => [group.index, group.status]));
      return {
        // The document is redacted already.
        ...{ name: run.redactor.text(planned.experiment.name), status, soFar },
        progress: run.redactor.value(tracker.readState(folder.id, performance.now())),
        groups: planned.plan.groups.map(
          ({ index }) => seen.get(index) ?? ended.get(index) ?? 'waiting',
        ),
        looks: planned.plan.looks ?? { kind: 'fixed', groups: [planned.plan.groups.length] },
        reportPath: status === 'failed' ? undefined : soFar && describeReportPath(folder, io),
        loadstoneVersion: packageFile.version,
      };
    },
  };
}

interface QuietMoments {
  /** Does it at the next quiet moment, at the latest after `mostWaitMs`. */
  next<Result>(act: () => Result): Promise<Result>;
  /** A quiet moment is here. */
  pass(): void;
}

/** Slices shorter than this are never disturbed by somebody who opens the page. */
const mostWaitMs = 300;

/** Moments in which nothing is measured: what can wait for one is done then. */
export function createQuietMoments(): QuietMoments {
  const waiting = new Set<() => void>();
  return {
    next: (act) =>
      new Promise((resolve, reject) => {
        const run = () => {
          clearTimeout(timer);
          waiting.delete(run);
          try {
            resolve(act());
          } catch (thrown) {
            reject(thrown);
          }
        };
        const timer = setTimeout(run, mostWaitMs);
        waiting.add(run);
      }),
    pass: () => {
      for (const run of [...waiting]) run();
    },
  };
}
