// A gate's result in a sentence, and what to do next.
import type { GateResult } from '../../reports/schema/gates.ts';
import type { GateMeasure } from './gate-measure.ts';
import type { GateQuestion } from './list-questions.ts';

/** `throughput of memory · single under browse (closed-16)`. */
function describeSubject({ gate, variant, scenario, loadId }: GateQuestion): string {
  return `${metricWords[gate.metric] ?? gate.metric} of ${variant.label} under ${scenario} (${loadId})`;
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

/** The sentence of a result. @param reasons why the run is invalid, or the variant was not run */
export function describeGate(
  question: GateQuestion,
  measure: GateMeasure,
  reason: string | undefined,
): Pick<GateResult, 'message' | 'advice'> {
  const subject = describeSubject(question);
  if (measure.status === 'error') {
    const why =
      measure.outcome === 'invalid-run' ? 'the run is not valid' : 'the variant was not measured';
    return {
      message: `${subject} was not judged: ${why}. ${reason ?? ''}`.trim(),
      advice: 'Mend the cause and run again; a gate that was not judged never passes.',
    };
  }
  const figures =
    question.gate.rule.kind === 'relative'
      ? describeRelative(question, measure)
      : describeAbsolute(question, measure);
  return { message: `${subject} ${figures}`, advice: advise(question, measure) };
}

function describeRelative({ gate }: GateQuestion, measure: GateMeasure): string {
  const tolerance = gate.rule.kind === 'relative' ? formatPercent(gate.rule.toleranceRatio) : '';
  if (measure.value === null) return `could not be compared over ${measure.groups} groups.`;
  const interval = `[${formatChange(measure.lower)}, ${formatChange(measure.upper)}]`;
  return `differs by ${formatChange(measure.value)} ${interval} from the baseline over ${measure.groups} groups; ${tolerance} worse is accepted.`;
}

function describeAbsolute({ gate }: GateQuestion, measure: GateMeasure): string {
  if (gate.rule.kind !== 'absolute') return '';
  const word = gate.rule.limitKind === 'at-most' ? 'at most' : 'at least';
  const limit = formatFigure(gate.metric, gate.rule.limit);
  if (measure.value === null) return `has too little data over ${measure.groups} groups.`;
  const [value, lower, upper] = [measure.value, measure.lower ?? 0, measure.upper ?? 0].map(
    (figure) => formatFigure(gate.metric, figure),
  );
  const interval = gate.metric === 'wrongBodies' ? '' : ` [${lower}, ${upper}]`;
  return `is ${value}${interval} over ${measure.groups} groups; ${word} ${limit} is asked for.`;
}

function advise({ gate }: GateQuestion, measure: GateMeasure): string | null {
  switch (measure.outcome) {
    case 'regression':
      return 'See the same comparison in the report: CPU and database calls per request say where the time goes.';
    case 'over-limit':
      return gate.metric === 'wrongBodies'
        ? 'Wrong data stands above every speed: see the failure reasons of the variant.'
        : 'See the figures of each group in the report.';
    case 'undecidable': {
      const least = measure.leastDetectableRatio;
      const found =
        least === null ? '' : ` A slowdown below ${formatPercent(least - 1)} is not found here.`;
      return `Undecidable here.${found} Raise the tolerance or the number of groups, judge CPU per request, or use a quieter machine.`;
    }
    case 'undecided':
      return measure.moreGroups === null
        ? 'Too little data to say how many more groups would decide it.'
        : `About ${measure.moreGroups} more ${measure.moreGroups === 1 ? 'group' : 'groups'} would decide it: \`loadstone gate --more <id> --groups ${measure.moreGroups}\`.`;
    default:
      return null;
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
