// A cookie jar for each simulated user, as a browser keeps it; for scenarios that ask for one.
import type { CookieJar } from 'tough-cookie';
import type { Scenario, ScenarioRequest } from '../../scenarios/model.ts';

/** A value that no request could carry is not kept. */
const sendableValue = /^[\t\x20-\x7e]*$/;
const namesCookie = /^cookie$/i;

/**
 * The jars of one variant's users, by `ScenarioRequest.user`; requests without a user share one. Which cookies go with which
 * request is decided by RFC 6265, and loopback counts as secure, as in browsers.
 */
export class UserCookies {
  readonly #createJar: () => CookieJar;
  readonly #jars = new Map<number | undefined, CookieJar>();

  constructor(createJar: () => CookieJar) {
    this.#createJar = createJar;
  }

  /**
   * Value of the Cookie header; undefined where the jar has nothing for the path, or the request names its own.
   * @param origin `http://host:port`
   */
  headerFor(origin: string, { path, headers, user }: ScenarioRequest): string | undefined {
    const jar = this.#jars.get(user);
    if (jar === undefined || (headers !== undefined && Object.keys(headers).some(isCookie))) {
      return undefined;
    }
    return jar.getCookieStringSync(origin + path) || undefined;
  }

  /** Keeps what an answer set; a value that is no cookie, or of another site, is passed over. */
  keep(origin: string, { path, user }: ScenarioRequest, setCookieValues: readonly string[]): void {
    if (setCookieValues.length === 0) return;
    const jar = this.#jars.get(user) ?? this.#createJar();
    this.#jars.set(user, jar);
    for (const value of setCookieValues) {
      if (sendableValue.test(value)) jar.setCookieSync(value, origin + path, { ignoreError: true });
    }
  }
}

function isCookie(name: string): boolean {
  return namesCookie.test(name);
}

/** Makes the cookies of one variant; undefined for a scenario that asks for no jars. */
export type CreateUserCookies = () => UserCookies | undefined;

/** The library takes longer to load than all else of a generator that needs none of it. */
export async function loadUserCookies({
  cookies,
}: Pick<Scenario, 'cookies'>): Promise<CreateUserCookies> {
  if (cookies !== true) return () => undefined;
  const { CookieJar: Jar } = await import('tough-cookie');
  return () => new UserCookies(() => new Jar());
}
