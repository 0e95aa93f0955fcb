// Which of two rows about one customer stays: the one of the more trusted source, then the newer one.

/** What a row says of a customer, and who says it since when. */
export interface SourcedRow {
  /** Of its source, 1 (least) to 5. */
  readonly trust: number;
  /** Since when the source says so, ms since 1970. */
  readonly changedAtMs: number;
  readonly sourceId: number;
  readonly name: string;
  readonly phone: string;
  readonly region: number;
  readonly segment: number;
}

/** By what a merge was decided; `content` where trust and time were equal, `same` where nothing differed. */
export type Decision = 'trust' | 'recency' | 'content' | 'same';

export interface Choice {
  /** Above 0 where the first stays, below 0 where the second does, 0 where they are the same. */
  readonly order: number;
  readonly by: Decision;
}

/**
 * A total order, so that of any number of rows the same one stays in whatever order they arrive; that is why rows of equal
 * trust and time are told apart by what they say. `storeImport` has the same order as SQL.
 */
export function chooseRow(one: SourcedRow, other: SourcedRow): Choice {
  const trust = one.trust - other.trust;
  if (trust !== 0) return { order: trust, by: 'trust' };
  const recency = one.changedAtMs - other.changedAtMs;
  if (recency !== 0) return { order: recency, by: 'recency' };
  const content =
    one.sourceId - other.sourceId ||
    compareText(one.name, other.name) ||
    compareText(one.phone, other.phone) ||
    one.region - other.region ||
    one.segment - other.segment;
  return { order: content, by: content === 0 ? 'same' : 'content' };
}

/** An e-mail address with its own source: the winning row may have none. */
export interface SourcedEmail {
  readonly email: string;
  readonly emailTrust: number;
  readonly emailChangedAtMs: number;
  readonly emailSourceId: number;
}

/** The address that stays, by the same order. */
export function chooseEmail(
  one: SourcedEmail | undefined,
  other: SourcedEmail | undefined,
): SourcedEmail | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const order =
    one.emailTrust - other.emailTrust ||
    one.emailChangedAtMs - other.emailChangedAtMs ||
    one.emailSourceId - other.emailSourceId ||
    compareText(one.email, other.email);
  return order >= 0 ? one : other;
}

/** By bytes of UTF-8, as PostgreSQL compares under the collation "C". */
function compareText(one: string, other: string): number {
  return one === other ? 0 : Buffer.compare(Buffer.from(one), Buffer.from(other));
}
