// A command that ended before there was a document: what its outputs say, so that none is empty or of an older run.

import { cleanLines } from './figures/clean-text.ts';
import { escapeXml, renderAttributes } from './junit/xml.ts';
import { escapeMarkdown } from './markdown/escape.ts';

export interface CommandFailure {
  /** As on the command line: `loadstone gate`. */
  readonly command: string;
  /** Of the table of errors, such as `CHECKOUT_FAILED`. */
  readonly code: string;
  readonly message: string;
  /** What to do next. */
  readonly hint: string;
  /** When it ended, ISO 8601 in UTC, and on which machine. */
  readonly at: string;
  readonly hostname: string;
  /** The last output of the child process that failed; empty where there was none. */
  readonly output: string;
}

/** Characters of a child's output that are kept: its end says why. */
const keptOutput = 4_000;

function cutOutput(output: string): string {
  return output.trim().slice(-keptOutput);
}

/** One case that is an error; valid against junit.xsd. */
export function renderFailureJunit({
  command,
  code,
  message,
  hint,
  output,
  at,
  hostname,
}: CommandFailure): string {
  const counts = { tests: '1', failures: '0', errors: '1', skipped: '0', time: '0.000' };
  const trouble = renderAttributes({ message, type: code });
  const text = [message, hint, cutOutput(output)].filter((part) => part !== '').join(' ');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${renderAttributes({ name: command, ...counts })}>`,
    `  <testsuite${renderAttributes({ name: 'run', ...counts, timestamp: at.slice(0, 19), hostname })}>`,
    '    <properties>',
    `      <property${renderAttributes({ name: 'code', value: code })}></property>`,
    '    </properties>',
    `    <testcase${renderAttributes({ name: 'the run could be judged', classname: command, time: '0.000' })}>`,
    `      <error${trouble}>${escapeXml(text)}</error>`,
    '    </testcase>',
    '  </testsuite>',
    '</testsuites>\n',
  ].join('\n');
}

/** For a summary and a comment alike. */
export function renderFailureMarkdown({
  command,
  code,
  message,
  hint,
  output,
}: CommandFailure): string {
  const kept = cutOutput(output);
  // The bar keeps a line from beginning with `::`, which a log of GitHub obeys behind blanks, too.
  const quoted =
    kept === ''
      ? []
      : [
          '',
          ...cleanLines(kept)
            .split('\n')
            .map((line) => `    │ ${line}`),
        ];
  return [
    `## ! ${escapeMarkdown(command)}: not judged`,
    '',
    `**${escapeMarkdown(message)}** (${escapeMarkdown(code)})`,
    ...quoted,
    '',
    escapeMarkdown(hint),
    '',
  ].join('\n');
}
