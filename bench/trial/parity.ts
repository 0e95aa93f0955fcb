// Before a group is loaded, the same reading requests go to all its variants: do they answer as the baseline does?

import type { ScenarioRef } from '../drivers/driver.ts';
import {
  isJsonType,
  judgeAnswer,
  parseJsonBody,
  type ReadBody,
  shortenReason,
} from '../drivers/recording/answer.ts';
import { readBody } from '../drivers/recording/body.ts';
import {
  createRequestSource,
  drawReadOnlyRequests,
  drawsPerRequest,
  keyOfRequest,
  loadScenario,
  type ReadOnlyRequest,
} from '../drivers/scenario-loader.ts';
import { playSessionReads, type SessionRead } from '../drivers/session-reads.ts';
import { nameWrongContent, readWrongContent } from '../measurement/failure-reasons.ts';
import type { ParityCount } from '../measurement/records.ts';
import { nestsDeeper } from '../nesting.ts';
import type { PlannedGroup } from '../plan/plan.ts';
import type { ResolvedParity } from '../spec/experiment.ts';
import {
  type AnswerShape,
  addAnswers,
  buildAnswerShape,
  findStructureDifference,
  findValueDifference,
} from './answer-shape.ts';
import type { LaunchedVariant } from './launch.ts';
import type { TrialContext } from './trial-context.ts';

/** What the variants of a group answered, by scenario and variant; empty where nothing was compared. */
export type GroupParity = ReadonlyMap<string, ReadonlyMap<string, ParityCount>>;

/** A scenario takes no longer than this, however slow the services are; what is left is not asked. */
const longestMs = 5_000;
const requestsAtOnce = 4;

/** An answer that is nested deeper is compared as a text: it would take the stack to walk through it. */
const deepestJson = 200;

export interface ReadAnswer {
  readonly statusCode: number;
  readonly contentType: string;
  readonly body: ReadBody;
}

interface StartedGroup {
  readonly group: PlannedGroup;
  readonly launched: readonly LaunchedVariant[];
  readonly data: unknown;
}

/** @throws LoadstoneError SCENARIO_INVALID */
export async function compareGroup(
  context: TrialContext,
  started: StartedGroup,
): Promise<GroupParity> {
  const { parity, scenarios, phase } = context.experiment;
  const parities = new Map<string, ReadonlyMap<string, ParityCount>>();
  // A run that measures from the first request on would no longer see it.
  const isOff = parity === undefined || parity.requests === 0 || phase === 'cold';
  if (isOff || started.launched.length < 2) return parities;
  for (const { scenario, sourceSeed } of started.group.blocks) {
    const found = scenarios.find(({ name }) => name === scenario);
    if (parities.has(scenario) || found === undefined) continue;
    context.signal.throwIfAborted();
    // Another stream than the load's, so that no cache has met the very requests that it begins with.
    const seed = sourceSeed ^ 0x9a817;
    const asked = await planQuestions(context, found.ref, seed, started.data, parity.requests);
    parities.set(scenario, await compareVariants(started.launched, asked, parity));
  }
  return parities;
}

type Answers = readonly (ReadAnswer | undefined)[];

/** What is asked, and how a variant is asked all of it. */
interface Questions {
  /** Known once the first variant was asked. */
  requests(): readonly ReadOnlyRequest[];
  /** In the order of the requests; undefined where no answer came, or none in the time that there is. */
  askAll(variant: LaunchedVariant, deadlineMs: number): Promise<Answers>;
}

async function planQuestions(
  { experiment, signal }: TrialContext,
  ref: ScenarioRef,
  seed: number,
  data: unknown,
  count: number,
): Promise<Questions> {
  const timeoutMs = experiment.requestTimeoutMs;
  const isOver = (deadlineMs: number) => performance.now() > deadlineMs || signal.aborted;
  const scenario = ref.kind === 'k6-script' ? undefined : await loadScenario(ref);
  if (scenario?.cookies === true) {
    return planSessions(scenario, seed, data, { count, timeoutMs, isOver });
  }
  const requests = await drawReadOnlyRequests(ref, seed, data, count);
  return {
    requests: () => requests,
    askAll: (variant, deadlineMs) =>
      askInTurn(requests, requestsAtOnce, async ({ request }) =>
        isOver(deadlineMs) ? undefined : ask(variant, request, timeoutMs),
      ),
  };
}

interface SessionLimits {
  readonly count: number;
  readonly timeoutMs: number;
  isOver(deadlineMs: number): boolean;
}

/**
 * Where users have cookie jars, each variant is asked in order, by users who log in there. What the first is asked is what
 * is compared.
 */
function planSessions(
  scenario: Awaited<ReturnType<typeof loadScenario>>,
  seed: number,
  data: unknown,
  { count, timeoutMs, isOver }: SessionLimits,
): Questions {
  let requests: readonly ReadOnlyRequest[] | undefined;
  return {
    requests: () => requests ?? [],
    askAll: async ({ service }, deadlineMs) => {
      const reads = new Map<string, SessionRead>();
      await playSessionReads(scenario, createRequestSource(scenario, seed, data), service, {
        ...{ timeoutMs, mostDraws: count * drawsPerRequest },
        isWanted: (request) => !reads.has(keyOfRequest(request)),
        isEnough: () => reads.size >= count || isOver(deadlineMs),
        onRead(read) {
          if (read.request.method === 'GET') reads.set(keyOfRequest(read.request), read);
        },
      });
      requests ??= [...reads.values()].map(({ request, route }) => ({ request, route }));
      return requests.map(({ request }) => toReadAnswer(reads.get(keyOfRequest(request))));
    },
  };
}

function toReadAnswer(read: SessionRead | undefined): ReadAnswer | undefined {
  if (read === undefined || read.answer instanceof Error) return undefined;
  const { status, bytes, contentType, contentEncoding } = read.answer;
  return { statusCode: status, contentType, body: readBody(bytes, contentEncoding) };
}

async function compareVariants(
  launched: readonly LaunchedVariant[],
  questions: Questions,
  parity: ResolvedParity,
): Promise<ReadonlyMap<string, ParityCount>> {
  const baseline = launched.find(({ variant }) => variant.isBaseline);
  if (baseline === undefined) return new Map();
  const deadlineMs = performance.now() + longestMs;
  const askAll = (variant: LaunchedVariant) => questions.askAll(variant, deadlineMs);
  // The baseline is asked before and after the others: what changed meanwhile is nobody's fault.
  const first = await askAll(baseline);
  const requests = questions.requests();
  if (requests.length === 0) return new Map();
  const others = launched.filter((one) => one !== baseline);
  const answers = await Promise.all(others.map(askAll));
  const second = await askAll(baseline);
  const reference = requests.map((asked, index) => ({
    ...asked,
    first: first[index],
    second: second[index],
  }));
  return new Map([
    [baseline.variant.id, judgeParity(reference, first, parity)],
    ...others.map(
      ({ variant }, index) =>
        [variant.id, judgeParity(reference, answers[index] ?? [], parity)] as const,
    ),
  ]);
}

/** A request, and what the baseline answered to it twice; undefined where no answer came. */
export interface ReferenceAnswers extends ReadOnlyRequest {
  readonly first: ReadAnswer | undefined;
  readonly second: ReadAnswer | undefined;
}

type ScenarioRequest = ReadOnlyRequest['request'];

interface ReferenceShape {
  readonly mediaTypes: Set<string>;
  readonly json: AnswerShape;
}

/**
 * Judges the answers of one variant. Only answers of an expected status are compared, and only where the
 * baseline gave one both times: the rest fails under load, and is counted there. Pure.
 * @param answers in the order of the reference
 */
export function judgeParity(
  reference: readonly ReferenceAnswers[],
  answers: readonly (ReadAnswer | undefined)[],
  parity: ResolvedParity,
): ParityCount {
  const shapes = learnShapes(reference, parity);
  const reasons: Record<string, number> = {};
  let compared = 0;
  let wrong = 0;
  for (const [index, asked] of reference.entries()) {
    const answer = answers[index];
    if (answer === undefined || !isExpected(asked, answer)) continue;
    const { first, second } = asked;
    if (first === undefined || second === undefined) continue;
    if (!isExpected(asked, first) || !isExpected(asked, second)) continue;
    compared += 1;
    const difference = findDifference(asked, first, second, answer, shapes, parity);
    if (difference === undefined) continue;
    wrong += 1;
    const reason = nameWrongContent(`${asked.request.route}: ${shortenReason(difference)}`);
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  }
  return { compared, wrong, reasons };
}

function findDifference(
  asked: ReferenceAnswers,
  first: ReadAnswer,
  second: ReadAnswer,
  answer: ReadAnswer,
  shapes: ReadonlyMap<string, ReferenceShape>,
  parity: ResolvedParity,
): string | undefined {
  const { request, route } = asked;
  const { reason } = judgeAnswer(route, request, answer);
  const own = reason && (readWrongContent(reason) ?? reason);
  if (own !== undefined) return own;
  const isSettled = first.statusCode === second.statusCode;
  if (isSettled && answer.statusCode !== first.statusCode)
    return `status ${answer.statusCode} where the baseline answers ${first.statusCode}`;
  const shape = shapes.get(keyOf(request, answer));
  const { text } = answer.body;
  if (shape === undefined || text === undefined) return undefined;
  const mediaType = mediaTypeOf(answer);
  if (!shape.mediaTypes.has(mediaType))
    return `sent as ${mediaType || 'no type'}, the baseline's as ${[...shape.mediaTypes].join(' or ')}`;
  const value = jsonOf(answer);
  if (value === undefined) {
    const isOther = parity.values && isSame(first, second) && text !== first.body.text;
    return isOther ? "another text than the baseline's" : undefined;
  }
  const structure = findStructureDifference(shape.json, value.json);
  if (structure !== undefined || !parity.values) return structure;
  const [one, other] = [jsonOf(first), jsonOf(second)];
  if (one === undefined || other === undefined) return undefined;
  return findValueDifference(parity.ignore, one.json, other.json, value.json);
}

/** What the baseline's answers look like, by route and status. */
function learnShapes(
  reference: readonly ReferenceAnswers[],
  { ignore }: ResolvedParity,
): ReadonlyMap<string, ReferenceShape> {
  const shapes = new Map<string, ReferenceShape>();
  const shapeOf = (request: ScenarioRequest, answer: ReadAnswer): ReferenceShape => {
    const key = keyOf(request, answer);
    const known = shapes.get(key) ?? {
      ...{ mediaTypes: new Set<string>(), json: buildAnswerShape(ignore) },
    };
    shapes.set(key, known);
    return known;
  };
  for (const asked of reference) {
    const { request, first, second } = asked;
    if (first === undefined || second === undefined) continue;
    if (!isExpected(asked, first) || !isExpected(asked, second)) continue;
    for (const answer of [first, second])
      shapeOf(request, answer).mediaTypes.add(mediaTypeOf(answer));
    const [one, other] = [jsonOf(first), jsonOf(second)];
    if (one !== undefined && other !== undefined && first.statusCode === second.statusCode)
      addAnswers(shapeOf(request, first).json, one.json, other.json);
  }
  return shapes;
}

function keyOf({ route }: ScenarioRequest, { statusCode }: ReadAnswer): string {
  return `${statusCode} ${route}`;
}

function isExpected({ route }: ReadOnlyRequest, { statusCode }: ReadAnswer): boolean {
  return route.expectedStatuses.includes(statusCode);
}

function isSame(first: ReadAnswer, second: ReadAnswer): boolean {
  return first.statusCode === second.statusCode && first.body.text === second.body.text;
}

function mediaTypeOf({ contentType }: ReadAnswer): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

function jsonOf({ contentType, body }: ReadAnswer): { readonly json: unknown } | undefined {
  if (!isJsonType(contentType) || body.text === undefined || body.text === '') return undefined;
  try {
    const json = parseJsonBody(body.text);
    return nestsDeeper(json, deepestJson) ? undefined : { json };
  } catch {
    return undefined;
  }
}

/** An answer that does not come is told by the load. */
async function ask(
  { service }: LaunchedVariant,
  { path, headers = {} }: ScenarioRequest,
  timeoutMs: number,
): Promise<ReadAnswer | undefined> {
  try {
    const { status, bytes, contentType, contentEncoding } = await service.get(
      path,
      timeoutMs,
      headers,
    );
    return { statusCode: status, contentType, body: readBody(bytes, contentEncoding) };
  } catch {
    return undefined;
  }
}

async function askInTurn<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = [...items.entries()];
  const next = async (): Promise<void> => {
    for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
      results[entry[0]] = await work(entry[1]);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  return results;
}
