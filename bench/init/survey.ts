// From a project, the chosen way to start it, and what a probe saw, to everything that the config says.
import { relative } from 'node:path';
import { LoadstoneError } from '../errors.ts';
import { buildVersion } from '../services/build.ts';
import type { Journal } from '../services/journal.ts';
import { redactText } from '../store/redaction.ts';
import { usualReadyPaths } from '../target/ready-paths.ts';
import { assertBuildProgram } from '../target/service-command.ts';
import { type CodeFacts, findFactors, findPortVariable, readCode } from './code.ts';
import { showCommand, withPortFlag } from './command-line.ts';
import type { ConfigFacts } from './config-text.ts';
import { tryOpenApi } from './imports/openapi.ts';
import type { Factor, Start } from './kind.ts';
import { type FoundStart, findCodePatterns, findLanguage } from './kinds/registry.ts';
import {
  type Ask,
  answersAnything,
  findLinks,
  isWell,
  type ProbeOutcome,
  probeService,
  stoppedProbe,
} from './probe.ts';
import { type Project, textAt } from './project.ts';
import { type FoundRequest, type FoundRequests, joinRequests } from './requests.ts';

export interface SurveyOptions {
  readonly project: Project;
  /** Absolute; where the config will be. */
  readonly configFolder: string;
  readonly found: FoundStart;
  /** Requests of an import, with the module that will hold them; undefined to look for them. */
  readonly imported:
    | { readonly name: string; readonly module: string; readonly requests: readonly FoundRequest[] }
    | undefined;
  /** Undefined where nothing may be started. */
  readonly probe: ProbeTools | undefined;
}

interface ProbeTools {
  readonly journal: Journal;
  readonly signal: AbortSignal;
  readonly onStep: (text: string) => void;
}

export interface Survey {
  readonly facts: ConfigFacts;
  /** What the user has to do or know, one sentence each; without the problems where it has failed. */
  readonly advice: readonly string[];
  /** Why its port or its ready path is not known, one sentence each. */
  readonly problems: readonly string[];
  /** What a service that did not start wrote last; empty where it started. */
  readonly output: string;
  /** False where readyPath is a guess. */
  readonly isReadyKnown: boolean;
  /** True where it was started once and did not become ready. */
  readonly hasFailed: boolean;
  /** What is not compared since a level of it did not start. */
  readonly failedLevels: readonly FailedLevel[];
  /** Variables that the code reads and the config says nothing of, since nothing tells two values worth comparing. */
  readonly skippedVariables: readonly string[];
}

interface FailedLevel {
  readonly factor: Factor;
  /** Which level, how it was started, and how that ended: two sentences. */
  readonly what: string;
  /** Its last lines; empty where it wrote nothing. */
  readonly output: string;
}

const openApiPaths = [
  ...[
    '/openapi.json',
    '/v3/api-docs',
    '/api-json',
    '/docs/json',
    '/documentation/json',
    '/api-docs',
    '/swagger.json',
  ],
  ...['/swagger/v1/swagger.json', '/openapi/v1.json', '/q/openapi?format=json'],
];
const openApiFiles =
  /(?:^|\/)(?:openapi|swagger|api-docs?)(?:\.v?\d+)?\.(?:json|ya?ml)$|\.openapi\.(?:json|ya?ml)$/i;
const mostAsked = 40;
const mostTried = 60;
const mostLinks = 12;
const mostKept = 20;
const mostRoutes = 12;
const mostFactorTries = 3;
const mostOthers = 6;
const mostLastLines = 5;
const usualReadyTimeoutMs = 30_000;

/** A ready path seldom does what the users of a service wait for. */
function adviseOnRequests({ target, scenario }: ConfigFacts): readonly string[] {
  const isReadyAlone = scenario.requests.every(({ path }) => path === target.readyPath);
  if (!isReadyAlone || scenario.module !== undefined) return [];
  return [
    `Only the ready path ${target.readyPath} is asked, where a cache may do nothing: add the requests of your users.`,
  ];
}

/** @throws LoadstoneError INTERRUPTED */
export async function surveyProject(options: SurveyOptions): Promise<Survey> {
  const { project, found, imported } = options;
  const { kind } = found;
  const code = readCode(project, findCodePatterns(kind, project));
  const portEnv = found.start.portEnv ?? findPortVariable(code) ?? 'PORT';
  const documents = imported === undefined ? findDocument(project) : undefined;
  const { start, probed } = await probeStarts(options, { portEnv, code, documents });
  const seen = probed?.kind === 'answers' ? probed : undefined;
  const port = findPortProblem(probed, { portEnv, code, isOfProgram: start.portEnv !== undefined });
  const ready = findReadyProblem(probed);
  const language = kind.code === undefined ? findLanguage(project) : kind;
  const usual = (kind.factor ?? language?.factor)?.(start);
  const candidates = [...findFactors(code), ...(usual === undefined ? [] : [usual])];
  const { factor, failedLevels } = await chooseFactor(
    candidates,
    { ...options, found: { kind, start } },
    {
      portEnv,
      readyPath: seen?.readyPath,
    },
  );
  const requests = seen?.found ?? guessRequests(documents, code);
  const answered: readonly FoundRequest[] =
    requests.requests.length > 0
      ? requests.requests
      : [{ method: 'GET', path: seen?.readyPath ?? '/' }];
  const scenario = imported ?? { name: 'main', module: undefined, requests: answered };
  // The port is Loadstone's to choose.
  const { [portEnv]: _, ...env } = start.env;
  const facts: ConfigFacts = {
    name: nameOf(project),
    hasPackage: project.has('node_modules/loadstone'),
    target: {
      ...{ command: start.command, build: start.build, cwd: nameFolder(options), env, portEnv },
      readyPath: seen?.readyPath ?? code.readyPaths[0] ?? '/',
      readyTimeoutMs: start.readyTimeoutMs,
      notes: {
        command: [`From ${start.from}.`],
        port: [
          `All variants of a group run side by side, each on the free port that ${portEnv} tells it.`,
          ...(port === undefined ? [] : [port]),
        ],
        ready: [
          seen?.readyPath === undefined
            ? guessNote(ready ?? 'It never answered where it was asked.', code)
            : 'Answered with a status of 2xx when `loadstone init` started it.',
        ],
      },
    },
    serviceNotes: adviseOnServices(code),
    factor,
    otherFactors: candidates
      .filter((other) => other !== factor)
      .slice(0, mostOthers)
      .map((other) => explainFailure(other, failedLevels)),
    scenario: { ...scenario, notes: imported === undefined ? requests.leftOut.slice(0, 12) : [] },
  };
  const problems = [port, ready].filter((problem) => problem !== undefined);
  const hasFailed = probed !== undefined && seen?.readyPath === undefined;
  return {
    facts,
    advice: hasFailed ? [] : [...problems, ...adviseOnRequests(facts)],
    problems,
    hasFailed,
    output: probed !== undefined && 'output' in probed ? probed.output : '',
    isReadyKnown: seen?.readyPath !== undefined,
    failedLevels,
    skippedVariables: listSkipped(code, [portEnv, ...listNamed(candidates), ...Object.keys(env)]),
  };
}

const listNamed = (factors: readonly Factor[]): readonly string[] =>
  factors.flatMap(({ levels }) => levels.flatMap((level) => Object.keys(level.env)));

function listSkipped({ variables }: CodeFacts, told: readonly string[]): readonly string[] {
  return variables.map(({ name }) => name).filter((name) => !told.includes(name));
}

/** Above a factor that stands in the config as a comment: what its level did. */
function explainFailure(factor: Factor, failedLevels: readonly FailedLevel[]): Factor {
  const failed = failedLevels.find((one) => one.factor === factor);
  if (failed === undefined) return factor;
  const wrote = failed.output === '' ? '' : ` It wrote last: ${failed.output.split('\n').at(-1)}`;
  return { ...factor, reason: `${factor.reason} Not compared: ${failed.what}${wrote}` };
}

/** Relative to the config; undefined where that is beside it. */
function nameFolder({ project, configFolder }: SurveyOptions): string | undefined {
  const path = relative(configFolder, project.folder);
  return path === '' ? undefined : path.replaceAll('\\', '/');
}

function guessNote(why: string, { readyPaths }: CodeFacts): string {
  return readyPaths.length === 0
    ? `A guess. ${why}`
    : `A guess, since it stands in the code. ${why}`;
}

function nameOf(project: Project): string {
  const name = textAt(project.readJson('package.json'), 'name');
  return name !== undefined && name.length > 0 && name.length <= 100 ? name : project.name;
}

interface ProbeContext {
  readonly portEnv: string;
  readonly code: CodeFacts;
  readonly documents: FoundRequests | undefined;
}

interface ProbedStart {
  readonly start: Start;
  readonly probed: ProbeOutcome<FoundRequests> | undefined;
}

/** Built first, as a run does; where it listens on a port of its own choice it is tried with the usual flag, too. */
async function probeStarts(options: SurveyOptions, context: ProbeContext): Promise<ProbedStart> {
  const { start } = options.found;
  const unbuilt = await build(options, start);
  if (unbuilt !== undefined) return { start, probed: unbuilt };
  const probed = await probe(options, start, context);
  if (probed?.kind !== 'elsewhere') return { start, probed };
  const flagged = { ...start, command: withPortFlag(start.command) };
  const second = await probe(options, flagged, context);
  return second?.kind === 'answers' ? { start: flagged, probed: second } : { start, probed };
}

/** @returns what went wrong; undefined where it is built, or nothing is to be */
async function build(
  { project, probe: tools }: SurveyOptions,
  { build: command, env }: Start,
): Promise<ProbeOutcome<never> | undefined> {
  if (tools === undefined || command === undefined) return undefined;
  tools.onStep(`building it by \`${showCommand(command)}\` …`);
  const { journal, signal } = tools;
  const options = { command, cwd: project.folder, env, ref: undefined, journal, signal };
  try {
    assertBuildProgram(options);
    await buildVersion(options);
    return undefined;
  } catch (thrown) {
    if (signal.aborted) throw stoppedProbe();
    if (!(thrown instanceof LoadstoneError)) throw thrown;
    return { kind: 'not-started', message: thrown.message, output: thrown.output ?? '' };
  }
}

async function probe(
  { project, found: { kind }, imported, probe: tools }: SurveyOptions,
  start: Start,
  { portEnv, code, documents }: ProbeContext,
): Promise<ProbeOutcome<FoundRequests> | undefined> {
  if (tools === undefined) return undefined;
  tools.onStep(`starting \`${showCommand(start.command)}\` once …`);
  const routes = [...(documents?.requests ?? []).map(({ path }) => path), ...code.routes];
  const isHealth = (path: string) => /health|ready|alive|ping|status$/i.test(path);
  const writtenPaths = [...code.routes.filter(isHealth), ...code.readyPaths];
  return probeService(
    {
      service: { ...start, args: [], cwd: project.folder, portEnv },
      readyPaths: [
        ...new Set([
          ...writtenPaths,
          ...(kind.readyPaths ?? []),
          ...usualReadyPaths,
          '/',
          ...routes.slice(0, mostRoutes),
          ...code.pathParts.slice(0, mostRoutes),
          ...openApiPaths,
        ]),
      ],
      writtenPaths,
      timeoutMs: start.readyTimeoutMs ?? usualReadyTimeoutMs,
      ...{ journal: tools.journal, signal: tools.signal },
    },
    (ask) =>
      imported === undefined
        ? findRequests(ask, documents, code)
        : Promise.resolve({ requests: [], leftOut: [] }),
  );
}

/** An OpenAPI document among the files. */
function findDocument(project: Project): FoundRequests | undefined {
  for (const path of project.files.filter((name) => openApiFiles.test(name))) {
    const found = tryOpenApi(project.read(path) ?? '');
    if (found !== undefined && found.requests.length > 0) return found;
  }
  return undefined;
}

/** Asks for what documents and code name, and keeps what is answered well. */
async function findRequests(
  ask: Ask,
  documents: FoundRequests | undefined,
  code: CodeFacts,
): Promise<FoundRequests> {
  const guessed = guessRequests(documents ?? (await askForDocument(ask)), code);
  const kept: FoundRequest[] = [];
  const leftOut = [...guessed.leftOut];
  for (const request of guessed.requests.slice(0, mostAsked)) {
    const answer = request.method === 'GET' ? await ask(request.path) : undefined;
    if (answer === undefined) leftOut.push(`${request.method} ${request.path}: no answer.`);
    else if (!isWell(answer))
      leftOut.push(`${request.method} ${request.path}: status ${answer.status}.`);
    else if (kept.length < mostKept) kept.push({ ...request, status: answer.status });
  }
  if (documents === undefined)
    kept.push(...(await tryPaths(ask, kept, code)).slice(0, mostKept - kept.length));
  return { requests: kept, leftOut };
}

/**
 * What may be answered as far as the code tells, and where that is nothing, what the first page leads to. Of these only
 * what is answered well is taken, and what is not is no news.
 */
async function tryPaths(
  ask: Ask,
  kept: readonly FoundRequest[],
  { routes, pathParts }: CodeFacts,
): Promise<readonly FoundRequest[]> {
  const found: FoundRequest[] = [];
  const known = new Set(kept.map(({ path }) => path));
  let left = mostTried;
  const tryAll = async (paths: readonly string[]) => {
    for (const path of paths) {
      if (left === 0 || known.has(path) || operational.test(path)) continue;
      left -= 1;
      const answer = await ask(path);
      if (answer === undefined || !isWell(answer)) continue;
      found.push({ method: 'GET', path, status: answer.status });
      known.add(path).add(`${path}/`);
    }
  };
  if (!(await answersAnything(ask))) {
    await tryAll(pathParts);
    const ends = [...routes, ...pathParts].filter((path) => path !== '/');
    for (const part of pathParts) {
      const prefix = part.replace(/\/$/, '');
      if (left > 0 && !(await answersAnything(ask, prefix)))
        await tryAll(ends.filter((end) => end !== part).map((end) => `${prefix}${end}`));
    }
  }
  if (found.length === 0 && kept.every(({ path }) => path === '/'))
    await tryAll((await findLinks(ask)).slice(0, mostLinks));
  return found;
}

async function askForDocument(ask: Ask): Promise<FoundRequests | undefined> {
  for (const path of openApiPaths) {
    const answer = await ask(path);
    const found = answer !== undefined && isWell(answer) ? tryOpenApi(answer.body) : undefined;
    if (found !== undefined && found.requests.length > 0) return found;
  }
  return undefined;
}

/** Told by a service of itself, and not what its users ask. */
const operational =
  /^\/(?:health|healthz|ready|readyz|livez|live|ping|metrics|stats|status|docs|openapi|swagger|api-docs|favicon|robots|admin)\b/i;

function guessRequests(documents: FoundRequests | undefined, code: CodeFacts): FoundRequests {
  if (documents !== undefined) {
    const joined = joinRequests(documents, mostAsked);
    const real = joined.requests.filter(({ path }) => !operational.test(path));
    return { ...joined, requests: real.length > 0 ? real : joined.requests };
  }
  const routes = code.routes.filter((path) => !operational.test(path)).slice(0, mostRoutes);
  const paths = routes.length > 0 ? routes : ['/'];
  return { requests: paths.map((path) => ({ method: 'GET', path })), leftOut: [] };
}

/** Why the port can't be told to the service; undefined where nothing speaks against it. */
function findPortProblem(
  probed: ProbeOutcome<unknown> | undefined,
  {
    portEnv,
    code: { fixedPort },
    isOfProgram,
  }: { readonly portEnv: string; readonly code: CodeFacts; readonly isOfProgram: boolean },
): string | undefined {
  const where = fixedPort === undefined ? '' : ` (${fixedPort.where})`;
  if (probed?.kind === 'elsewhere')
    return `It listened on port ${probed.ports.join(' and ')}${where} and not on the one in ${portEnv}: let the code read its port from ${portEnv}.`;
  if (probed === undefined && fixedPort !== undefined && !isOfProgram)
    return `Port ${fixedPort.port} is written into ${fixedPort.where}: make sure that the code reads its port from ${portEnv}.`;
  return undefined;
}

/** Why the ready path is a guess; undefined where it was found. */
function findReadyProblem(probed: ProbeOutcome<unknown> | undefined): string | undefined {
  switch (probed?.kind) {
    case undefined:
      return 'Nothing was started: check that readyPath is answered with a status of 2xx once the service is ready, or run `loadstone init` with --probe.';
    case 'answers':
      return probed.readyPath === undefined
        ? 'No path that was tried had a status of 2xx: name one as readyPath that has, once the service is ready.'
        : undefined;
    case 'elsewhere':
      return undefined;
    case 'ended':
      return 'It ended before it answered: start the command by hand to see why.';
    case 'silent':
      return 'It did not answer in time: start the command by hand to see why.';
    case 'not-started':
      return probed.message;
  }
}

interface ChosenFactor {
  /** Undefined where none is known whose levels start. */
  readonly factor: Factor | undefined;
  readonly failedLevels: readonly FailedLevel[];
}

/** Tries the second level of each: what does not start is told, and left to the reader. */
async function chooseFactor(
  candidates: readonly Factor[],
  { project, found: { start }, probe: tools }: SurveyOptions,
  { portEnv, readyPath }: { portEnv: string; readyPath: string | undefined },
): Promise<ChosenFactor> {
  const failedLevels: FailedLevel[] = [];
  if (tools === undefined || readyPath === undefined)
    return { factor: candidates[0], failedLevels };
  for (const factor of candidates.slice(0, mostFactorTries)) {
    const [, other] = factor.levels;
    tools.onStep(`starting it once with ${factor.name} = ${other?.name} …`);
    const outcome = await probeService(
      {
        service: {
          ...start,
          env: { ...start.env, ...other?.env },
          args: [],
          cwd: project.folder,
          portEnv,
        },
        readyPaths: [readyPath],
        timeoutMs: start.readyTimeoutMs ?? usualReadyTimeoutMs,
        ...{ journal: tools.journal, signal: tools.signal },
      },
      () => Promise.resolve(true),
    );
    if (outcome.kind === 'answers' && outcome.readyPath !== undefined)
      return { factor, failedLevels };
    failedLevels.push(describeFailure(factor, start, outcome, readyPath));
  }
  return { factor: undefined, failedLevels };
}

function describeFailure(
  factor: Factor,
  { command }: Start,
  outcome: ProbeOutcome<unknown>,
  readyPath: string,
): FailedLevel {
  const [, level] = factor.levels;
  const env = Object.entries(level?.env ?? {}).map(([name, value]) => `${name}=${value}`);
  const started = `\`${[...env, showCommand(command)].join(' ')}\``;
  const output = 'output' in outcome ? outcome.output : '';
  // It goes into a file that is committed.
  const last = redactText(output).trimEnd().split('\n').slice(-mostLastLines).join('\n');
  return {
    factor,
    what: `${factor.name} = ${level?.name} did not start. ${started} ${nameEnd(outcome, readyPath)}.`,
    output: last,
  };
}

function nameEnd(outcome: ProbeOutcome<unknown>, readyPath: string): string {
  switch (outcome.kind) {
    case 'answers':
      return `never answered ${readyPath} with a status of 2xx`;
    case 'elsewhere':
      return `listened on port ${outcome.ports.join(' and ')}`;
    case 'ended':
      return `ended with ${outcome.how} before it answered`;
    case 'silent':
      return 'did not answer in time';
    case 'not-started':
      return `could not be started: ${outcome.message.replace(/\.$/, '')}`;
  }
}

const stores = [
  {
    variable: /^(?:DATABASE_URL|POSTGRES(?:QL)?_UR[IL]|PG_?UR[IL]|DB_URL)$/,
    service: 'postgres',
    what: 'an empty PostgreSQL database of its own',
  },
  { variable: /^REDIS_UR[IL]$/, service: 'redis', what: 'an empty Redis' },
] as const;

function adviseOnServices({ variables }: CodeFacts): readonly string[] {
  return stores.flatMap(({ variable, service, what }) => {
    const read = variables.find(({ name }) => variable.test(name));
    if (read === undefined) return [];
    return [
      `${read.name} is read in ${read.where}. \`services: { ${service}: { urlEnv: '${read.name}' } }\` gives every variant ${what}.`,
    ];
  });
}
