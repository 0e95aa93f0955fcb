// Schemas that several modules share.
import Type from 'typebox';

/** Largest value of an `integer` column. */
const maxInteger = 2_147_483_647;

/** The body of every answer that isn't a success. */
export const ErrorAnswer = Type.Object({ code: Type.String(), message: Type.String() });

export const Id = Type.Integer({ minimum: 1, maximum: maxInteger });

export const Version = Type.Integer({ minimum: 1, maximum: maxInteger });

/** Regions are 1 to 31: the mainland's provinces, in the order of views/regions.ts. */
export const Region = Type.Integer({ minimum: 1, maximum: 31 });

/** Segments are 1 to 5. */
export const Segment = Type.Integer({ minimum: 1, maximum: 5 });

export const Cents = Type.Integer();

/** A moment as ISO 8601 text in UTC. */
export const Moment = Type.String({ format: 'date-time' });

/** `{ id }` in a path. */
export const IdParams = Type.Object({ id: Id }, { additionalProperties: false });

/** A request without query parameters. */
export const NoQuery = Type.Object({}, { additionalProperties: false });
