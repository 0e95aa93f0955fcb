// The formats for CI and other programs: what a format is called, its usual file, how it is rendered.
import {
  renderAnnotations,
  renderAnnotationsOfFaults,
  renderFailureAnnotation,
} from './annotations/render-annotations.ts';
import { renderBmf, renderFaultBmf } from './bencher/render-bmf.ts';
import { renderEpisodes, renderFaultCells } from './csv/render-faults.ts';
import { renderTrials } from './csv/render-trials.ts';
import type { FaultsDocument } from './document/faults.ts';
import type { ResultDocument } from './document/result.ts';
import { type CommandFailure, renderFailureJunit, renderFailureMarkdown } from './failure.ts';
import type { OnInconclusive } from './gates/gate-results.ts';
import {
  renderFaultBenchmark,
  renderGithubBenchmark,
} from './github-benchmark/render-github-benchmark.ts';
import { renderFaultJunit, renderJunit } from './junit/render-junit.ts';
import { renderComment } from './markdown/render-comment.ts';
import { renderFaultsComment, renderFaultsSummary } from './markdown/render-faults.ts';
import { renderSummary } from './markdown/render-summary.ts';
import { renderFaultMetrics, renderOpenmetrics } from './openmetrics/render-openmetrics.ts';

export interface OutputOptions {
  /** Absolute path of the repository, for annotations; without it paths stay as the document has them. */
  readonly root?: string;
  /** What an undecided gate is in JUnit and annotations: `warn` by default. */
  readonly onInconclusive?: OnInconclusive;
  /** What faults did in the same run, told besides. */
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
  /** The same of a run that injected faults and compared nothing; absent where there is nothing of it. */
  readonly renderFaults?: (document: FaultsDocument, options: OutputOptions) => string;
  /** Of a command that ended without a document; absent where the format has no words, and then nothing is written. */
  readonly renderFailure?: (failure: CommandFailure) => string;
}

/** By the name that the command line takes. */
export const outputFormats: Readonly<Record<string, OutputFormat>> = {
  junit: {
    fileName: 'junit.xml',
    description: 'gates as JUnit XML',
    render: renderJunit,
    renderFaults: renderFaultJunit,
    renderFailure: renderFailureJunit,
  },
  summary: {
    fileName: 'summary.md',
    description: 'Markdown for a step summary',
    render: (document, { faults }) => renderSummary(document, { faults }),
    renderFaults: renderFaultsSummary,
    renderFailure: renderFailureMarkdown,
  },
  comment: {
    fileName: 'comment.md',
    description: 'Markdown for a comment on a pull request',
    render: (document, { faults }) => renderComment(document, { faults }),
    renderFaults: renderFaultsComment,
    renderFailure: renderFailureMarkdown,
  },
  annotations: {
    fileName: 'annotations.txt',
    description: 'workflow commands of GitHub, for standard output',
    render: renderAnnotations,
    renderFaults: renderAnnotationsOfFaults,
    renderFailure: renderFailureAnnotation,
  },
  csv: {
    fileName: 'trials.csv',
    description: 'the trials as CSV',
    render: (document) => renderTrials(document),
  },
  'csv-faults': {
    fileName: 'faults.csv',
    description: 'every variant under every fault as CSV',
    render: (_document, { faults }) => renderFaultCells(faults),
    renderFaults: renderFaultCells,
  },
  'csv-episodes': {
    fileName: 'episodes.csv',
    description: 'the episodes with faults as CSV',
    render: (_document, { faults }) => renderEpisodes(faults),
    renderFaults: renderEpisodes,
  },
  openmetrics: {
    fileName: 'metrics.txt',
    description: 'OpenMetrics text',
    render: (document, { faults }) => renderOpenmetrics(document, faults),
    renderFaults: renderFaultMetrics,
  },
  bmf: {
    fileName: 'bencher.json',
    description: 'Bencher Metric Format',
    render: (document, { faults }) => renderBmf(document, faults),
    renderFaults: renderFaultBmf,
  },
  'benchmark-smaller': {
    fileName: 'benchmark-smaller.json',
    description: 'github-action-benchmark, customSmallerIsBetter',
    render: (document, { absolute = false, faults }) =>
      renderGithubBenchmark(document, { direction: 'smaller', absolute, faults }),
    renderFaults: (document) => renderFaultBenchmark(document, { direction: 'smaller' }),
  },
  'benchmark-bigger': {
    fileName: 'benchmark-bigger.json',
    description: 'github-action-benchmark, customBiggerIsBetter',
    render: (document, { absolute = false, faults }) =>
      renderGithubBenchmark(document, { direction: 'bigger', absolute, faults }),
    renderFaults: (document) => renderFaultBenchmark(document, { direction: 'bigger' }),
  },
};
