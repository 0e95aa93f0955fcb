// The pages for newcomers, as somebody follows them: every file is written and every command run, with the tarball and
// one group.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import {
  createForeignProject,
  type ForeignProject,
  packLoadstone,
} from './support/foreign-project.ts';

let tarball: string;
beforeAll(async () => {
  tarball = await packLoadstone();
});

let project: ForeignProject | undefined;
afterEach(() => project?.remove());

interface Section {
  /** Text by the name that stands before its block. */
  readonly files: Readonly<Record<string, string>>;
  readonly commands: readonly string[];
}

function readSection(page: string, heading: string): Section {
  const text = readFileSync(join(import.meta.dirname, '../docs', page), 'utf8');
  const [, section = ''] = text.split(`\n${heading}\n`);
  const [own = ''] = section.split(/\n#{2,3} /);
  const files = [...own.matchAll(/^`([\w.-]+)`:\n\n```\w*\n([\s\S]*?)^```$/gm)];
  const shell = [...own.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, lines = '']) => lines);
  return {
    files: Object.fromEntries(files.map(([, name = '', body = '']) => [name, body])),
    commands: shell.flatMap((lines) => lines.trim().split('\n')),
  };
}

/** Runs a whole run: minutes on a busy machine. */
const timeoutMs = 900_000;

async function follow(section: Section): Promise<ForeignProject> {
  project = createForeignProject('first');
  project.write(section.files);
  for (const line of section.commands) {
    // One group instead of eight: that the commands work is what is asked, not the verdict of this machine.
    const command = line
      .replace(/\/path\/to\/loadstone-[\d.]+\.tgz/, tarball)
      .replace(/^(npx loadstone run .*--groups) \d+/, '$1 1');
    const { code, stdout, stderr } = await project.runs(...command.split(' '));
    // 4 where this machine was too busy for a verdict, as the page says.
    const allowed = line.startsWith('npx loadstone run') ? [0, 4] : [0];
    expect(allowed, `${line}\n${stdout}\n${stderr}`).toContain(code);
  }
  return project;
}

function readResult({ cwd }: ForeignProject) {
  const [id = ''] = readdirSync(join(cwd, 'runs')).filter((name) => /^\d/.test(name));
  const folder = join(cwd, 'runs', id);
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('<style');
  const result = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'));
  return { result, records: readFileSync(join(folder, 'records.jsonl'), 'utf8') };
}

test.each(['Node.js', 'Python', 'Go'])(
  'the first comparison of a service in %s',
  { timeout: timeoutMs },
  async (language) => {
    const section = readSection('first-comparison.md', `## ${language}`);
    expect(section.commands).toHaveLength(4);
    const followed = await follow(section);
    const config = readFileSync(join(followed.cwd, 'loadstone.config.mts'), 'utf8');
    expect(config).toContain("CACHE: 'on'");
    expect(config).toContain("path: '/products'");
    const { result, records } = readResult(followed);
    expect(result.variants.map(({ label }: { label: string }) => label)).toEqual([
      'baseline',
      'cache = on',
    ]);
    expect(records).toContain('"kind":"run-ended"');
    expect(records).not.toContain('"kind":"not-run"');
  },
);

test('runtimes as levels: all of them are started and asked', { timeout: timeoutMs }, async () => {
  const { records } = readResult(await follow(readSection('targets.md', '### Runtimes')));
  expect(records).not.toContain('"kind":"not-run"');
});
