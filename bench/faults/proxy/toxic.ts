// Toxics by Toxiproxy's names and JSON shape.
export interface Toxic {
  readonly name: string;
  readonly type:
    | 'latency'
    | 'bandwidth'
    | 'slow_close'
    | 'timeout'
    | 'reset_peer'
    | 'slicer'
    | 'limit_data';
  readonly stream: 'upstream' | 'downstream';
  /** Share of the connections that it befalls, 0 to 1. */
  readonly toxicity: number;
  readonly attributes: Readonly<Record<string, number>>;
}
