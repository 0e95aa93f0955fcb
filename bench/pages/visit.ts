// One visit of a page: navigate, wait until it shows what it should, interact, read.
import type { BrowserContext, Page } from 'playwright-core';
import { messageOf } from '../errors.ts';
import type { PageVisit } from '../measurement/records.ts';
import type { PageInteraction, ResolvedPage } from '../spec/experiment.ts';
import { type PageReading, pageCalls } from './page-script.ts';

export interface VisitOrder {
  readonly page: ResolvedPage;
  readonly view: PageVisit['view'];
  /** Of the page, see `buildPageScript`. */
  readonly script: string;
  /** Origin that the browser is to call the service by. */
  readonly origin: string;
  readonly timeoutMs: number;
}

/** In a tab of its own; what goes wrong is the outcome of the visit, and nothing is thrown while the browser is there. */
export async function visitPage(
  context: BrowserContext,
  { page: planned, view, script, origin, timeoutMs }: VisitOrder,
): Promise<Omit<PageVisit, 'round'>> {
  const visited = { page: planned.name, view };
  const page = await context.newPage();
  let status = 0;
  try {
    await page.addInitScript(script);
    const crashed = new Promise<never>((_, reject) => {
      page.on('crash', () => reject(new VisitFailure('the page crashed')));
    });
    crashed.catch(() => {});
    const within = createLimit(timeoutMs, crashed);
    // Of an empty answer with such a status the browser makes an error of its own.
    page.on('response', (response) => {
      if (response.request().isNavigationRequest() && response.frame() === page.mainFrame())
        status = response.status();
    });
    await within(
      `no answer of ${planned.path}`,
      page.goto(`${origin}${planned.path}`, { waitUntil: 'commit', timeout: 0 }),
    );
    if (status >= 400) {
      await within(`status ${status}`, page.waitForLoadState('load', { timeout: 0 }));
      throw new VisitFailure(`status ${status}`);
    }
    await within(`${planned.shows} was not shown`, page.evaluate(pageCalls.settle));
    const before = await page.evaluate<PageReading>(pageCalls.read);
    const { interaction } = planned;
    if (interaction === undefined) return { ...visited, ...toFigures(before) };
    await within(`no interaction with ${interaction.selector}`, interact(page, interaction));
    // A page that showed has been seen, whether or not the browser tells of its reaction in time.
    await within('the page did not react', page.evaluate(pageCalls.react)).catch(() => {});
    const { inpMs, clsScore } = await page.evaluate<PageReading>(pageCalls.read);
    return { ...visited, ...toFigures({ ...before, ...defined({ inpMs, clsScore }) }) };
  } catch (thrown) {
    return { ...visited, failure: status >= 400 ? `status ${status}` : nameFailure(thrown) };
  } finally {
    await closeWithin(page);
  }
}

const longestCloseMs = 2_000;

/** A tab that still loads may never tell that it was closed; it ends with its context, and that with the browser. */
export async function closeWithin(closing: { close(): Promise<void> }): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, longestCloseMs);
  });
  await Promise.race([closing.close().catch(() => {}), tooLong]);
  clearTimeout(timer);
}

/** A visit that failed in a way that is told as it is. */
class VisitFailure extends Error {}

/** One limit of time for all steps of a visit. */
function createLimit(timeoutMs: number, crashed: Promise<never>) {
  const endsAt = performance.now() + timeoutMs;
  return async <Result>(what: string, work: Promise<Result>): Promise<Result> => {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      const leftMs = Math.max(1, endsAt - performance.now());
      timer = setTimeout(() => reject(new VisitFailure(`timeout: ${what}`)), leftMs);
    });
    // What loses the race ends with its page.
    work.catch(() => {});
    try {
      return await Promise.race([work, tooLong, crashed]);
    } finally {
      clearTimeout(timer);
    }
  };
}

async function interact(page: Page, interaction: PageInteraction): Promise<void> {
  const target = page.locator(interaction.selector).first();
  if (interaction.kind === 'click')
    return target.click({ timeout: 0, noWaitAfter: true, force: true });
  await target.focus({ timeout: 0 });
  await page.keyboard.type(interaction.typed);
}

/**
 * The first line of what was thrown, such as `net::ERR_CONNECTION_REFUSED`, without the call that threw it and without the
 * address, which differs each time.
 */
function nameFailure(thrown: unknown): string {
  const text = messageOf(thrown);
  if (thrown instanceof VisitFailure) return text;
  const [network] = /net::\w+/.exec(text) ?? [];
  return network ?? (text.split('\n')[0] ?? '').replace(/^page\.\w+: |\.$/g, '').slice(0, 200);
}

const msToUs = 1_000;

function toFigures(reading: PageReading): Partial<PageVisit> {
  const toUs = (ms: number | undefined) => (ms === undefined ? undefined : ms * msToUs);
  return defined({
    ttfbUs: toUs(reading.ttfbMs),
    lcpUs: toUs(reading.lcpMs),
    readyUs: toUs(reading.readyMs),
    inpUs: toUs(reading.inpMs),
    clsScore: reading.clsScore,
    requests: reading.requests,
    transferBytes: reading.transferBytes,
  });
}

/** Without what is undefined. */
function defined<Table extends Readonly<Record<string, number | undefined>>>(
  table: Table,
): { readonly [Key in keyof Table]?: number } {
  const known = Object.entries(table).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as { readonly [Key in keyof Table]?: number };
}
