// What the customer routes take and give.
import Type, { type Static } from 'typebox';
import { Cents, Id, Region, Segment, Version } from '../schema.ts';

export const Customer = Type.Object({
  id: Id,
  name: Type.String(),
  phone: Type.Union([Type.String(), Type.Null()]),
  region: Region,
  segment: Segment,
  orderCount: Type.Integer(),
  spentCents: Cents,
  version: Version,
});
export type Customer = Static<typeof Customer>;

export const CustomerSort = Type.Union([
  Type.Literal('newest'),
  Type.Literal('name'),
  Type.Literal('spent'),
]);
export type CustomerSort = Static<typeof CustomerSort>;

export const CustomerListQuery = Type.Object(
  {
    region: Type.Optional(Region),
    segment: Type.Optional(Segment),
    sort: Type.Optional(CustomerSort),
    cursor: Type.Optional(Type.String({ maxLength: 500 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  },
  { additionalProperties: false },
);

export const CustomerPage = Type.Object({
  items: Type.Array(Customer),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
});
export type CustomerPage = Static<typeof CustomerPage>;

export const SearchQuery = Type.Object(
  { q: Type.String({ minLength: 2, maxLength: 50 }) },
  { additionalProperties: false },
);

export const SearchAnswer = Type.Object({ items: Type.Array(Customer) });

/** A change names the version that it is based on and at least one field. */
export const CustomerPatch = Type.Object(
  {
    version: Version,
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000]+$' })),
    phone: Type.Optional(Type.String({ minLength: 1, maxLength: 40, pattern: '^[^\\u0000]+$' })),
    segment: Type.Optional(Segment),
  },
  { additionalProperties: false, minProperties: 2 },
);
export type CustomerPatch = Static<typeof CustomerPatch>;

export const VersionConflict = Type.Object({
  code: Type.String(),
  message: Type.String(),
  currentVersion: Version,
});
