// Cleaning the phones of an upload: row by row, each distinct one once, or as a set in PostgreSQL.
import pg from 'pg';
import { normalisePhone } from '../modules/imports/phone.ts';

const count = 1_000;

/** As people type them, with about as much dirt as the seed plants. */
const dirty: readonly ((phone: string) => string)[] = [
  (phone) => `+86${phone}`,
  (phone) => `+86 ${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`,
  (phone) => `0086-${phone}`,
  (phone) => `86${phone}`,
  (phone) => `${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}`,
  (phone) => `（${phone.slice(0, 3)}）${phone.slice(3)}`,
  (phone) => phone.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
  (phone) => ` ${phone} `,
  (phone) => phone.slice(0, 10),
  (phone) => `12${phone.slice(2)}`,
  () => 'unknown',
];

/** One in eight is dirty, one in 32 repeats an earlier one; the same every time. */
function buildRawPhones(count: number): readonly string[] {
  const phones: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const clean = `1${3 + (index % 7)}${String((index * 7_919) % 1_000_000_000).padStart(9, '0')}`;
    const earlier = phones[index - 17];
    const spoil = index % 8 === 0 ? dirty[(index / 8) % dirty.length] : undefined;
    phones.push(index % 32 === 31 && earlier !== undefined ? earlier : (spoil?.(clean) ?? clean));
  }
  return phones;
}

/** A checksum that hangs on each phone. */
function sumPhones(phones: readonly (string | undefined)[]): number {
  let sum = 0;
  for (const phone of phones) sum += phone === undefined ? 1 : phone.length + phone.charCodeAt(10);
  return sum;
}

function prepareCleaning(clean: (raws: readonly string[]) => readonly (string | undefined)[]) {
  const raws = buildRawPhones(count);
  return {
    run: () => sumPhones(clean(raws)),
    answer: () => clean(raws),
    operationsPerRun: count,
  };
}

function cleanDistinct(raws: readonly string[]): readonly (string | undefined)[] {
  const cleaned = new Map<string, string | undefined>();
  for (const raw of new Set(raws)) cleaned.set(raw, normalisePhone(raw));
  return raws.map((raw) => cleaned.get(raw));
}

// The service has no such statement: this is what it would be asked to replace `normalisePhone` with.
const cleanSet = `
  SELECT CASE WHEN bare ~ '^1[3-9][0-9]{9}$' THEN bare END AS phone
  FROM unnest($1::text[]) WITH ORDINALITY AS upload(raw, place),
    LATERAL (SELECT regexp_replace(translate(raw, '０１２３４５６７８９＋', '0123456789+'),
      '[][[:space:]\u00a0\u3000\u2010\u2011\u2012\u2013\u2014\u2015－.·()（）【】-]', '', 'g') AS plain) AS one,
    LATERAL (SELECT regexp_replace(regexp_replace(plain, '^([+]|00)86', ''), '^86', '') AS bare) AS two
  ORDER BY place`;

async function preparePostgres({ postgresUrl }: { readonly postgresUrl: string | undefined }) {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  const raws = buildRawPhones(count);
  const clean = async () => {
    const { rows } = await client.query<{ phone: string | null }>({
      ...{ name: 'clean', text: cleanSet, values: [raws] },
    });
    return rows.map(({ phone }) => phone ?? undefined);
  };
  return {
    run: async () => sumPhones(await clean()),
    answer: clean,
    operationsPerRun: count,
    end: () => client.end(),
  };
}

/** One phone cleaned, of 1,000 that come together. */
export const suite = {
  name: 'phone-cleaning',
  operation: 'one phone cleaned, of 1,000 together',
  baseline: 'row by row',
  alternatives: [
    {
      name: 'row by row',
      prepare: () => prepareCleaning((raws) => raws.map((raw) => normalisePhone(raw))),
    },
    { name: 'distinct ones once', prepare: () => prepareCleaning(cleanDistinct) },
    { name: 'as a set in SQL', needs: 'postgres' as const, prepare: preparePostgres },
  ],
};
