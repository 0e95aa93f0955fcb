// What simulated users do, as pure data and functions; any driver (autocannon, k6, open loop) can play it.

/** One request that a simulated user sends. */
export interface ScenarioRequest {
  /** Name of the route, as in `Scenario.routes`; latency is kept apart by it. */
  readonly route: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with query, starting with a slash; never a host. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /**
   * The simulated user that sends it, a whole number from 0 to 2^32 - 2: user-uptime is told by it. A request that
   * is sent again belongs to the user who sent it first. Absent where the scenario tells no users apart.
   */
  readonly user?: number;
  /**
   * True: the source is told what became of the request, whatever share of the answers is read. `observe` is given the answer
   * with its headers, `unanswered` is called where none came or the request was never sent. For what later requests need:
   * a token, the address of what was made.
   */
  readonly wantsAnswer?: boolean;
}

/** An answer as a check sees it. */
export interface ScenarioResponse {
  readonly statusCode: number;
  readonly body: string;
  /**
   * By name in lower case; what came several times is joined by `, `. Only where the source observes the answer of a
   * request that wants it.
   */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A write as it is meant, noted before it is sent, so that an audit can look for it afterwards. */
export interface WriteIntent {
  /** Names the write wherever it is sent again, and in the service's data: the idempotency key. */
  readonly operationId: string;
  /** What the write adds, in whole units such as cents, where the scenario can know it; the audit compares it. */
  readonly amount?: number;
}

/** A version of something that an answer shows, or that a write made. */
export interface ObservedVersion {
  /** For example `customer:7`. */
  readonly entity: string;
  /** Grows by one with each change. */
  readonly version: number;
}

/** What the answers of a route must be like. */
export interface ScenarioRoute {
  /** Share of the requests, any positive number; weights are relative to their sum. */
  readonly weight: number;
  /** True where the request changes data. */
  readonly writes: boolean;
  /** Status codes that count as success; every other answer is a failure, never a fast success. */
  readonly expectedStatuses: readonly number[];
  /**
   * Says what is wrong with an answer of an expected status, or undefined where it is right.
   * Drivers call it on a sample of the answers; it must not throw on any text.
   */
  readonly check?: (response: ScenarioResponse, request: ScenarioRequest) => string | undefined;
  /**
   * What a request means to write; undefined where it writes nothing that can be looked for.
   * The same each time that the same request is sent.
   */
  readonly intent?: (request: ScenarioRequest) => WriteIntent | undefined;
  /**
   * The versions that a right answer shows (a read) or made (a write), for staleness and lost updates.
   * It must not throw on any text.
   */
  readonly observedVersions?: (
    response: ScenarioResponse,
    request: ScenarioRequest,
  ) => readonly ObservedVersion[];
}

/** An endless, seeded stream of requests of one simulated population on one variant. */
export interface RequestSource {
  next(): ScenarioRequest;
  /**
   * Told of every answer whose body the driver has read, so that later requests can use what was
   * learned (for example a version to change). Sources must work where it is never called, but for requests that
   * want their answer; a body of these that can't be read (too large, unknown coding) is empty.
   */
  observe?(request: ScenarioRequest, response: ScenarioResponse): void;
  /**
   * Told of every request that was sent and got no answer, or one of another status than expected.
   * A source that gives it out again by a later `next()` plays a client that retries; the load stays the
   * same, since the retry takes the place of a new request. k6 calls it only for requests that want their answer;
   * sources must work without the rest.
   * @param statusCode undefined where no whole answer came: whether it took effect is not known then
   */
  unanswered?(request: ScenarioRequest, statusCode: number | undefined): void;
}

/** What a scenario is given to draw its requests from. */
export interface SourceContext {
  /** The same seed gives the same requests (as long as the answers observed are the same). */
  readonly seed: number;
  /** JSON that the target answered at `target.dataPath`, or null where the config names none. */
  readonly data: unknown;
  /**
   * Which of several load generators draws from this source, from 0; absent: there is only one. Each draws the whole stream
   * and leaves out what belongs to the others, untold: the requests of user u are of the generator u modulo `count`. Where
   * answers change how much is drawn, the generators' streams part, and what must be unique (an idempotency key) needs
   * the index in it.
   */
  readonly part?: { readonly index: number; readonly count: number };
}

/** A workload: routes with their mix, and how to draw requests. A module exports it as `scenario`. */
export interface Scenario {
  /** Kebab-case, unique in an experiment. */
  readonly name: string;
  /** One sentence for reports. */
  readonly description: string;
  readonly routes: Readonly<Record<string, ScenarioRoute>>;
  /**
   * True: each user has a cookie jar. What answers set goes with the later requests of the same `user` (requests without one
   * share a jar), by the rules of browsers, but for redirects, which are not followed. A request that names `cookie`
   * itself is sent with that alone. Absent: cookies are neither kept nor sent.
   */
  readonly cookies?: boolean;
  /** @throws Error where the data is not of the form that the scenario needs. */
  createSource(context: SourceContext): RequestSource;
}
