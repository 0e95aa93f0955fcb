// Reading answers in checks: JSON text to typed parts, each fault as a sentence.

/** Thrown inside a check for the first thing that is wrong; `checkAnswer` turns it into its text. */
class Wrong extends Error {}

export type JsonRecord = Readonly<Record<string, unknown>>;

/** Runs a check over a JSON object and gives what is wrong, or undefined; never throws. */
export function checkAnswer(body: string, check: (answer: JsonRecord) => void): string | undefined {
  return judge(() => {
    let answer: unknown;
    try {
      answer = JSON.parse(body);
    } catch {
      throw new Wrong('the answer is not JSON');
    }
    check(toRecord(answer, 'the answer'));
  });
}

/** Runs a check and gives the first thing that is wrong, or undefined. */
export function judge(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Wrong) return thrown.message;
    throw thrown;
  }
}

export function demand(condition: boolean, wrong: string): asserts condition {
  if (!condition) throw new Wrong(wrong);
}

/** A whole number of at least `least`. */
export function wholeOf(record: JsonRecord, key: string, least = 0): number {
  const value = record[key];
  demand(typeof value === 'number' && Number.isSafeInteger(value), `${key} is not a whole number`);
  demand(value >= least, `${key} is below ${least}`);
  return value;
}

export function textOf(record: JsonRecord, key: string): string {
  const value = record[key];
  demand(typeof value === 'string', `${key} is not a text`);
  return value;
}

/** A list of objects with at most `most` entries. */
export function listOf(record: JsonRecord, key: string, most: number): readonly JsonRecord[] {
  const value = record[key];
  demand(Array.isArray(value), `${key} is not a list`);
  demand(value.length <= most, `${key} has more than ${most} entries`);
  return value.map((item) => toRecord(item, `an entry of ${key}`));
}

/** Demands that the entries stand newest first by `createdAt`. */
export function demandNewestFirst(items: readonly JsonRecord[]): void {
  let before = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const createdAt = Date.parse(textOf(item, 'createdAt'));
    demand(!Number.isNaN(createdAt), 'createdAt is not a time');
    demand(createdAt <= before, 'items are not sorted newest first');
    before = createdAt;
  }
}

function toRecord(value: unknown, what: string): JsonRecord {
  demand(
    typeof value === 'object' && value !== null && !Array.isArray(value),
    `${what} is not an object`,
  );
  return value as JsonRecord;
}
