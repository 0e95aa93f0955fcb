// What is shown beside a line of a file, or of none.

export interface Annotation {
  readonly kind: 'error' | 'warning';
  /** `file` and `line`; empty where it has no place. */
  readonly place: Readonly<Record<string, string>>;
  readonly title: string;
  readonly message: string;
}
