// The Chinese page of a run that is judged now: nothing English in it but names, commands and what others wrote.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analyseRun } from '../bench/analysis/compare/analyse-run.ts';
import { buildTestRecords } from '../bench/analysis/test-run.ts';
import { LoadstoneError } from '../bench/errors.ts';
import { listFaults } from '../bench/faults/catalogue.ts';
import { buildPlan } from '../bench/plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../bench/plan/test-experiment.ts';
import { describeStatement, describeStep } from '../bench/profile/plan-sentence.ts';
import { describeNotRun } from '../bench/trial/group.ts';
import type { FaultCell, FaultsDocument } from '../reports/document/faults.ts';
import type { Message } from '../reports/document/message.ts';
import { failures } from '../reports/document/messages/failures.ts';
import { faults as faultMessages } from '../reports/document/messages/faults.ts';
import { quoteText, writeMessage, writeName } from '../reports/document/messages/message.ts';
import type { ResultDocument } from '../reports/document/result.ts';
import { buildComplete } from '../reports/fixtures/documents.ts';
import { buildExplanation } from '../reports/fixtures/explained-run.ts';
import { buildFaults } from '../reports/fixtures/faults-document.ts';
import { pageViews, unchanged } from '../reports/fixtures/views.ts';
import { renderFaultsPage } from '../reports/html/faults-page.ts';
import { renderHtml } from '../reports/html/page.ts';

/** Elements whose text is no sentence of the page in Chinese. */
const isLeftOut = (tag: string, attributes: string, areQuotesLeftOut: boolean): boolean => {
  if (/^(head|script|style|code|bdi|pre)$/.test(tag)) return true;
  if (!/\slang="en"/.test(attributes) || tag === 'html') return false;
  return areQuotesLeftOut || !/class="quote"/.test(attributes);
};

/** The texts of the page as a reader of Chinese sees them, a line for each block. */
function listChineseTexts(page: string, areQuotesLeftOut: boolean): readonly string[] {
  let text = '';
  let leftOut: { readonly tag: string; depth: number } | undefined;
  for (const [, close, tag, attributes = '', words] of page
    .replace(/^<!doctype html>/i, '')
    .matchAll(/<(\/?)([a-zA-Z][\w-]*)([^>]*)>|([^<]+)/g)) {
    if (leftOut !== undefined) {
      if (tag === leftOut.tag) leftOut.depth += close === '/' ? -1 : 1;
      if (leftOut.depth === 0) leftOut = undefined;
    } else if (words !== undefined) text += words;
    else if (tag !== undefined && close !== '/' && isLeftOut(tag, attributes, areQuotesLeftOut))
      leftOut = { tag, depth: 1 };
    else if (!/^(b|small|span)$/.test(tag ?? '')) text += '\n';
  }
  return text.split('\n');
}

const listWords = (text: string): readonly string[] => text.match(/[A-Za-z]{2,}/g) ?? [];

/** What Chinese sentences call by its Latin name, too. */
const named = new Set(
  [
    'Loadstone Node.js JavaScript agent Linux util-linux prlimit sh /proc PORT GET HTTP URL TCP RST JSON result.json TSV',
    'PostgreSQL SQL WAL postmaster checkpointer pg_terminate_backend max_connections DROP INDEX',
    'LOCK TABLE IN ACCESS EXCLUSIVE MODE Redis redis-server FLUSHALL ASYNC CONFIG SET maxmemory',
    'PATH SIGCONT SIGKILL SIGQUIT SIGSTOP SIGTERM CPU SLO Apdex Holm Hodges Lehmann Welch 5xx warmup.requests',
    'Chromium pages.browser',
    'ms KB MB KiB MiB GiB req UTC EUR USL Enter Esc Shift',
  ].flatMap(listWords),
);

/** Names of variants, levels and phases of the documents here, in drawings and lists that mark none. */
const chosen = new Set(
  [
    'cache memory redis tiered threads single cluster pool index none composite covering fk baseline instances',
    'first second deals main /ready /health steady fault after A again',
  ].flatMap(listWords),
);

/** What these documents quote of others as it is. */
const quoted = [
  'connect ECONNREFUSED 127.0.0.1:6379',
  'body: no total',
  'Limit > Seq Scan on deals',
];

/** A single word is enough. Of a name that a drawing cut only the ends are there. */
const isEnglish = (text: string): boolean => {
  const plain = text.replaceAll('&gt;', '>').replaceAll('&lt;', '<');
  const own = quoted.reduce((rest, quote) => rest.replaceAll(quote, ''), plain);
  const words = listWords(own.replaceAll(/[\w=]*…[\w=]*/g, ''));
  return words.some((word) => !named.has(word) && !chosen.has(word));
};

test.each(pageViews.map(({ name, render }) => [name, render(unchanged)] as const))(
  'whatever English the page of %s holds is marked as such',
  (_, page) => {
    expect(listChineseTexts(page, true).filter(isEnglish)).toEqual([]);
    expect(listChineseTexts(page, true).join('')).toMatch(/\p{Script=Han}/u);
  },
);

const experiment = buildTestExperiment({
  scenarios: [buildTestScenario('browse')],
  slices: { slicesPerGroup: 2, sliceMs: 100, dropFirstMs: 0, warmupMs: 0, loadMs: 2_000 },
  groups: 4,
});
const plan = buildPlan(experiment, { variantPatterns: ['cache=memory,threads=single'] });
const [baseline = '', other = ''] = plan.variants.map(({ id }) => id);
const judge = (options: Parameters<typeof buildTestRecords>[2]): ResultDocument => ({
  ...buildComplete(),
  gates: [],
  ...analyseRun({
    ...{ experiment, plan, records: buildTestRecords(experiment, plan, options) },
    ...{ placement: { service: '0', generator: '1' }, cpuCount: 2 },
  }),
});

test.each([
  ['a quiet run', judge({})],
  ['void groups', judge({ voidGroups: [0] })],
  [
    'wrong responses',
    judge({
      change: (trial) =>
        trial.variantId === other
          ? { ...trial, wrongBodies: 3, failureReasons: { 'body: no total': 3 } }
          : trial,
    }),
  ],
  [
    'requests that do not add up',
    judge({ change: (trial) => ({ ...trial, counts: { ...trial.counts, inFlightAtEnd: 1 } }) }),
  ],
  [
    'caveats of the driver',
    judge({
      change: (trial) => ({
        ...trial,
        caveats: [writeMessage('caveat-generator-late'), writeMessage('caveat-strays')],
      }),
    }),
  ],
  [
    'settings of another',
    judge({ behaviours: { [baseline]: { configHash: 'x' }, [other]: { configHash: 'x' } } }),
  ],
])('the Chinese page of %s says everything in Chinese', (_, document) => {
  const texts = listChineseTexts(renderHtml(document), false);
  expect(texts.filter(isEnglish)).toEqual([]);
});

test('an explanation says everything in Chinese', () => {
  const dominant = {
    ...{ nodeType: 'Seq Scan', relation: 'deals', index: undefined, operation: undefined },
    ...{ selfUs: 7_800, rowsRead: 50_000 },
  };
  const plan = {
    ...{ shape: 'Seq Scan on deals', isMeasured: true, samples: 3, executionUs: 8_000 },
    ...{ rowsRead: 50_000, rowsReturned: 20, buffers: 1_200, dominantRatio: 0.97 },
    ...{ steps: [dominant], dominant },
  };
  const indexed = { ...plan, shape: 'Index Scan on deals', rowsRead: 20 };
  const label = writeMessage('plan-with', { level: 'index = composite' });
  const sentence = describeStatement({ timeRatio: 0.9, plan }, { label, plan: indexed });
  const told = buildExplanation();
  const spoken = {
    ...{ ...told, notes: [writeMessage('plan-no-samples')] },
    scenarios: told.scenarios.map(({ scenario, cells }) => ({
      scenario,
      cells: cells.map((cell) => ({
        ...cell,
        database: cell.database && {
          ...cell.database,
          statements: cell.database.statements.map((one) => ({
            ...{ ...one, sentence },
            plan: one.plan && { ...one.plan, dominantStep: describeStep(plan.dominant) },
          })),
        },
      })),
    })),
  };
  const texts = listChineseTexts(renderHtml(judge({}), { explanation: spoken }), false);
  expect(texts.filter(isEnglish)).toEqual([]);
  expect(texts.join()).toContain('数据库时间的 87% 用于 deals 的顺序扫描');
});

test('what an older document says in English alone would be found', () => {
  const texts = listChineseTexts(renderHtml(buildComplete()), false);
  expect(texts.filter(isEnglish).join()).toContain('Every scheduled request');
});

const probes = ['answered', 'ended', 'reset', 'refused', 'silent'].map((outcome) =>
  writeMessage('probe-outcome', { outcome, ms: 214 }),
);
const cause = quoteText('connect ECONNREFUSED 127.0.0.1:6379');
const table = writeName('public.orders');
/** For whatever is said of faults; what none of these is would leave the English text. */
const params: Message['params'] = {
  ...{ cause, failure: cause, state: 'R', pids: '4711, 4712', pid: 4711, limit: 23, used: 21 },
  ...{ count: 2, all: 3, times: 4, ms: 900, mb: 120, collections: 9, before: 7, after: 0 },
  ...{ rounds: 5, held: 6, waiting: 1, scans: 3, resets: 8, open: 10, most: 65_536, bytes: 9_000 },
  ...{ connections: 11, forMs: 900, everyMs: 1_000, mbPerS: 250, heldMb: 64, spare: 2 },
  ...{ hogsPerCpu: 2, latencyMs: 300, jitterMs: 50, kbPerS: 64, closeDelayMs: 2_000 },
  ...{ tables: table, table, index: table, link: 'service', outcome: 'silent' },
  ...{ processes: probes, probe: probes[2] ?? cause, through: probes, past: probes[0] ?? cause },
};
const spoken = Object.keys(faultMessages.en).map((code) => ({
  ...{ code, params, text: `In English alone the words of ${code} are said.` },
}));

/** Every fault there is; of each message two cells, one that was not run for it and one that it was seen in. */
function buildSpokenFaults(messages: readonly Message[]): FaultsDocument {
  const document = buildFaults();
  const described = listFaults().map(({ id, title, mechanism }) => ({ id, title, mechanism }));
  const figures = document.faults.cells.find((cell) => cell.figures !== null)?.figures ?? null;
  const places = document.variants.flatMap(({ id: variantId }) =>
    described.map(({ id: faultId }) => ({ variantId, faultId })),
  );
  expect(places.length).toBeGreaterThan(2 * messages.length);
  const cells = places.map((place, index): FaultCell => {
    const message = messages[index % messages.length] ?? null;
    return index < messages.length
      ? { ...{ ...place, status: 'not-run', reason: message }, figures: null }
      : {
          ...{ ...place, status: 'measured', reason: null },
          figures: figures && { ...figures, evidence: message ?? cause },
        };
  });
  return {
    ...document,
    validity: { ...document.validity, checks: [] },
    // Theirs are of before there were codes.
    faults: { ...document.faults, faults: described, cells, warnings: [] },
  };
}

test('how faults are done, what was seen of them and why they are not run is in Chinese', () => {
  const texts = listChineseTexts(renderFaultsPage(buildSpokenFaults(spoken)), false);
  expect(texts.filter(isEnglish)).toEqual([]);
  expect(texts.join()).toContain('服务每个进程中的 agent 在每 1000 ms 中不间断地计算 900 ms。');
  expect(texts.join()).toContain('经过代理的探测：');
});

test('why faults and services failed is in Chinese', () => {
  const exit = writeMessage('exit-code', { code: '1' });
  const [command, variant] = [writeName('node service.mjs'), writeName('cache = redis')];
  const given: Message['params'] = {
    ...{ ...params, command, variant, exit, service: command, failure: exit, output: cause },
    ...{ detail: cause, last: cause, ref: 'main', code: '1', signal: 'SIGKILL', path: '/ready' },
    ...{ status: 503, seconds: 6, better: '/health', place: writeMessage('place-none') },
    ...{ ports: [quoteText('8080')], portEnv: 'PORT', addresses: [quoteText('192.0.2.1')] },
    ...{ url: writeName('redis://h'), binary: writeName('redis-server') },
    ...{ scenario: writeName('browse'), name: 'maxmemory', obstacle: 'unique' },
    programs: writeName('chromium, google-chrome'),
  };
  const failed = Object.keys(failures.en).map((code) => ({
    ...{ code, params: given, text: `In English alone the words of ${code} are said.` },
  }));
  const texts = listChineseTexts(renderFaultsPage(buildSpokenFaults(failed)), false);
  expect(texts.filter(isEnglish)).toEqual([]);
  expect(texts.join()).toContain('除根进程外，服务没有其他进程');
});

test('what to do about a variant that did not start is in Chinese', () => {
  const codes = ['SERVICE_DIED', 'SERVICE_NOT_READY', 'PORT_TAKEN', 'REDIS_UNAVAILABLE'] as const;
  const settings = ['VARIANT_NOT_AS_PLANNED', 'DRIVER_FAILED', 'PREPARE_FAILED'] as const;
  const reasons = [...codes, ...settings].map((code) =>
    describeNotRun(new LoadstoneError(code, writeMessage('service-ended', { exit: cause }))),
  );
  const texts = listChineseTexts(renderFaultsPage(buildSpokenFaults(reasons)), false);
  expect(texts.filter(isEnglish)).toEqual([]);
  expect(texts.join()).toContain('请以相同的环境手动启动该命令');
});

test('whatever of it is said without a code that is known would be found', () => {
  const untold = spoken.map((message) => ({ ...message, code: 'untold' }));
  const texts = listChineseTexts(renderFaultsPage(buildSpokenFaults(untold)), false);
  const english = texts.filter(isEnglish).join('\n');
  expect(untold.filter(({ text }) => !english.includes(text))).toEqual([]);
});

test('how a fault of an older document is done is in Chinese where no figures stand in it', () => {
  const document = buildFaults();
  const faults = document.faults.faults.map((fault) => ({
    ...{ ...fault, mechanism: quoteText(fault.mechanism.text) },
  }));
  const page = renderFaultsPage({ ...document, faults: { ...document.faults, faults } });
  const text = listChineseTexts(page, false).join();
  expect(text).toContain('对服务的所有进程发送 SIGSTOP，故障后发送 SIGCONT。');
  expect(text).toContain('All that comes back is 200 ± 50 ms late.');
});

test('no fault says a sentence of its own without a code', () => {
  const folder = join(import.meta.dirname, '../bench/faults');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.test)\.ts$/.test(file),
  );
  expect(files.length).toBeGreaterThan(20);
  // What the proxy and the parameters of faults throw is a wrong config, a bug, or the machine's: it ends the command.
  const isEnding = (file: string) => /^proxy\/|^(?:catalogue|fault-parameters)\.ts$/.test(file);
  const own = /quoteText\(\s*['"`]|new Error\(/;
  const untold = files.filter(
    (file) => !isEnding(file) && own.test(readFileSync(join(folder, file), 'utf8')),
  );
  expect(untold).toEqual([]);
});
