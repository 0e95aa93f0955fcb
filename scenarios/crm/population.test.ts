// Tests of the population's check.
import { expect, test } from 'vitest';
import { parsePopulation } from './population.ts';
import { samplePopulation } from './sample-population.ts';

test('a population as JSON is taken as it is', () => {
  const data: unknown = JSON.parse(JSON.stringify(samplePopulation));
  expect(parsePopulation(data)).toEqual(samplePopulation);
});

test('keys that a later CRM adds do no harm', () => {
  expect(parsePopulation({ ...samplePopulation, extra: 1 })).toEqual(samplePopulation);
});

test('no data at all says which setting is missing', () => {
  for (const data of [null, undefined, 'text', []]) {
    expect(() => parsePopulation(data)).toThrow(/target\.dataPath/);
  }
});

test('every key at fault is named at once', () => {
  const data = {
    ...samplePopulation,
    customersBySize: [],
    maxOrderId: 0,
    nameFragments: ['x'],
    phoneFragments: ['12a'],
  };
  expect(() => parsePopulation(data)).toThrow(
    /customersBySize.*maxOrderId.*nameFragments.*phoneFragments/,
  );
});
