// `loadstone init`: a config for the project in this folder, and scenarios from what is recorded elsewhere.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, extname, isAbsolute, join, relative } from 'node:path';
import { Option } from 'commander';
import { countOf } from '../../../reports/document/messages/count.ts';
import { guardWrite } from '../../disk/write-failure.ts';
import { LoadstoneError, messageOf } from '../../errors.ts';
import { readCommandLine, showCommand } from '../../init/command-line.ts';
import { renderConfig, renderScenario, variableOf } from '../../init/config-text.ts';
import { copyExample, exampleNames } from '../../init/example.ts';
import { scenarioImports } from '../../init/imports/registry.ts';
import { type FoundStart, findLanguage, findStarts } from '../../init/kinds/registry.ts';
import { openProject, type Project } from '../../init/project.ts';
import {
  type FoundRequests,
  isPrivateHeader,
  joinRequests,
  withholdSecrets,
} from '../../init/requests.ts';
import { type Survey, surveyProject } from '../../init/survey.ts';
import { openJournal } from '../../services/journal.ts';
import { configFileNames } from '../../spec/config-file.ts';
import type { AddCommand } from '../command.ts';
import { nameDocs } from '../command-name.ts';
import { toAbsolute } from '../opened-run.ts';
import { findStateFolder } from '../state-folder.ts';
import { type TerminalIo, tellProgress } from '../terminal-io.ts';

export const addInit: AddCommand = (program, { io, signal }) => {
  const command = program
    .command('init')
    .description('write a config for the service in this folder')
    .option('--yes', 'ask nothing: take every guess, and start the service once')
    .option('--command <line>', "how the service starts, such as 'node server.js'")
    .option('--probe', 'start the service once, to find what it answers, without asking')
    .option('--no-probe', 'start nothing')
    .option('--config <file>', 'config file to write', 'loadstone.config.mts')
    .option('--force', 'replace files that are there');
  for (const { flags, description, option } of scenarioImports)
    command.addOption(
      new Option(flags, description).conflicts(
        scenarioImports.map((other) => other.option).filter((other) => other !== option),
      ),
    );
  return command
    .addOption(
      new Option('--example <name>', 'copy an example that comes with Loadstone instead').choices(
        exampleNames,
      ),
    )
    .action((options) => initProject(options, io, signal));
};

/** Of the files that can hold what is written. */
const moduleEndings = ['.mts', '.ts', '.mjs', '.js'];

interface InitOptions {
  readonly yes?: boolean;
  readonly command?: string;
  readonly probe?: boolean;
  readonly config: string;
  readonly force?: boolean;
  readonly example?: string;
  readonly [option: string]: unknown;
}

/** @throws LoadstoneError USAGE, INTERRUPTED, DISK_FULL, STORE_WRITE_FAILED */
async function initProject(
  options: InitOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<void> {
  if (options.example !== undefined) {
    const folder = join(io.cwd, options.example);
    const next = copyExample(options.example, folder);
    io.out(`Copied the example to ${options.example}/. Next, in that folder: ${next}`);
    return;
  }
  const ask = options.yes === true ? undefined : io.ask;
  const imported = readImport(options, io);
  const configPath = toAbsolute(options.config, io);
  if (!moduleEndings.includes(extname(configPath)))
    throw new LoadstoneError('USAGE', `--config ${options.config}: what is written is a module.`, {
      hint: `End its name in ${moduleEndings.join(', ')}.`,
    });
  const hasConfig = existsConfig(configPath);
  const files: NewFile[] = [];
  if (imported !== undefined) files.push(imported.file);
  const project = openProject(findProjectFolder(dirname(configPath), io.cwd));
  const isKept = hasConfig !== undefined && options.force !== true;
  const canAsk = ask !== undefined || options.command !== undefined;
  if (imported !== undefined && (isKept || !(canAsk || hasStart(project)))) {
    await writeNewFiles(files, options, { io, ask });
    tellImport(imported, io);
    const next =
      hasConfig === undefined
        ? `Wrote ${relative(io.cwd, imported.file.path)}. Nothing here tells how a service starts, so there is no config yet: give its command (--command 'node server.js') and --force, or write one with`
        : `Add it to ${basename(hasConfig)}:`;
    io.out(
      `${next}\n  import { requests } from '${imported.module}';\n  scenarios: { ${imported.name}: { requests } }`,
    );
    return;
  }
  const config = { path: configPath, text: '', otherName: otherConfigName };
  const mayReplace = await mayReplaceFiles(
    [...files, config, ...(hasConfig === undefined ? [] : [{ ...config, path: hasConfig }])],
    options,
    { io, ask },
  );
  const found = await chooseStart(project, options, ask);
  const survey = await surveyWith({ project, found, imported, configPath }, options, {
    io,
    ask,
    signal,
  });
  const kept = writeFiles(
    [...files, { ...config, text: nameDocs(renderConfig(survey.facts)) }],
    mayReplace,
  );
  const ignored = ignoreOutput(project.folder);
  tellSurvey(survey, found, io);
  tellKept(kept, io);
  if (hasConfig !== undefined && hasConfig !== configPath)
    io.err(
      `! ${relative(io.cwd, hasConfig)} is still there: remove it, or name the one you mean with --config.`,
    );
  if (imported !== undefined) tellImport(imported, io);
  const named = relative(io.cwd, configPath);
  io.out(
    `Wrote ${[...files.map(({ path }) => relative(io.cwd, path)), named].join(' and ')}${ignored.length > 0 ? `, and ${ignored.join(' and ')} to .gitignore` : ''}.`,
  );
  if (survey.hasFailed)
    throw new LoadstoneError(
      'SERVICE_NOT_READY',
      `${named} is written, but a run of it would fail: \`${showCommand(survey.facts.target.command)}\` did not become ready. ${survey.problems.join(' ')}`,
      {
        hint: `Mend that, then \`loadstone init --force\` looks again; or correct ${named} by hand, and look with \`loadstone plan\`.`,
        output: lastLines(survey.output),
      },
    );
  io.out(
    survey.isReadyKnown
      ? 'Next: look at it, then `loadstone plan`, and `loadstone run`.'
      : 'Next: see to what is guessed there, then `loadstone plan`, and `loadstone run`.',
  );
}

const mostOutputLines = 20;

const lastLines = (output: string) =>
  output.trimEnd().split('\n').slice(-mostOutputLines).join('\n');

/** Of a config in a folder below, it is still the project that one stands in. */
function findProjectFolder(configFolder: string, cwd: string): string {
  const below = relative(cwd, configFolder);
  return below.startsWith('..') || isAbsolute(below) ? configFolder : cwd;
}

type Asking = { readonly io: TerminalIo; readonly ask: TerminalIo['ask'] };

interface NewFile {
  readonly path: string;
  readonly text: string;
  /** How it is written under another name. */
  readonly otherName: string;
}

const otherConfigName = 'Or name another config: --config NAME.mts.';

/** The config of the folder, whatever its ending. */
function existsConfig(path: string): string | undefined {
  const names = basename(path).startsWith('loadstone.config.') ? configFileNames : [];
  return [path, ...names.map((name) => join(dirname(path), name))].find((one) => existsSync(one));
}

/**
 * Nothing is replaced that nobody allowed to.
 * @throws LoadstoneError USAGE naming what is there
 */
async function mayReplaceFiles(
  files: readonly NewFile[],
  { force }: InitOptions,
  { io, ask }: Asking,
): Promise<boolean> {
  const there = [...new Set(files.map(({ path }) => path))].filter((path) => existsSync(path));
  if (there.length === 0 || force === true) return force === true;
  const names = there.map((path) => relative(io.cwd, path)).join(' and ');
  const isAllowed =
    ask !== undefined && isYes(await ask(`${names} is there already. Replace it? [y/N] `), false);
  if (isAllowed) return true;
  const are = there.length === 1 ? 'is' : 'are';
  const hints = [
    `Give --force to replace ${there.length === 1 ? 'it' : 'them'}; what is there is kept as NAME.old.`,
    ...files.flatMap(({ path, otherName }) => (there.includes(path) ? otherName : [])),
  ];
  throw new LoadstoneError('USAGE', `${names} ${are} there already; nothing was written.`, {
    hint: [...new Set(hints)].join(' '),
  });
}

function isYes(answer: string, usual: boolean): boolean {
  return answer === '' ? usual : /^y(?:es)?$/i.test(answer);
}

async function writeNewFiles(files: readonly NewFile[], options: InitOptions, asking: Asking) {
  tellKept(writeFiles(files, await mayReplaceFiles(files, options, asking)), asking.io);
}

/** @returns where the files that were replaced are kept */
function writeFiles(files: readonly NewFile[], mayReplace: boolean): readonly string[] {
  const kept: string[] = [];
  for (const { path, text } of files)
    guardWrite(
      path,
      () => {
        mkdirSync(dirname(path), { recursive: true });
        if (mayReplace && existsSync(path)) {
          const copy = chooseFreeName(`${path}.old`);
          renameSync(path, copy);
          kept.push(copy);
        }
        // What appeared meanwhile is nobody's to replace.
        writeFileSync(path, text, { flag: 'wx' });
      },
      'Run `loadstone init` in a folder that may be written.',
    );
  return kept;
}

function chooseFreeName(path: string, number = 1): string {
  const name = number === 1 ? path : `${path}.${number}`;
  return existsSync(name) ? chooseFreeName(path, number + 1) : name;
}

function tellKept(kept: readonly string[], io: TerminalIo): void {
  for (const path of kept) io.err(`! What was there is kept as ${relative(io.cwd, path)}.`);
}

interface Imported extends FoundRequests {
  /** Name of the scenario. */
  readonly name: string;
  /** As the config imports it. */
  readonly module: string;
  readonly file: NewFile;
}

/** @throws LoadstoneError USAGE */
function readImport(options: InitOptions, io: TerminalIo): Imported | undefined {
  for (const { option, isFile, read } of scenarioImports) {
    const given = options[option];
    if (typeof given !== 'string') continue;
    const input = isFile ? readInput(toAbsolute(given, io)) : given;
    const { requests, leftOut, origin } = read(input, given);
    const found = {
      ...joinRequests({ requests: requests.map(withholdSecrets), leftOut }),
      ...(origin !== undefined && { origin }),
    };
    if (found.requests.length === 0)
      throw new LoadstoneError(
        'USAGE',
        `No request of ${given} can be sent: ${found.leftOut.slice(0, 3).join(' ')}`,
      );
    const name = isFile ? toName(basename(given, extname(given))) : 'curl';
    const module = `./scenarios/${name}.mjs`;
    const path = join(dirname(toAbsolute(options.config, io)), module);
    const from = isFile ? basename(given) : 'a curl command';
    const otherName = isFile
      ? `Or copy ${from} under another name, which the scenario gets.`
      : `Or move ${module} away.`;
    const text = renderScenario({ from, ...found });
    return { ...found, name, module, file: { path, text, otherName } };
  }
  return undefined;
}

function readInput(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new LoadstoneError('USAGE', `Cannot read ${path}: ${messageOf(cause)}.`, {
      hint: 'Check the path; it is relative to the folder you are in.',
      cause,
    });
  }
}

/** A name that a scenario, a file and an identifier may have. */
const toName = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .replace(/^(?=\d|$)/, 'scenario_')
    .slice(0, 40);

const hasStart = (project: Project) => findStarts(project).length > 0;

/** @throws LoadstoneError USAGE where nothing is found and nobody can be asked */
async function chooseStart(
  project: Project,
  options: InitOptions,
  ask: TerminalIo['ask'],
): Promise<FoundStart> {
  const found = findStarts(project);
  const [first] = found;
  const usual = first === undefined ? undefined : showCommand(first.start.command);
  if (options.command !== undefined) return readStart(options.command, '--command', project);
  if (ask !== undefined) {
    const others = found
      .slice(1, 4)
      .map(({ start }) => `  or: ${showCommand(start.command)}   (${start.from})\n`);
    const answer = await ask(
      `${others.join('')}Command that starts the service${usual === undefined ? '' : ` [${usual}]`}: `,
    );
    if (answer !== '' && answer !== usual) return readStart(answer, 'your answer', project);
  }
  if (first !== undefined) return first;
  const fault = project.findJsonFault('package.json');
  if (fault !== undefined)
    throw new LoadstoneError('USAGE', `package.json cannot be read: ${fault}.`, {
      hint: "Mend it, or name the command of the service: `loadstone init --command 'node server.js'`.",
    });
  throw new LoadstoneError('USAGE', `Nothing in ${project.folder} tells how the service starts.`, {
    hint: "Name its command: `loadstone init --command 'node server.js'`. Looked for scripts of package.json, a Procfile, a Dockerfile, and projects of Node, Python, Go, Java, .NET and PHP.",
  });
}

function readStart(line: string, from: string, project: Project): FoundStart {
  const start = readCommandLine(line, from, project) ?? {
    command: ['sh', '-c', line],
    env: {},
    from,
  };
  return { kind: findLanguage(project) ?? { title: 'service', findStarts: () => [] }, start };
}

interface SurveyInput {
  readonly project: Project;
  readonly found: FoundStart;
  readonly imported: Imported | undefined;
  readonly configPath: string;
}

/** Starts the service where that is allowed: by a flag, or by the answer. */
async function surveyWith(
  { configPath, ...input }: SurveyInput,
  options: InitOptions,
  { io, ask, signal }: Asking & { readonly signal: AbortSignal },
): Promise<Survey> {
  const configFolder = dirname(configPath);
  const { build } = input.found.start;
  const isAllowed =
    options.probe ??
    (options.yes === true ||
      (ask !== undefined &&
        isYes(
          await ask(
            `${build === undefined ? 'Start it' : `Build it (${showCommand(build)}) and start it`} once now, to find what it answers? [Y/n] `,
          ),
          true,
        )));
  if (!isAllowed) return surveyProject({ ...input, configFolder, probe: undefined });
  const journal = openJournal(findStateFolder(configPath, io));
  try {
    const onStep = (text: string) => tellProgress(io, `init: ${text}`);
    return await surveyProject({ ...input, configFolder, probe: { journal, signal, onStep } });
  } finally {
    journal.close();
  }
}

/** What Loadstone writes; the lines that were added. */
function ignoreOutput(folder: string): readonly string[] {
  const path = join(folder, '.gitignore');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const known = new Set(text.split('\n').map((line) => line.trim().replace(/^\/|\/$/g, '')));
  const lines = ['runs/', '.loadstone/'].filter((line) => !known.has(line.slice(0, -1)));
  if (lines.length === 0) return [];
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  guardWrite(path, () => appendFileSync(path, `${gap}${lines.join('\n')}\n`));
  return lines;
}

function tellSurvey(
  { facts, advice, isReadyKnown, failedLevels, skippedVariables }: Survey,
  { kind }: FoundStart,
  io: TerminalIo,
): void {
  const { target, factor, scenario } = facts;
  io.out(
    [
      `${kind.title}: \`${showCommand(target.command)}\` (${target.notes.command[0]?.replace(/^From |\.$/g, '')})`,
      `  port from ${target.portEnv}, ready at ${target.readyPath}${isReadyKnown ? '' : ' (a guess)'}, ${countOf(scenario.requests.length, 'request', 'requests')}`,
      `  compared: ${factor === undefined ? 'nothing yet' : `${factor.name}, ${factor.levels.map(({ name }) => name).join(' against ')}`}`,
      ...(skippedVariables.length === 0
        ? []
        : [`  read, and not compared: ${nameSkipped(skippedVariables)}`]),
    ].join('\n'),
  );
  for (const { what, output } of failedLevels)
    io.err(
      `! Not compared: ${what}${output === '' ? '' : `\n  │ ${output.replaceAll('\n', '\n  │ ')}`}`,
    );
  tellGuesses(scenario.module === undefined ? scenario.requests : [], io);
  for (const line of advice) io.err(`! ${line}`);
}

const mostSkipped = 12;

function nameSkipped(names: readonly string[]): string {
  const more = names.length - mostSkipped;
  return `${names.slice(0, mostSkipped).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Values that nobody gave: with others the service may do another work, or none. */
function tellGuesses(requests: FoundRequests['requests'], io: TerminalIo): void {
  for (const { method, path, guessed = [] } of requests)
    if (guessed.length > 0) io.err(`! Guessed for ${method} ${path}: ${guessed.join(', ')}.`);
}

function tellImport({ requests, leftOut, name, origin, module }: Imported, io: TerminalIo): void {
  io.out(
    `Scenario ${name}: ${countOf(requests.length, 'request', 'requests')}${leftOut.length > 0 ? `, ${leftOut.length} left out (listed in the file)` : ''}.`,
  );
  if (origin !== undefined)
    io.err(`! They were sent to ${origin}; here they go to the service of the config.`);
  tellGuesses(requests, io);
  const withheld = new Set(requests.flatMap((request) => request.withheld ?? []));
  if (withheld.size > 0)
    io.err(
      `! Values that are secrets by their names were not written; put ones into ${module}: ${[...withheld].join(', ')}.`,
    );
  const secrets = new Set(
    requests.flatMap(({ headers = {} }) => Object.keys(headers).filter(isPrivateHeader)),
  );
  for (const header of secrets)
    io.err(
      `! The value of the header ${header} was not written: it is read from the variable ${variableOf(header)}.`,
    );
}
