// The result of a run for a terminal: gates, verdict, caveats, all scenarios together and each, what to do next.

import type { ResultDocument } from '../document/result.ts';
import { findPlacement, findTimeShares } from '../figures/launch-facts.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import { findOpenEnd, type OpenEnd } from '../figures/more-groups.ts';
import { listVoidGroups } from '../figures/void-groups.ts';
import { listSharedWarnings } from '../figures/warnings.ts';
import type { Localized } from '../language/catalogue.ts';
import { english } from '../language/catalogue.ts';
import { tell, tellWarning } from '../language/tell.ts';
import { buildStopped } from '../verdict/build-evidence.ts';
import { buildVerdict } from '../verdict/build-verdict.ts';
import { describeBaseline } from '../verdict/describe-baseline.ts';
import { describePlacement } from '../verdict/describe-launches.ts';
import { describeScaling, describeScalingPlace } from '../verdict/describe-scaling.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { renderEffects } from './effects-table.ts';
import { renderGates } from './gates-table.ts';
import { renderOverall } from './overall-table.ts';
import { renderQuality } from './quality-table.ts';
import { say } from './say.ts';
import { renderScenarioTable } from './scenario-table.ts';
import { createPaint, type Paint, wrapMarked, wrapText } from './text.ts';

export interface TableOptions {
  /** At least 40 are used. */
  readonly widthColumns: number;
  readonly colour: boolean;
}

/** Several lines without a trailing newline; none is wider than asked for. */
export function renderTable(document: ResultDocument, options: TableOptions): string {
  const width = Math.max(40, options.widthColumns);
  const paint = createPaint(options.colour);
  const variants = indexVariants(document);
  const gates = renderGates(document, width, paint);
  const overall = renderOverall(document, variants, width, paint);
  const quality = renderQuality(document, width, paint);
  const verdict = buildVerdict(document);
  const scenarios = document.scenarios.flatMap((scenario) => {
    const effects = renderEffects(document, scenario, width, paint);
    return [
      '',
      ...renderScenarioTable({ document, variants, scenario, widthColumns: width, paint }),
      ...(effects.length > 0 ? ['', ...effects] : []),
    ];
  });
  return [
    ...renderRunLine(document, width, paint),
    '',
    ...renderVerdict(verdict, width, paint),
    ...(gates.length > 0 ? ['', ...gates.slice(0, -1)] : []),
    ...(overall.length > 0 ? ['', ...overall] : []),
    ...renderScaling(document, width),
    ...scenarios,
    ...(quality.length > 0 ? ['', ...quality] : []),
    ...renderWarnings(document, verdict, width, paint),
    '',
    ...renderNext(document, width, paint),
  ].join('\n');
}

/** A line for each law; nothing without one. */
function renderScaling(document: ResultDocument, width: number): string[] {
  const { scaling = [] } = document;
  const lines = scaling.flatMap((law) =>
    wrapText(`${say(describeScaling(law))} ${say(describeScalingPlace(document, law))}`, width),
  );
  return lines.length === 0 ? [] : ['', ...lines];
}

function renderRunLine(document: ResultDocument, width: number, paint: Paint): string[] {
  const { run, variants, validity } = document;
  const valid = document.groups.filter((group) => group.status === 'valid').length;
  const checks =
    validity.status === 'valid' ? english.terminal.checksPassed : english.terminal.invalid;
  const stopped = validity.status === 'valid' ? say(buildStopped(document)) : '';
  const facts = [
    english.terminal.variantsByGroups({
      variants: variants.length,
      groups: english.terminal.validGroups({ count: valid, planned: run.groupsPlanned }),
    }),
    ...(stopped === '' ? [] : [stopped]),
    ...[run.status, checks, run.id],
  ];
  const how = [
    ...describeBaseline(document).map(say),
    ...(run.timeUse ? [english.page.timeShares(findTimeShares(run.timeUse))] : []),
    say(describePlacement(findPlacement(document))),
  ];
  return [
    // Not cut: the run's id stands last, and is what the next command needs.
    ...wrapText([run.name, ...facts].join(' · '), width).map((line) => paint('dim', line)),
    ...wrapText(how.join(' '), width).map((line) => paint('dim', line)),
  ];
}

function renderVerdict(verdict: Verdict, width: number, paint: Paint): string[] {
  const colour = {
    choose: 'green',
    'keep-baseline': 'green',
    undecided: 'yellow',
    'no-conclusion': 'yellow',
    invalid: 'red',
    gates: gateColours[verdict.gateStatus ?? 'error'],
  };
  const title = wrapText(say(verdict.title), width).map((line) =>
    paint(['bold', colour[verdict.kind] as 'green'], line),
  );
  const lead = verdict.lead.flatMap((message) => wrapText(say(message), width));
  const { sureLabel, butLabel, watchLabel, untestedLabel } = english.verdict;
  return [
    ...title,
    ...lead,
    ...renderRemarks(sureLabel, [...verdict.sure, ...verdict.checked], width, paint),
    ...renderRemarks(butLabel, verdict.but, width, paint),
    ...renderRemarks(watchLabel, verdict.watch, width, paint),
    ...renderRemarks(untestedLabel, verdict.untested, width, paint),
  ];
}

function renderRemarks(
  label: string,
  remarks: readonly Localized[],
  width: number,
  paint: Paint,
): string[] {
  if (remarks.length === 0) return [];
  const indent = 12;
  const lines = remarks.flatMap((remark) => wrapText(say(remark), width - indent));
  return lines.map((line, index) =>
    index === 0 ? `${paint('bold', label.padEnd(indent))}${line}` : ' '.repeat(indent) + line,
  );
}

const gateColours = { pass: 'green', fail: 'red', inconclusive: 'yellow', error: 'red' } as const;

/** At most this many; the page has all of them. */
const warningLimit = 8;

/** Warnings of variants and of the run that stand nowhere else on a terminal, the verdict included. */
function renderWarnings(
  document: ResultDocument,
  verdict: Verdict,
  width: number,
  paint: Paint,
): string[] {
  const variants = indexVariants(document);
  const told = new Set(verdict.watch.map(say));
  const ofVariants = document.scenarios.flatMap((scenario) =>
    listSharedWarnings(scenario).flatMap(({ variantIds, ...warning }) => {
      const sayOf = (ids: readonly string[]) => {
        const labels = ids.map((id) => findLabel(variants, id));
        return say((m) => m.table.warningOf({ labels, warning: tellWarning(warning)(m) }));
      };
      // Of the variant that the verdict is about it stands there without a name.
      const isOfVerdict = told.has(say(tellWarning(warning)));
      const isTold = isOfVerdict
        ? variantIds.length === 1 ||
          variantIds.some((own) => told.has(sayOf(variantIds.filter((id) => id !== own))))
        : told.has(sayOf(variantIds));
      return isTold ? [] : [sayOf(variantIds)];
    }),
  );
  const ofRun = document.warnings
    .filter(({ code }) => code !== 'VARIANT_NOT_RUN' && code !== 'GROUP_VOID')
    .filter((warning) => !told.has(say(tellWarning(warning))))
    .map(({ message, advice }) => `${message.text} ${advice.text}`);
  const ofGroups = listVoidGroups(document).map(({ reason, ...groups }) =>
    say((m) => m.evidence.voidGroups({ ...groups, reason: tell(reason)(m) })),
  );
  const all = [...new Set([...ofRun, ...ofGroups, ...ofVariants])];
  const shown = all.slice(0, warningLimit);
  if (all.length > shown.length) {
    shown.push(english.terminal.moreWarnings({ count: all.length - shown.length }));
  }
  const lines = shown.flatMap((text) => wrapMarked(text, width));
  return lines.length === 0 ? [] : ['', ...lines.map((line) => paint('yellow', line))];
}

/** Checks that fail for what the run or the service did, which no other machine would change. */
const notOfMachine: ReadonlySet<string> = new Set([
  ...['enough-valid-groups', 'void-groups-within-limit', 'service-loaded', 'variants-as-planned'],
  ...['requests-add-up', 'service-counter-agrees', 'bodies-checked', 'order-randomised'],
  'data-quality-read',
]);

function sayGoingOn({ id, goesOnBy = 'run-resume' }: ResultDocument['run']): readonly string[] {
  switch (goesOnBy) {
    case 'run-resume':
      return [english.terminal.resume({ command: `npx loadstone run --resume ${id}` })];
    case 'gate-more':
      return [english.terminal.append({ command: `npx loadstone gate --more ${id}` })];
    case 'nothing':
      return [];
  }
}

/** Named where the run has others that are decided; none otherwise. */
function listOpenIn({ scenarios }: ResultDocument, open: OpenEnd): readonly string[] {
  const isInAll = scenarios.every(({ scenario }) => open.scenarios.includes(scenario));
  return isInAll ? [] : open.scenarios;
}

function renderNext(document: ResultDocument, width: number, paint: Paint): string[] {
  const { run, variants, validity } = document;
  const next: string[] = [];
  const words = english.terminal;
  if (run.status !== 'complete') next.push(...sayGoingOn(run));
  const failed = validity.checks.filter(({ status }) => status === 'failed');
  const isLoadedByOthers =
    failed.length > 0 &&
    listVoidGroups(document).some(({ reason }) => reason.code === 'void-foreign-cpu');
  if (isLoadedByOthers || failed.some(({ name }) => !notOfMachine.has(name)))
    next.push(words.doctor({ command: 'npx loadstone doctor' }));
  if (variants.some((variant) => variant.status === 'not-run')) {
    next.push(words.someNotRun);
  }
  const open = run.status === 'complete' ? findOpenEnd(document) : undefined;
  if (open !== undefined) {
    // What `gate` compared it alone goes on with.
    const name = document.gates.length > 0 ? 'gate' : 'run';
    const command = `npx loadstone ${name} --more ${run.id} --groups ${open.groups}`;
    const scenarios = listOpenIn(document, open);
    next.push(
      scenarios.length > 0
        ? say((m) => m.terminal.decideIn({ scenarios, command }))
        : words.decide({ what: open.what, command }),
    );
  }
  next.push(words.again({ command: run.reproduceCommand }));
  const lines = next.flatMap((text) => wrapText(text, width - 6));
  return lines.map((line, index) =>
    index === 0 ? `${paint('bold', words.next)} ${line}` : `      ${line}`,
  );
}
