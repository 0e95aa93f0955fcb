// What the two database commands share: their exit codes, the database's URL, and how a failure reads.

export const databaseExitCodes = { usage: 2, database: 3 } as const;

/** The URL of the database, or undefined with the reason added to the problems. */
export function parseDatabaseUrl(text: string | undefined, problems: string[]): string | undefined {
  if (text === undefined || text === '') {
    problems.push(
      'DATABASE_URL is not set; it looks like postgres://user:password@127.0.0.1:5432/crm',
    );
    return undefined;
  }
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (protocol !== 'postgres:' && protocol !== 'postgresql:') {
    problems.push('DATABASE_URL does not begin with postgres://');
    return undefined;
  }
  return text;
}

/** What went wrong in one line; Node's connection errors may hide it in an AggregateError. */
export function describeFailure(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(describeFailure).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}
