// Everything that reports say, in the languages that they speak.
import type { Language } from '../document/messages/format.ts';
import type { Sentence } from '../document/messages/sentence.ts';
import { type GateMetric, gateMetrics, type MetricName, metrics } from '../document/metrics.ts';
import { annotations } from './annotations.ts';
import { capacity } from './capacity.ts';
import { compare } from './compare.ts';
import { cost } from './cost.ts';
import { effects } from './effects.ts';
import { evidence } from './evidence.ts';
import { explain } from './explain.ts';
import { faultGlossary } from './fault-glossary.ts';
import { faults } from './faults.ts';
import { findings } from './findings.ts';
import { gates } from './gates.ts';
import { glossary } from './glossary.ts';
import { history } from './history.ts';
import { interaction } from './interaction.ts';
import { list } from './list.ts';
import { live } from './live.ts';
import { markdown } from './markdown.ts';
import { micro } from './micro.ts';
import { noise } from './noise.ts';
import { page } from './page.ts';
import { profile } from './profile.ts';
import { progress } from './progress.ts';
import { quality } from './quality.ts';
import { reading } from './reading.ts';
import { scaling } from './scaling.ts';
import { selftest } from './selftest.ts';
import { speak } from './speak.ts';
import { steadiness } from './steadiness.ts';
import { sweep } from './sweep.ts';
import { table } from './table.ts';
import type { SaidOf } from './template.ts';
import { terminal } from './terminal.ts';
import { timeline } from './timeline.ts';
import { tour } from './tour.ts';
import { tradeoff } from './tradeoff.ts';
import { verdict } from './verdict.ts';
import { visits } from './visits.ts';

/** Templates of both languages, by section. */
export const sections = {
  annotations,
  capacity,
  compare,
  cost,
  effects,
  evidence,
  explain,
  faults,
  findings,
  gates,
  glossary,
  history,
  interaction,
  list,
  live,
  markdown,
  micro,
  noise,
  page,
  profile,
  progress,
  quality,
  reading,
  scaling,
  selftest,
  steadiness,
  sweep,
  table,
  terminal,
  timeline,
  tour,
  tradeoff,
  verdict,
  visits,
  faultGlossary,
};

type Sections = {
  readonly [Name in keyof typeof sections]: SaidOf<(typeof sections)[Name]>;
};

export interface Messages extends Sections {
  readonly language: Language;
  metricName(metric: GateMetric): string;
  /** The name at the head of a column. */
  metricColumn(metric: MetricName): string;
}

/** One thing to say, in whatever language. */
export type Localized = (messages: Messages) => Sentence | string;

export const english = speakAll('en');
export const chinese = speakAll('zh');

function speakAll(language: Language): Messages {
  const said = Object.entries(sections).map(([name, section]) => [name, speak(section, language)]);
  return {
    ...(Object.fromEntries(said) as Sections),
    language,
    metricName: (metric) => gateMetrics[metric].name[language],
    metricColumn: (metric) => metrics[metric].column[language],
  };
}
