// Pages visited by a browser beside the slices of a block: each variant in turn, under the same open load, in rounds. Their
// requests are in no histogram, and nothing that is measured otherwise goes on meanwhile.
import type { Message } from '../../reports/document/message.ts';
import { writeMessage } from '../../reports/document/messages/message.ts';
import type { DriverSession, Load, SliceOutcome } from '../drivers/driver.ts';
import { LoadstoneError } from '../errors.ts';
import type { PageVisit } from '../measurement/records.ts';
import type { PageBrowser } from '../pages/page-browser.ts';
import { buildCalibratedOrder } from '../plan/order.ts';
import { tellCause } from '../tell-failure.ts';
import { isLaunched, runOneSlice, type StartedBlock } from './block-session.ts';
import { pagesPhase } from './group-clock.ts';
import { type LaunchedVariant, toDriverTarget } from './launch.ts';
import type { TrialContext } from './trial-context.ts';
import { sumCounts, type VariantPages } from './trial-record.ts';

/** The load is played in parts of this length until the visitor has seen all pages. */
const partMs = 1_000;

/**
 * Empty where the experiment has no pages, and under closed loads, which give each variant another load.
 * @throws LoadstoneError DRIVER_FAILED where the browser ended, and those of a slice
 */
export async function visitPages(
  context: TrialContext,
  run: StartedBlock,
  session: DriverSession,
  load: Load,
): Promise<ReadonlyMap<string, VariantPages>> {
  const { pages } = context.experiment;
  const { pageBrowser } = context;
  if (pages === undefined || pageBrowser === undefined || load.kind !== 'open') return new Map();
  const browser = await openFor(context, run.launched);
  if ('missing' in browser)
    return new Map(run.launched.map(({ variant }) => [variant.id, browser]));
  run.meter.watchBrowser(browser.pid);
  try {
    return await visitInTurn(context, run, session, load, browser);
  } finally {
    run.meter.watchBrowser(undefined);
    await browser.close();
  }
}

/**
 * Asks the baseline for each page before anything is measured, and again where it is not shown: at rest each has to be.
 * @throws LoadstoneError PAGE_NOT_SHOWN with every page that is not, and why; DRIVER_FAILED where the browser ended
 */
export async function preflightPages(
  context: TrialContext,
  baseline: LaunchedVariant,
): Promise<void> {
  const browser = await openFor(context, [baseline]);
  if ('missing' in browser) return;
  try {
    const visit = () => browser.visitRound(baseline.variant.id, () => {});
    let failed = (await visit()).filter(({ failure }) => failure !== undefined);
    if (failed.length > 0) failed = (await visit()).filter(({ failure }) => failure !== undefined);
    const reasons = new Map(failed.map(({ page, failure }) => [page, failure]));
    if (reasons.size === 0) return;
    const told = [...reasons].map(([page, failure]) => `${page}: ${failure}`).join('; ');
    throw new LoadstoneError(
      'PAGE_NOT_SHOWN',
      `The baseline does not show every page, even without load. ${told}.`,
    );
  } finally {
    await browser.close();
  }
}

/** A browser for the services, or why there is none. */
async function openFor(
  context: TrialContext,
  launched: readonly LaunchedVariant[],
): Promise<PageBrowser | { readonly missing: Message }> {
  const { pageBrowser } = context;
  const { pages, target } = context.experiment;
  if (pages === undefined || pageBrowser === undefined)
    throw new Error('no page is to be visited, and a browser was asked for');
  if ('missing' in pageBrowser) return pageBrowser;
  try {
    return await pageBrowser.open({
      ...{ pages, cpus: context.placement.generator, markEnv: context.journal.markEnv },
      hosts: launched.map(toDriverTarget),
      trustsAny: target.tls?.rejectUnauthorized === false,
    });
  } catch (thrown) {
    if (context.signal.aborted) throw thrown;
    return { missing: writeMessage('caveat-pages-not-visited', { cause: tellCause(thrown) }) };
  }
}

interface Collected {
  rounds: number;
  readonly visits: PageVisit[];
  readonly outcomes: SliceOutcome[];
  browserCpuNs: number | undefined;
}

const startCollecting = (): Collected => ({ rounds: 0, visits: [], outcomes: [], browserCpuNs: 0 });

async function visitInTurn(
  context: TrialContext,
  run: StartedBlock,
  session: DriverSession,
  load: Load,
  browser: PageBrowser,
): Promise<ReadonlyMap<string, VariantPages>> {
  const { rounds = 0, satisfiedMs = 0 } = context.experiment.pages ?? {};
  const collected = new Map<string, Collected>();
  for (const variantId of orderVisits(run, rounds)) {
    const own = collected.get(variantId) ?? startCollecting();
    collected.set(variantId, own);
    const round = own.rounds;
    const before = run.meter.readBrowserNs();
    let after: number | undefined;
    const visiting = browser.visitRound(variantId, () => {
      after = run.meter.readBrowserNs();
    });
    own.outcomes.push(...(await playUntil(context, run, session, { variantId, load }, visiting)));
    own.visits.push(...(await visiting).map((visit) => ({ ...visit, round })));
    own.browserCpuNs =
      before === undefined || after === undefined || own.browserCpuNs === undefined
        ? undefined
        : own.browserCpuNs + after - before;
    own.rounds += 1;
  }
  const failed = describeFailed(run, [...collected.values()]);
  if (failed !== undefined) context.listen({ kind: 'note', text: failed });
  return new Map(
    [...collected].map(([variantId, { visits, outcomes, browserCpuNs }]) => [
      variantId,
      {
        visits: {
          ...{ browser: browser.version, satisfiedMs, visits, browserCpuNs },
          load: sumCounts(outcomes.map(({ sliceCounts }) => sliceCounts)),
        },
      },
    ]),
  );
}

/** Balanced as slices are; an odd number of rounds leaves the last one out. */
function orderVisits(run: StartedBlock, rounds: number): readonly string[] {
  const { warmupOrder, orderSeed } = run.block;
  const even = rounds + (rounds % 2);
  return buildCalibratedOrder(warmupOrder, orderSeed, even)
    .slice(0, rounds * warmupOrder.length)
    .filter((variantId) => isLaunched(run, variantId));
}

/** Part after part of the load until the visitor is through. */
async function playUntil(
  context: TrialContext,
  run: StartedBlock,
  session: DriverSession,
  { variantId, load }: { readonly variantId: string; readonly load: Load },
  visiting: Promise<unknown>,
): Promise<readonly SliceOutcome[]> {
  let isOver = false;
  const end = (): void => {
    isOver = true;
  };
  // Its failure is met by who asked for it; after a failure of the load its pages end with the browser.
  visiting.then(end, end);
  const outcomes: SliceOutcome[] = [];
  while (!isOver) {
    const order = { variantId, load, durationMs: partMs, dropFirstMs: 0 };
    outcomes.push(
      await runOneSlice(context, run, session, { ...order, recorded: false, phase: pagesPhase }),
    );
  }
  return outcomes;
}

/** Undefined where none did. */
function describeFailed({ block }: StartedBlock, all: readonly Collected[]): string | undefined {
  const visits = all.flatMap((one) => one.visits);
  const [failure, ...others] = visits.flatMap((visit) => visit.failure ?? []);
  if (failure === undefined) return undefined;
  const count = `${others.length + 1} of ${visits.length} visits of pages failed`;
  return `${block.scenario} (${block.loadId}): ${count}, the first with ${failure}`;
}
