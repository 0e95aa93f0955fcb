// How long a service keeps an idle connection: announced, else observed, else a default.

/** Assumed where a service neither announced a limit nor was seen to close an idle connection. */
const usualKeepAliveMs = 1_000;

/** A connection closed sooner after its last answer was not closed for being idle. */
const leastIdleMs = 250;

/** A connection idle for this share of the limit is no longer trusted: the service may close it any moment. */
const trustedRatio = 0.8;

/** A close that crossed a request on its way is seen within a round trip, and a pause of this process. */
const longestCrossingMs = 250;

/** What is known of the idle limit of one variant's service; times in ms. */
export class KeepAliveLimit {
  /** Connections idle for this long are opened anew before they are used; infinite while no limit is known. */
  renewAfterMs = Number.POSITIVE_INFINITY;
  #announcedMs: number | undefined;
  #observedMs: number | undefined;

  /** An answer said `Keep-Alive: timeout=`. @param timeoutS whole seconds, 0 or more */
  announced(timeoutS: number): void {
    const announcedMs = timeoutS * 1_000;
    if (announcedMs === this.#announcedMs) return;
    this.#announcedMs = announcedMs;
    this.#conclude();
  }

  /** The service closed a connection without a request. Gives true where it may be for being idle so long. */
  closedIdle(idleMs: number): boolean {
    if (!(idleMs >= leastIdleMs)) return false;
    this.#observedMs = Math.min(this.#observedMs ?? Number.POSITIVE_INFINITY, idleMs);
    this.#conclude();
    return true;
  }

  /** A request was answered on a connection idle for so long: no shorter limit is true. */
  survived(idleMs: number): void {
    if (this.#observedMs === undefined || idleMs <= this.#observedMs) return;
    this.#observedMs = undefined;
    this.#conclude();
  }

  /** The service refused connections: it was away, and what it closed was not for being idle. */
  wentAway(): void {
    this.#observedMs = undefined;
    this.#conclude();
  }

  /**
   * True where a close without a byte of the answer may have crossed the request on its way, so that the
   * service never received it: only after the service could be expected to close, and right after the send.
   * @param idleMs how long the connection was idle before the send
   * @param sinceSendMs from the send to the close
   */
  isCrossing(idleMs: number, sinceSendMs: number): boolean {
    const isKnown = Number.isFinite(this.renewAfterMs);
    const expectedMs = isKnown ? this.renewAfterMs : usualKeepAliveMs;
    return idleMs >= expectedMs && sinceSendMs <= longestCrossingMs;
  }

  #conclude(): void {
    const limitMs = Math.min(
      this.#announcedMs ?? Number.POSITIVE_INFINITY,
      this.#observedMs ?? Number.POSITIVE_INFINITY,
    );
    this.renewAfterMs = limitMs * trustedRatio;
  }
}
