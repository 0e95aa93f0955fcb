// Tests of the published JSON Schema.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { defineConfig } from '../index.ts';
import { renderConfigJsonSchema } from './json-schema.ts';
import { sampleConfig } from './sample-config.ts';

const published = readFileSync(new URL('config.schema.json', import.meta.url), 'utf8');

test('config.schema.json is current', () => {
  expect(published, 'Run `node bench/spec/write-schema.ts` to bring it up to date.').toBe(
    renderConfigJsonSchema(),
  );
});

test('another validator agrees with it', () => {
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(published));
  expect(validate(defineConfig(sampleConfig))).toBe(true);
  expect(validate({ ...sampleConfig, groops: 1 })).toBe(false);
  expect(validate({ ...sampleConfig, factors: { 'a=b': { levels: { x: {} } } } })).toBe(false);
  expect(validate({ ...sampleConfig, loads: [{ kind: 'closed', connections: 0 }] })).toBe(false);
});
