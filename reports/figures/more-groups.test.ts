// One number of groups for the table, its caveats and what to do next, and one for the gates.
import { expect, test } from 'vitest';
import type { ResultDocument } from '../document/result.ts';
import { buildComplete, buildInvalid, buildUndecided } from '../fixtures/documents.ts';
import { renderTable } from '../terminal/table.ts';
import { countMoreGroups, findOpenEnd } from './more-groups.ts';

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
  expect(document.scenarios.map(countMoreGroups)).toEqual([7, 19]);
  expect(findOpenEnd(document)).toEqual({ what: 'comparisons', groups: 19 });
  const text = render(document);
  expect([...text.matchAll(/undecided: \+(\d+) groups/g)].map(([, count]) => count)).toEqual([
    '7',
    '19',
  ]);
  expect(text).toMatch(/1 variant is still undecided: about 7 more groups/);
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
  expect(findOpenEnd({ ...document, gates })).toEqual({ what: 'gates', groups: 13 });
  expect(render({ ...document, gates })).toMatch(
    /Decide the gates that are open: npx loadstone gate --more \S+ --groups 13/,
  );
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
