// Everything that Loadstone writes of the fixtures and of the recorded runs, by name: what a change must not change unseen.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { reportRun } from '../../bench/cli/commands/report.ts';
import type { TerminalIo } from '../../bench/cli/terminal-io.ts';
import type { ResultDocument } from '../../reports/document/result.ts';
import type { CommandFailure } from '../../reports/exports/model.ts';
import { exportFormats, listRows } from '../../reports/exports/registry.ts';
import * as documents from '../../reports/fixtures/documents.ts';
import { buildFactorial } from '../../reports/fixtures/factorial-document.ts';
import * as faults from '../../reports/fixtures/faults-document.ts';
import { buildRich } from '../../reports/fixtures/rich-document.ts';
import { buildScaled } from '../../reports/fixtures/scaled-document.ts';
import { buildSweep } from '../../reports/fixtures/swept-run.ts';
import { pageViews, tableViews, unchanged } from '../../reports/fixtures/views.ts';

const widths = [80, 120, 160];
const results: Readonly<Record<string, ResultDocument>> = {
  ...{ complete: documents.buildComplete(), partial: documents.buildPartial() },
  ...{ invalid: documents.buildInvalid(), aa: documents.buildAA() },
  ...{ injection: documents.buildInjection(), factorial: buildFactorial(), rich: buildRich() },
  scaled: buildScaled(),
};
const faultRuns = {
  ...{ complete: faults.buildFaults(), clean: faults.buildCleanFaults() },
  invalid: faults.buildInvalidFaults(),
};
const failure: CommandFailure = {
  ...{ command: 'loadstone gate', code: 'TARGET_UNREACHABLE', message: 'Nothing listens.' },
  ...{ hint: 'Start it.', at: '2026-01-01T09:30:00.000Z', hostname: 'bench-01', output: 'gone' },
};

/** File name to text; the same for the same sources. */
export function collectOutputs(): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  const put = (name: string, text: string) => all.set(name.replaceAll(/[^\w./-]+/g, '-'), text);
  for (const { name, render } of tableViews) {
    for (const width of widths)
      put(`terminal/${name}-${width}.txt`, render(unchanged, width, false));
    put(`terminal/${name}-colour.txt`, render(unchanged, 120, true));
  }
  for (const { name, render } of pageViews) put(`pages/${name}.html`, render(unchanged));
  for (const [format, { fileName, ...renderers }] of Object.entries(exportFormats)) {
    const putOf = (what: string, text: string) =>
      put(`exports/${format}/${what}-${fileName}`, text);
    for (const [name, document] of Object.entries(results))
      putOf(name, renderers.render(listRows(document), { root: '/srv/shop' }));
    for (const [name, document] of Object.entries(faultRuns))
      putOf(
        `faults-${name}`,
        renderers.says.includes('faults')
          ? renderers.render(listRows(undefined, document), {})
          : 'nothing',
      );
    putOf(
      'sweep',
      renderers.says.includes('sweep')
        ? renderers.render(listRows(undefined, undefined, buildSweep()), {})
        : 'nothing',
    );
    putOf('failure', renderers.renderFailure?.(failure) ?? 'nothing');
  }
  for (const [name, text] of replayRecordedRuns()) put(name, text);
  return all;
}

const recorded = join(import.meta.dirname, 'runs');

/** Each recorded run judged again from its records: what is printed and written, by `runs/<id>/<file>`. */
export function replayRecordedRuns(): readonly (readonly [string, string])[] {
  const scratch = mkdtempSync(join(tmpdir(), 'loadstone-golden-'));
  try {
    return readdirSync(recorded).flatMap((run) => {
      const folder = join(scratch, run);
      mkdirSync(folder, { mode: 0o700 });
      for (const file of readdirSync(join(recorded, run)))
        writeFileSync(
          join(folder, basename(file, '.gz')),
          gunzipSync(readFileSync(join(recorded, run, file))),
        );
      const printed = replay(scratch, run);
      const written = readdirSync(folder).filter((file) =>
        /^(?:result|faults|sweep|report)\.(?:json|html)$/.test(file),
      );
      return [
        [`runs/${run}/terminal.txt`, printed] as const,
        ...written.map(
          (file) => [`runs/${run}/${file}`, readFileSync(join(folder, file), 'utf8')] as const,
        ),
      ];
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function replay(runs: string, id: string): string {
  const lines: string[] = [];
  const io: TerminalIo = {
    out: (text) => lines.push(text),
    err: (text) => lines.push(text),
    ...{ env: {}, cwd: runs, isOutTty: false, isErrTty: false, widthColumns: 120 },
    hideSecrets: () => {},
    redact: (text) => text,
  };
  reportRun(id, { runs }, io);
  return `${lines.join('\n')}\n`;
}
