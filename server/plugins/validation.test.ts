import Type from 'typebox';
import { expect, test } from 'vitest';
import { compileValidator } from './validation.ts';

const schema = Type.Object(
  { id: Type.Integer({ minimum: 1 }), name: Type.Optional(Type.String()) },
  { additionalProperties: false },
);

function validate(httpPart: string, value: unknown): unknown {
  return compileValidator({ schema, method: 'GET', url: '/', httpPart })(value);
}

test('a query has its whole numbers read from text', () => {
  expect(validate('querystring', { id: '12' })).toEqual({ value: { id: 12 } });
});

test.each(['1.5', '', ' 1', '1e3', '0x1', '-', 'null', '9'.repeat(20)])(
  'a query with %j is not rounded into a number',
  (id) => {
    expect(validate('querystring', { id })).toHaveProperty('error');
  },
);

test('a parameter that is given twice is refused', () => {
  expect(validate('querystring', { id: ['1', '2'] })).toHaveProperty('error');
});

test('a body is never coerced', () => {
  expect(validate('body', { id: '12' })).toHaveProperty('error');
  expect(validate('body', { id: 12 })).toEqual({ value: { id: 12 } });
});

test('extra properties are refused by name, not removed', () => {
  const { error } = validate('body', { id: 1, isAdmin: true }) as { error: Error };
  expect(error.message).toBe('body must not have additional properties: isAdmin');
});
