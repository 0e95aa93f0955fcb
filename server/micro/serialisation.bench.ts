// A page of 20 customers as text: JSON.stringify against the serialiser that Fastify makes of the schema.
import Fastify from 'fastify';
import { CustomerPage } from '../modules/customers/schema.ts';
import { buildCustomers } from './rows.ts';

const page: CustomerPage = { items: buildCustomers(20), nextCursor: 'eyJpZCI6MjB9' };

function prepareSerialiser(serialise: (page: CustomerPage) => string) {
  return { run: () => serialise(page).length, answer: () => serialise(page) };
}

/** The very function that an answer of the list goes through, taken from a Fastify with that route. */
async function prepareSchema() {
  const app = Fastify();
  let serialise: ((payload: CustomerPage) => string) | undefined;
  app.get('/', { schema: { response: { 200: CustomerPage } } }, (_request, reply) => {
    serialise = reply.getSerializationFunction('200');
    return page;
  });
  await app.inject('/');
  await app.close();
  if (serialise === undefined) throw new Error('Fastify made no serialiser of the schema');
  return prepareSerialiser(serialise);
}

/** One page of 20 customers serialised. */
export const suite = {
  name: 'serialisation',
  operation: 'one page of 20 customers as text',
  baseline: 'JSON.stringify',
  alternatives: [
    { name: 'JSON.stringify', prepare: () => prepareSerialiser((value) => JSON.stringify(value)) },
    { name: 'schema', prepare: prepareSchema },
  ],
};
