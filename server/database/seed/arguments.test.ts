import { expect, test } from 'vitest';
import { parseSeedArguments } from './arguments.ts';

const env = { DATABASE_URL: 'postgres://crm@127.0.0.1:5432/crm' };

test('size S and seed 1 stand where nothing is said', () => {
  expect(parseSeedArguments([], env)).toEqual({
    kind: 'load',
    databaseUrl: env.DATABASE_URL,
    size: 'S',
    seed: 1,
  });
});

test('size and seed are taken from the command line', () => {
  expect(parseSeedArguments(['--size', 'M', '--seed=4294967295'], env)).toMatchObject({
    size: 'M',
    seed: 4_294_967_295,
  });
});

test('everything that is wrong is said at once', () => {
  const parsed = parseSeedArguments(['--size', 'huge', '--seed', '-1.5', '--sead', 'x'], {});
  expect(parsed.kind).toBe('wrong');
  const text = parsed.kind === 'wrong' ? parsed.problems.join('\n') : '';
  expect(text).toContain('--size is S, M or L, not "huge"');
  expect(text).toContain('--seed is a whole number');
  expect(text).toContain('unknown option --sead');
  expect(text).toContain('DATABASE_URL is not set');
});

test.each(['', 'one', '4294967296', '1e3', '0x10', ' 1'])('the seed %j is refused', (seed) => {
  expect(parseSeedArguments([`--seed=${seed}`], env).kind).toBe('wrong');
});

test('an inherited property is no size, and a URL of another service no database', () => {
  expect(parseSeedArguments(['--size', 'toString'], env).kind).toBe('wrong');
  expect(parseSeedArguments([], { DATABASE_URL: 'redis://127.0.0.1' }).kind).toBe('wrong');
});

test('an option without its value is wrong, not the default', () => {
  expect(parseSeedArguments(['--size'], env).kind).toBe('wrong');
  expect(parseSeedArguments(['--seed'], env).kind).toBe('wrong');
});
