// A gate's result in a sentence, and what to do next.

import type { GateLaunches, GateResult } from '../../reports/document/gates.ts';
import type { Message } from '../../reports/document/message.ts';
import { writeLoad } from '../../reports/document/messages/load.ts';
import {
  joinMessages,
  writeMessage,
  writeMetric,
  writeName,
} from '../../reports/document/messages/message.ts';
import {
  gateMetrics,
  latencyPercentiles,
  type MetricFormat,
} from '../../reports/document/metrics.ts';
import { countPlannedGroups } from '../../reports/document/more-groups.ts';
import { fewestSamples } from '../analysis/metrics.ts';
import type { GateMeasure } from './gate-measure.ts';
import { findFewestGroups, mostMissRatio } from './launch-rule.ts';
import type { GateQuestion } from './list-questions.ts';

/** `Throughput of cache = memory under browse (16 connections, closed loop)`. */
function describeSubject({ gate, variant, scenario, load }: GateQuestion): Message {
  return writeMessage('gate-subject', {
    metric: writeMetric(gate.metric, capital(gateMetrics[gate.metric].name.en)),
    variant: writeName(variant.label),
    scenario: writeName(scenario),
    load: writeLoad(load),
  });
}

/** At the beginning of a sentence; `p99` stays what it is. */
function capital(name: string): string {
  return /^p\d/.test(name) ? name : `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

interface GateContext {
  /** Why the run is invalid, or the variant was not run. */
  readonly reason: Message | undefined;
  /** Label of what a relative gate compares with; undefined where that is the baseline. */
  readonly reference: string | undefined;
  /** Id of the run, for the command that adds groups; undefined where it has none yet. */
  readonly run: string | undefined;
  /** The most that any gate of the run would take; absent: no other is asked. */
  readonly mostMoreGroups?: number;
}

/** The sentence of a result, and what to do next. */
export function describeGate(
  question: GateQuestion,
  measure: GateMeasure,
  context: GateContext,
): Pick<GateResult, 'message' | 'advice'> {
  const message = describe(question, measure, context);
  const advice = advise(question, measure, context);
  return { message, advice: advice ?? null };
}

function describe(
  question: GateQuestion,
  measure: GateMeasure,
  { reason, reference }: GateContext,
): Message {
  const subject = describeSubject(question);
  if (measure.status === 'error') {
    const code = measure.outcome === 'invalid-run' ? 'gate-invalid-run' : 'gate-not-measured';
    const why = reason === undefined ? [] : [reason];
    return joinMessages([writeMessage(code, { subject }), ...why]);
  }
  if (measure.outcome === 'not-exercised') return writeMessage('gate-not-exercised', { subject });
  return question.gate.rule.kind === 'relative'
    ? describeRelative(question.gate.rule.toleranceRatio, subject, measure, reference)
    : describeAbsolute(question.gate.metric, question.gate.rule, subject, measure);
}

function describeRelative(
  toleranceRatio: number,
  subject: Message,
  measure: GateMeasure,
  reference: string | undefined,
): Message {
  const { groups } = measure;
  if (measure.value === null) return writeMessage('gate-not-compared', { subject, groups });
  const facts = {
    ...{ subject, value: formatChange(measure.value), groups },
    interval: `[${formatChange(measure.lower)}, ${formatChange(measure.upper)}]`,
    tolerance: formatPercent(toleranceRatio),
  };
  return reference === undefined
    ? writeMessage('gate-relative', facts)
    : writeMessage('gate-relative-to', { ...facts, reference: writeName(reference) });
}

type AbsoluteRule = Extract<GateQuestion['gate']['rule'], { readonly kind: 'absolute' }>;

function describeAbsolute(
  metric: GateResult['metric'],
  rule: AbsoluteRule,
  subject: Message,
  measure: GateMeasure,
): Message {
  const { groups, launches } = measure;
  if (measure.value === null || launches === undefined) {
    return writeMessage('gate-little-data', { subject, groups });
  }
  return joinMessages([
    sayFigure(metric, rule, subject, measure, launches),
    ...(metric === 'wrongBodies' ? [] : [sayBroken(groups, launches)]),
    ...sayUnknown(launches),
    ...sayShown(metric, measure.status, launches),
  ]);
}

/** The figure, the worst group beside it, and the limit. */
function sayFigure(
  metric: GateResult['metric'],
  { limit, limitKind }: AbsoluteRule,
  subject: Message,
  { value, lower, upper, groups }: GateMeasure,
  { worst, epochs }: GateLaunches,
): Message {
  const format = (figure: number) => formatFigure(metric, figure);
  const asked = format(limit);
  if (metric === 'wrongBodies') {
    const counted = { subject, value: format(value ?? 0), limit: asked };
    return writeMessage('gate-count', { ...counted, groups: epochs?.groups ?? groups });
  }
  const facts = { subject, worst: format(worst ?? 0), limit: asked };
  if (metric === 'successRatio') {
    const code = limitKind === 'at-most' ? 'gate-share-at-most' : 'gate-share-at-least';
    return writeMessage(code, { ...facts, value: format(value ?? 0) });
  }
  const hasBounds = lower !== null && upper !== null;
  const bounds = hasBounds ? ` [${format(lower)}, ${format(upper)}]` : '';
  const shown = { ...facts, value: `${format(value ?? 0)}${bounds}` };
  if (epochs !== undefined) {
    return limitKind === 'at-most'
      ? writeMessage('gate-typical-epoch-at-most', shown)
      : writeMessage('gate-typical-epoch-at-least', shown);
  }
  const code = limitKind === 'at-most' ? 'gate-typical-at-most' : 'gate-typical-at-least';
  return writeMessage(code, shown);
}

/** How many groups break the limit by themselves; over epochs on how many occasions, too. */
export function sayBroken(
  groups: number,
  { broken, epochs }: Pick<GateLaunches, 'broken' | 'epochs'>,
): Message {
  if (epochs !== undefined) {
    const facts = { groups: epochs.groups, epochs: groups };
    return broken === 0
      ? writeMessage('gate-none-broken-epochs', facts)
      : writeMessage('gate-some-broken-epochs', {
          ...{ ...facts, broken: epochs.brokenGroups, brokenEpochs: broken },
          wholly: epochs.whollyBroken,
        });
  }
  return broken === 0
    ? writeMessage('gate-none-broken', { groups })
    : writeMessage('gate-some-broken', { broken, groups });
}

function sayUnknown({ unknown, epochs }: GateLaunches): readonly Message[] {
  if (unknown === 0) return [];
  const code = epochs === undefined ? 'gate-groups-unknown' : 'gate-epochs-unknown';
  return [writeMessage(code, { unknown })];
}

/** What the groups show of all launches, and what they can't show. */
export function sayShown(
  metric: GateResult['metric'] | 'fault',
  status: GateResult['status'],
  { mostRatio, missRatio, failedBy, epochs }: GateLaunches,
): readonly Message[] {
  const most = formatPercent(mostRatio);
  switch (status) {
    case 'pass': {
      const isMissed = missRatio !== null && missRatio >= mostMissRatio;
      const code = epochs === undefined ? 'gate-misses' : 'gate-misses-epochs';
      const missed = { miss: formatPercent(missRatio ?? 0), groups: findFewestGroups(0.1) };
      return [
        writeMessage('gate-shows-most', { most }),
        ...(isMissed ? [writeMessage(code, missed)] : []),
      ];
    }
    case 'fail':
      if (metric === 'wrongBodies') return [];
      return [
        failedBy === 'average'
          ? writeMessage('gate-fails-on-average')
          : writeMessage('gate-shows-more', {
              most,
              confidence: metric === 'fault' ? '95%' : '99%',
            }),
      ];
    default:
      return [writeMessage('gate-shows-neither', { most })];
  }
}

function advise(
  question: GateQuestion,
  measure: GateMeasure,
  { run, mostMoreGroups = 0 }: GateContext,
): Message | undefined {
  const { gate } = question;
  if (measure.status === 'error') return writeMessage('advise-mend');
  switch (measure.outcome) {
    case 'regression':
      return writeMessage('advise-comparison');
    case 'over-limit':
      return writeMessage(gate.metric === 'wrongBodies' ? 'advise-wrong-data' : 'advise-groups');
    case 'not-exercised':
      return writeMessage('advise-exercise');
    case 'undecidable': {
      const least = measure.leastDetectableRatio;
      const found =
        least === null
          ? []
          : [writeMessage('advise-detectable', { least: formatPercent(least - 1) })];
      return joinMessages([
        writeMessage('advise-undecidable'),
        ...found,
        writeMessage(
          gateMetrics[gate.metric].kind === 'cpu' ? 'advise-quieter-cpu' : 'advise-quieter',
        ),
      ]);
    }
    case 'undecided': {
      const { epochs } = measure.launches ?? {};
      if (epochs !== undefined) {
        const { moreEpochs } = epochs;
        if (moreEpochs === null) return writeMessage('advise-epochs-disagree');
        return run === undefined
          ? writeMessage('advise-more-epochs', { epochs: moreEpochs })
          : writeMessage('advise-more-epochs-of-run', { epochs: moreEpochs, run });
      }
      const { moreGroups: groups } = measure;
      if (groups === null) return adviseLittleData(question);
      if (countPlannedGroups(gate.rule.kind, measure) === null)
        return writeMessage('advise-too-small');
      if (run === undefined) return writeMessage('advise-more', { groups });
      return mostMoreGroups > groups
        ? writeMessage('advise-more-of-all', { groups, all: mostMoreGroups, run })
        : writeMessage('advise-more-of-run', { groups, run });
    }
    default:
      return undefined;
  }
}

/** Groups that hold too few requests for a percentile hold no more of them where there are more groups. */
function adviseLittleData({ gate, cell, reference }: GateQuestion): Message {
  const asked = latencyPercentiles.find(({ name }) => name === gate.metric);
  const compared = gate.rule.kind === 'relative' ? [cell, reference] : [cell];
  const lacks = compared.some((one) => {
    const trials = one?.measurement.trials ?? [];
    const short = trials.filter(({ figures }) => asked && !figures.has(asked.name));
    return short.length > 0 && short.length * 2 >= trials.length;
  });
  if (asked === undefined || !lacks) return writeMessage('advise-little-data');
  return writeMessage('advise-few-requests', {
    percentile: asked.percentile,
    needed: fewestSamples(asked.percentile).toLocaleString('en-US'),
  });
}

/** `+4.2 %`, with a true minus. */
function formatChange(ratio: number | null): string {
  if (ratio === null) return '–';
  const percent = (ratio - 1) * 100;
  const digits = Math.abs(percent) < 10 ? 1 : 0;
  const text = Math.abs(percent).toFixed(digits);
  const sign = Number(text) === 0 ? '±' : percent < 0 ? '−' : '+';
  return `${sign}${text}%`;
}

function formatPercent(ratio: number): string {
  const percent = ratio * 100;
  return `${Number(percent.toPrecision(percent < 1 ? 1 : 2))}%`;
}

const formatShare = (value: number) => `${Math.floor(value * 1e6 + 1e-6) / 1e4}%`;
const formatPlain = (value: number) => String(Number(value.toPrecision(4)));

const formats: Readonly<Record<MetricFormat, (value: number) => string>> = {
  rate: (value) => `${formatPlain(value)} requests/s`,
  latency: (value) => `${Number((value / 1000).toPrecision(3))} ms`,
  share: formatShare,
  success: formatShare,
  number: formatPlain,
  bytes: formatPlain,
  memory: (value) => `${Number((value / 2 ** 20).toPrecision(3))} MiB`,
  cost: formatPlain,
  // Exact.
  count: String,
};

function formatFigure(metric: GateResult['metric'], value: number): string {
  return formats[gateMetrics[metric].format](value);
}
