// What is compared: something that keeps a server busy in a closed loop for a while.

export interface LoadSubject {
  readonly name: string;
  /** Runs the load once and returns when it is over. */
  run(durationMs: number): Promise<void>;
  /** Processes whose CPU the load costs, descendants included; may change from run to run. */
  listPids(): readonly number[];
  close(): Promise<void>;
}

export interface SubjectOptions {
  readonly baseUrl: string;
  readonly connections: number;
  /** CPUs of the generator; undefined leaves it where the system puts it. */
  readonly cpus: readonly number[] | undefined;
}
