// A cookie jar for each simulated user, as a browser keeps it; for scenarios that ask for one.
import { CookieJar } from 'tough-cookie';
import type { ScenarioRequest } from '../../scenarios/model.ts';

/** A value that no request could carry is not kept. */
const sendableValue = /^[\t\x20-\x7e]*$/;
const namesCookie = /^cookie$/i;

/**
 * The jars of one variant's users, by `ScenarioRequest.user`; requests without a user share one. Which cookies go with which
 * request is decided by RFC 6265, and loopback counts as secure, as in browsers.
 */
export class UserCookies {
  readonly #jars = new Map<number | undefined, CookieJar>();

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
    const jar = this.#jars.get(user) ?? new CookieJar();
    this.#jars.set(user, jar);
    for (const value of setCookieValues) {
      if (sendableValue.test(value)) jar.setCookieSync(value, origin + path, { ignoreError: true });
    }
  }
}

function isCookie(name: string): boolean {
  return namesCookie.test(name);
}
