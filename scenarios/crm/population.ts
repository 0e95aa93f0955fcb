// What the CRM says of its rows at /population: the ids and fragments that requests are drawn from.

export interface Population {
  readonly customerCount: number;
  /** Customer ids, those with the most orders first; at least one. */
  readonly customersBySize: readonly number[];
  /** Order ids run from 1 to this. */
  readonly maxOrderId: number;
  /** Product ids run from 1 to this. */
  readonly productCount: number;
  readonly ownerCount: number;
  readonly regionCount: number;
  readonly segmentCount: number;
  /** Fragments of real customer names; at least one, each of two characters or more. */
  readonly nameFragments: readonly string[];
  /** Fragments of real phone numbers, digits only; at least one. */
  readonly phoneFragments: readonly string[];
  /** Where page 500 of all customers begins, newest first; absent where an older CRM tells none. */
  readonly deepCursor?: string;
}

/**
 * Checks the JSON that the CRM answers at /population.
 * @throws Error that names every key at fault.
 */
export function parsePopulation(data: unknown): Population {
  const record = toRecord(data);
  const faults: string[] = [];

  function countOf(key: keyof Population): number {
    const value = record[key];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
    faults.push(`${key} must be a whole number above 0`);
    return 0;
  }

  function listOf<T>(key: keyof Population, isItem: (item: unknown) => item is T, of: string): T[] {
    const value = record[key];
    if (Array.isArray(value) && value.length > 0 && value.every(isItem)) return value;
    faults.push(`${key} must be a list of ${of}, with at least one`);
    return [];
  }

  const population: Population = {
    customerCount: countOf('customerCount'),
    customersBySize: listOf('customersBySize', isId, 'customer ids'),
    maxOrderId: countOf('maxOrderId'),
    productCount: countOf('productCount'),
    ownerCount: countOf('ownerCount'),
    regionCount: countOf('regionCount'),
    segmentCount: countOf('segmentCount'),
    nameFragments: listOf('nameFragments', isNameFragment, 'texts of 2 characters or more'),
    phoneFragments: listOf('phoneFragments', isPhoneFragment, 'texts of 2 digits or more'),
    ...(typeof record.deepCursor === 'string' && { deepCursor: record.deepCursor }),
  };
  if (faults.length > 0) throw new Error(`The population is not usable: ${faults.join('; ')}.`);
  return population;
}

function toRecord(data: unknown): Readonly<Record<string, unknown>> {
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
    return data as Readonly<Record<string, unknown>>;
  }
  const found = data === null || data === undefined ? 'none' : `a ${typeof data}`;
  throw new Error(
    `The CRM scenarios need a population as JSON object, but got ${found}; set target.dataPath to '/population'.`,
  );
}

function isId(item: unknown): item is number {
  return typeof item === 'number' && Number.isSafeInteger(item) && item > 0;
}

function isNameFragment(item: unknown): item is string {
  return typeof item === 'string' && item.length >= 2;
}

function isPhoneFragment(item: unknown): item is string {
  return typeof item === 'string' && /^\d{2,}$/.test(item);
}
