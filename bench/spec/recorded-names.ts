// Whose values may be written down: the names under `record`, and the CRM's own factor levels.
import type { Experiment } from './experiment.ts';
import { isSecretName } from './secret-name.ts';

/** Variables of the reference CRM that a level sets: what is compared, and no secret by design. */
const factorVariable = /^CRM_[A-Z0-9_]+$/;

/** Tells whether the value of a variable, header or query parameter may be written down. */
export type IsRecorded = (name: string) => boolean;

/** Settings of PostgreSQL that may be secrets: those with a dot are the service's own, which the server only carries. */
export function isPrivateSetting(name: string): boolean {
  return name.includes('.') || isSecretName(name);
}

/** Names are compared without regard to case, as headers are. */
export function findRecordedNames({
  record = [],
  factors,
}: Pick<Experiment, 'record' | 'factors'>): IsRecorded {
  const levelNames = factors.flatMap(({ levels }) => levels.flatMap(({ env }) => Object.keys(env)));
  const names = new Set(
    [
      ...record,
      ...levelNames.filter((name) => factorVariable.test(name) && !isSecretName(name)),
    ].map((name) => name.toLowerCase()),
  );
  return (name) => names.has(name.toLowerCase());
}
