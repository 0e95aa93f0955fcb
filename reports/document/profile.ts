// The document of CPU profiles: where one or two variants spent their time in JavaScript; never measured.
import Type from 'typebox';
import { amount, count, name, number, text, texts, time, type ValueOf } from './parts.ts';

/** Raised on every change that an older reader could not follow. */
export const profileSchemaVersion = 1;

export const ProfiledFunction = Type.Object({
  name: text,
  /** `file:line`; empty for what V8 accounts for itself. */
  place: text,
  /** Self time as a share of the time in which the processes were not idle, 0 to 1. */
  busyRatio: number,
});
export type ProfiledFunction = ValueOf<typeof ProfiledFunction>;

export const ProfiledVariant = Type.Object({
  id: name,
  label: text,
  /** Right answers in the stretch: tells the order of magnitude, decides nothing. */
  succeeded: count,
  /** Processes of the service. */
  processes: count,
  busyUs: amount,
  /** Busy share of the stretch, over all processes, 0 to 1. */
  busyRatio: number,
  /** Most self time first. */
  functions: Type.Array(ProfiledFunction),
  /** Relative to the run's folder, for a viewer of .cpuprofile files. */
  files: texts,
});
export type ProfiledVariant = ValueOf<typeof ProfiledVariant>;

export const ProfileDocument = Type.Object({
  schemaVersion: Type.Literal(profileSchemaVersion),
  kind: Type.Literal('profile'),
  runId: name,
  /** ISO 8601 in UTC. */
  profiledAt: time,
  scenario: text,
  loadMs: amount,
  /** One, or the one asked for and the one that it is compared with. */
  variants: Type.Array(ProfiledVariant, { minItems: 1 }),
  /** Largest first: share of the first variant and of the second; empty for one. */
  differences: Type.Array(Type.Object({ ...ProfiledFunction.properties, otherBusyRatio: number })),
});
export type ProfileDocument = ValueOf<typeof ProfileDocument>;
