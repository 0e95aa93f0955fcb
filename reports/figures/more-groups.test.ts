// One number of groups for the table, its caveats and what to do next, and one for the gates.
import { expect, test } from 'vitest';
import type { ResultDocument } from '../document/result.ts';
import { buildComplete, buildInvalid, buildUndecided } from '../fixtures/documents.ts';
import { renderTable } from '../terminal/table.ts';
import { findOpenEnd, listOpenVariants } from './more-groups.ts';

/** The same undecided scenario twice, the second one with that many groups to go. */
function buildTwo(groups: number): ResultDocument {
  const document = buildUndecided();
  const [first] = document.scenarios;
  if (first === undefined) throw new Error('no scenario');
  const cells = first.cells.map((cell) => ({
    ...cell,
    comparisons: cell.comparisons.map((comparison) =>
      comparison.moreGroups === null ? comparison : { ...comparison, moreGroups: groups },
    ),
  }));
  return { ...document, scenarios: [first, { ...first, scenario: 'other', cells }] };
}

const render = (document: ResultDocument) =>
  renderTable(document, { widthColumns: 160, colour: false });

test('what comes next takes as many groups as the slowest row says, the caveat as its own scenario', () => {
  const document = buildTwo(19);
  expect(document.scenarios.map((one) => listOpenVariants(one).moreGroups)).toEqual([7, 19]);
  expect(findOpenEnd(document)).toMatchObject({ what: 'comparisons', groups: 19 });
  const text = render(document);
  expect([...text.matchAll(/undecided: \+(\d+) groups/g)].map(([, count]) => count)).toEqual([
    '7',
    '19',
  ]);
  expect(text.replaceAll(/\s+/g, ' ')).toMatch(
    /1 variant is still undecided: about 7 more groups would decide it; 19 would decide the other scenarios too\./,
  );
  expect(text).toMatch(
    /Decide the comparisons that are open: npx loadstone run --more \S+ --groups 19/,
  );
});

test('open gates come first, by the one that takes most, and are named', () => {
  const document = buildComplete();
  const [first, second, ...rest] = document.gates;
  if (first === undefined || second === undefined) throw new Error('too few gates');
  const open = { status: 'inconclusive', outcome: 'undecided' } as const;
  const gates = [
    { ...first, ...open, moreGroups: 3 },
    { ...second, ...open, moreGroups: 13 },
    ...rest,
  ];
  expect(findOpenEnd({ ...document, gates })).toMatchObject({ what: 'gates', groups: 13 });
  expect(render({ ...document, gates })).toMatch(
    /Decide the gates that are open: npx loadstone gate --more \S+ --groups 13/,
  );
});

test('a difference that is small against the noise is told instead of a number that nobody would run', () => {
  const document = buildTwo(648);
  expect(findOpenEnd(document)).toEqual({
    ...{ what: 'comparisons', groups: 7 },
    scenarios: [document.scenarios[0]?.scenario],
  });
  const text = render(document);
  expect(text).toMatch(/undecided: below noise/);
  expect(text).toMatch(/open in browse: npx loadstone run --more \S+ --groups 7/);
  expect(text).not.toMatch(/648/);
  const [, other] = document.scenarios;
  if (other === undefined) throw new Error('no scenario');
  const alone = { ...document, scenarios: [other] };
  expect(findOpenEnd(alone)).toBeUndefined();
  const told = render(alone).replaceAll(/\s+/g, ' ');
  expect(told).toMatch(/1 variant stays undecided: the difference is too small against the noise/);
  expect(told).not.toMatch(/--more/);
});

test('a relative gate that takes too many is open to no command, one against a limit is', () => {
  const document = buildComplete();
  const [first] = document.gates;
  if (first === undefined) throw new Error('no gate');
  const open = { status: 'inconclusive', outcome: 'undecided', moreGroups: 400 } as const;
  const endOf = (kind: 'relative' | 'absolute') =>
    findOpenEnd({ ...document, gates: [{ ...first, ...open, kind }] });
  expect(endOf('relative')).toBeUndefined();
  expect(endOf('absolute')).toMatchObject({ what: 'gates', groups: 400 });
});

test('of an invalid run more groups decide nothing', () => {
  expect(findOpenEnd(buildInvalid())).toBeUndefined();
});

test.each([
  ['gate-more', /Append groups to it: npx loadstone gate --more/],
  ['run-resume', /Go on where it stopped: npx loadstone run --resume/],
  [undefined, /Go on where it stopped: npx loadstone run --resume/],
  ['nothing', /^(?!.*(?:--resume|--more))/s],
] as const)('a run that was cut off goes on by %s', (goesOnBy, said) => {
  const document = buildComplete();
  const { goesOnBy: _, ...run } = { ...document.run, goesOnBy: undefined };
  const cut = { ...run, status: 'interrupted' as const, ...(goesOnBy && { goesOnBy }) };
  expect(render({ ...document, run: cut })).toMatch(said);
});
