// A gate's result in a sentence, and what to do next.
import type { GateResult } from '../../reports/schema/gates.ts';
import { type Phrase, recall, say, sayAll, sayMetric, sayName } from '../phrases/say.ts';
import type { GateMeasure } from './gate-measure.ts';
import type { GateQuestion } from './list-questions.ts';

/** `Throughput of memory · single under browse (closed-16)`. */
function describeSubject({ gate, variant, scenario, loadId }: GateQuestion): Phrase {
  return say('gate-subject', {
    metric: sayMetric(gate.metric, metricWords[gate.metric] ?? gate.metric),
    variant: sayName(variant.label),
    scenario: sayName(scenario),
    load: loadId,
  });
}

const metricWords: Partial<Record<GateResult['metric'], string>> = {
  throughputRps: 'Throughput',
  latencyP50Us: 'p50 latency',
  latencyP90Us: 'p90 latency',
  latencyP95Us: 'p95 latency',
  latencyP99Us: 'p99 latency',
  latencyP999Us: 'p99.9 latency',
  latencyMeanUs: 'Mean latency',
  serviceTimeP50Us: 'p50 service time',
  serviceTimeP99Us: 'p99 service time',
  successRatio: 'Success ratio',
  cpuPerRequestUs: 'CPU per request',
  rssBytes: 'Memory',
  costPerMillion: 'Cost per million',
  wrongBodies: 'Wrong answers',
};

/** The sentence of a result. @param reason why the run is invalid, or the variant was not run */
export function describeGate(
  question: GateQuestion,
  measure: GateMeasure,
  reason: string | undefined,
): Pick<GateResult, 'message' | 'messageSaid' | 'advice' | 'adviceSaid'> {
  const message = describe(question, measure, reason);
  const advice = advise(question, measure);
  return {
    ...{ message: message.text, messageSaid: message, advice: advice?.text ?? null },
    ...(advice && { adviceSaid: advice }),
  };
}

function describe(
  question: GateQuestion,
  measure: GateMeasure,
  reason: string | undefined,
): Phrase {
  const subject = describeSubject(question);
  if (measure.status === 'error') {
    const code = measure.outcome === 'invalid-run' ? 'gate-invalid-run' : 'gate-not-measured';
    const why = reason === undefined ? [] : [recall(reason)];
    return sayAll([say(code, { subject }), ...why]);
  }
  if (measure.outcome === 'not-exercised') return say('gate-not-exercised', { subject });
  return question.gate.rule.kind === 'relative'
    ? describeRelative(question.gate.rule.toleranceRatio, subject, measure)
    : describeAbsolute(question.gate.metric, question.gate.rule, subject, measure);
}

function describeRelative(toleranceRatio: number, subject: Phrase, measure: GateMeasure): Phrase {
  const { groups } = measure;
  if (measure.value === null) return say('gate-not-compared', { subject, groups });
  return say('gate-relative', {
    ...{ subject, value: formatChange(measure.value), groups },
    interval: `[${formatChange(measure.lower)}, ${formatChange(measure.upper)}]`,
    tolerance: formatPercent(toleranceRatio),
  });
}

function describeAbsolute(
  metric: GateResult['metric'],
  rule: Extract<GateQuestion['gate']['rule'], { readonly kind: 'absolute' }>,
  subject: Phrase,
  measure: GateMeasure,
): Phrase {
  const { groups } = measure;
  if (measure.value === null) return say('gate-little-data', { subject, groups });
  const [figure, lower, upper] = [measure.value, measure.lower ?? 0, measure.upper ?? 0].map(
    (each) => formatFigure(metric, each),
  );
  const value = metric === 'wrongBodies' ? `${figure}` : `${figure} [${lower}, ${upper}]`;
  const limit = formatFigure(metric, rule.limit);
  const code = rule.limitKind === 'at-most' ? 'gate-at-most' : 'gate-at-least';
  return say(code, { subject, value, groups, limit });
}

function advise({ gate }: GateQuestion, measure: GateMeasure): Phrase | undefined {
  if (measure.status === 'error') return say('advise-mend');
  switch (measure.outcome) {
    case 'regression':
      return say('advise-comparison');
    case 'over-limit':
      return say(gate.metric === 'wrongBodies' ? 'advise-wrong-data' : 'advise-groups');
    case 'not-exercised':
      return say('advise-exercise');
    case 'undecidable': {
      const least = measure.leastDetectableRatio;
      const found =
        least === null ? [] : [say('advise-detectable', { least: formatPercent(least - 1) })];
      return sayAll([say('advise-undecidable'), ...found, say('advise-quieter')]);
    }
    case 'undecided':
      return measure.moreGroups === null
        ? say('advise-little-data')
        : say('advise-more', { groups: measure.moreGroups });
    default:
      return undefined;
  }
}

/** `+4.2 %`, with a true minus. */
function formatChange(ratio: number | null): string {
  if (ratio === null) return '–';
  const percent = (ratio - 1) * 100;
  const digits = Math.abs(percent) < 10 ? 1 : 0;
  const text = Math.abs(percent).toFixed(digits);
  const sign = Number(text) === 0 ? '±' : percent < 0 ? '−' : '+';
  return `${sign}${text} %`;
}

function formatPercent(ratio: number): string {
  const percent = ratio * 100;
  return `${Number(percent.toPrecision(percent < 1 ? 1 : 2))} %`;
}

function formatFigure(metric: GateResult['metric'], value: number): string {
  if (metric.endsWith('Us')) return `${Number((value / 1000).toPrecision(3))} ms`;
  if (metric.endsWith('Ratio')) return `${Math.floor(value * 1e6 + 1e-6) / 1e4} %`;
  if (metric === 'rssBytes') return `${Number((value / 2 ** 20).toPrecision(3))} MiB`;
  if (metric === 'throughputRps') return `${Number(value.toPrecision(4))} requests/s`;
  return String(Number(value.toPrecision(4)));
}
