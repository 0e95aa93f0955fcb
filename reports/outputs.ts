// The formats for CI and other programs: what a format is called, its usual file, how it is rendered.
import { renderAnnotations } from './annotations/render-annotations.ts';
import { renderBmf } from './bencher/render-bmf.ts';
import { renderTrials } from './csv/render-trials.ts';
import type { OnInconclusive } from './gates/gate-results.ts';
import { renderGithubBenchmark } from './github-benchmark/render-github-benchmark.ts';
import { renderJunit } from './junit/render-junit.ts';
import { renderComment } from './markdown/render-comment.ts';
import { renderSummary } from './markdown/render-summary.ts';
import { renderOpenmetrics } from './openmetrics/render-openmetrics.ts';
import type { FaultsDocument } from './schema/faults.ts';
import type { ResultDocument } from './schema/result.ts';

export interface OutputOptions {
  /** Absolute path of the repository, for annotations; without it paths stay as the document has them. */
  readonly root?: string;
  /** What an undecided gate is in JUnit and annotations: `warn` by default. */
  readonly onInconclusive?: OnInconclusive;
  /** What faults did, told by JUnit, the summary and annotations besides. */
  readonly faults?: FaultsDocument | undefined;
  /** Figures instead of ratios where a format takes one of both; false by default. */
  readonly absolute?: boolean;
}

export interface OutputFormat {
  /** Its usual name in the folder of a run. */
  readonly fileName: string;
  /** For help, without a full stop. */
  readonly description: string;
  /** The same document and options give the same text. */
  readonly render: (document: ResultDocument, options: OutputOptions) => string;
}

/** By the name that the command line takes. */
export const outputFormats: Readonly<Record<string, OutputFormat>> = {
  junit: {
    fileName: 'junit.xml',
    description: 'gates as JUnit XML',
    render: renderJunit,
  },
  summary: {
    fileName: 'summary.md',
    description: 'Markdown for a step summary',
    render: (document, { faults }) => renderSummary(document, { faults }),
  },
  comment: {
    fileName: 'comment.md',
    description: 'Markdown for a comment on a pull request',
    render: (document) => renderComment(document),
  },
  annotations: {
    fileName: 'annotations.txt',
    description: 'workflow commands of GitHub, for standard output',
    render: renderAnnotations,
  },
  csv: {
    fileName: 'trials.csv',
    description: 'the trials as CSV',
    render: (document) => renderTrials(document),
  },
  openmetrics: {
    fileName: 'metrics.txt',
    description: 'OpenMetrics text',
    render: (document) => renderOpenmetrics(document),
  },
  bmf: {
    fileName: 'bencher.json',
    description: 'Bencher Metric Format',
    render: (document) => renderBmf(document),
  },
  'benchmark-smaller': {
    fileName: 'benchmark-smaller.json',
    description: 'github-action-benchmark, customSmallerIsBetter',
    render: (document, { absolute = false }) =>
      renderGithubBenchmark(document, { direction: 'smaller', absolute }),
  },
  'benchmark-bigger': {
    fileName: 'benchmark-bigger.json',
    description: 'github-action-benchmark, customBiggerIsBetter',
    render: (document, { absolute = false }) =>
      renderGithubBenchmark(document, { direction: 'bigger', absolute }),
  },
};
