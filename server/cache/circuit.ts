// Stops asking a helper service that fails, and asks again in the background until it answers.

export interface Circuit {
  /** True while the service is to be left alone. */
  isOpen(): boolean;
  succeed(): void;
  fail(): void;
  close(): void;
}

/** When a circuit opens and how it heals. */
export interface CircuitOptions {
  /** Failures in a row that open the circuit, at least 1. */
  readonly failureLimit: number;
  readonly retryMs: number;
  /** Rejects while the service is still ill; the circuit closes once it resolves. */
  readonly probe: () => Promise<void>;
}

/** A closed circuit, healthy until told otherwise. */
export function createCircuit(options: CircuitOptions): Circuit {
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let ended = false;

  function probeLater(): void {
    timer = setTimeout(() => {
      options.probe().then(
        () => {
          timer = undefined;
          failures = 0;
        },
        () => {
          if (!ended) probeLater();
        },
      );
    }, options.retryMs);
    timer.unref();
  }

  return {
    isOpen: () => timer !== undefined,
    succeed: () => {
      failures = 0;
    },
    fail: () => {
      failures += 1;
      if (failures >= options.failureLimit && timer === undefined && !ended) probeLater();
    },
    close: () => {
      ended = true;
      clearTimeout(timer);
    },
  };
}
