// What the config of a run set, as far as it may be told: values by their place, and hashes where they may not.

export interface RecordedSettings {
  /** Tells the key of the hashes: those of two keys say nothing of each other. */
  readonly hashKeyId: string;
  /** By place in the config, for example `target.env.NODE_ENV`: the value, or `[hash:…]` for one that is not recorded. */
  readonly values: Readonly<Record<string, string>>;
  /** All else that says how it was measured, by its place in the same way; absent in documents from before it was told. */
  readonly measuring?: Readonly<Record<string, string>>;
}
