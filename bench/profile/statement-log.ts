// Takes the plans out of a PostgreSQL log that auto_explain wrote in JSON.
import { type PlanFacts, parsePlan } from './plan-facts.ts';

export interface LoggedPlan {
  readonly queryId: string;
  readonly plan: PlanFacts;
}

const opening = /LOG: {2}duration: [\d.]+ ms {2}plan:$/;

/** Entries that are cut off, torn by another process, or of no known statement are left out. */
export function parseLoggedPlans(log: string): readonly LoggedPlan[] {
  const plans: LoggedPlan[] = [];
  let body: string[] | undefined;
  const finish = () => {
    const found = body === undefined ? undefined : parseEntry(body.join('\n'));
    if (found !== undefined) plans.push(found);
    body = undefined;
  };
  for (const line of log.split('\n')) {
    // Every line of an entry but its first begins with a tab.
    if (line.startsWith('\t')) body?.push(line.slice(1));
    else {
      finish();
      if (opening.test(line)) body = [];
    }
  }
  finish();
  return plans;
}

function parseEntry(json: string): LoggedPlan | undefined {
  // Identifiers have 64 bits, more than a number of JavaScript holds, and must match to the last digit.
  const queryId = /^ {2}"Query Identifier": (-?\d+)/m.exec(json)?.[1];
  if (queryId === undefined) return undefined;
  try {
    const plan = parsePlan(JSON.parse(json));
    return plan === undefined ? undefined : { queryId, plan };
  } catch {
    return undefined;
  }
}
