// Faults in a terminal: what was lost first, no line wider than asked for, no word that hides a group.

import { expect, test } from 'vitest';
import type { FaultsDocument } from '../document/faults.ts';
import { quoteText } from '../document/messages/message.ts';
import {
  buildCleanFaults,
  buildFaults,
  buildHostileFaults,
  buildInvalidFaults,
} from '../fixtures/faults-document.ts';
import { renderFaultsTable } from './faults-table.ts';
import { measureWidth } from './text.ts';

const render = (document: FaultsDocument, widthColumns = 160) =>
  renderFaultsTable(document, { widthColumns, colour: false });
const withLabel = (label: string): FaultsDocument => {
  const document = buildFaults();
  return { ...document, variants: document.variants.map((one) => ({ ...one, label })) };
};

test.each([80, 160])(
  'no line is wider than %i columns, Chinese and hostile names included',
  (width) => {
    for (const document of [
      buildFaults(),
      withLabel('分层缓存 · 集群 · 复合索引 · 八个工作进程'),
      buildHostileFaults(),
    ]) {
      const widths = render(document, width).split('\n').map(measureWidth);
      expect(Math.max(...widths)).toBeLessThanOrEqual(width);
    }
  },
);

test('wrong data stand before who stays up best, and that before the tables', () => {
  const text = render(buildFaults());
  const places = [
    'Wrong data: of 25,284',
    'cache = tiered, threads = cluster stays up best',
    'Worker killed',
  ].map((words) => text.indexOf(words));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(text).toContain('2 lost, 1 duplicated and 1 broken rule');
});

test('a group that never came back is told beside the median of the others', () => {
  expect(render(buildFaults())).toMatch(
    /cache = redis, threads = cluster .* 5\.75\s+s \(1 of 3 never\)/,
  );
});

test('user-uptime is told where there is room for it, and never in place of anything', () => {
  expect(render(buildFaults(), 200)).toMatch(/user uptime[\s\S]*baseline +0% .* 62\.4% +4\.5\s+s/);
  expect(render(buildFaults(), 160)).toContain('vs base');
  expect(render(buildFaults(), 80)).not.toContain('user uptime');
});

test('nothing lost is told as nothing, an outage that was none as none', () => {
  const text = render(buildCleanFaults());
  expect(text).toContain('none was lost and none duplicated');
  expect(text).toMatch(/threads = cluster +100% .* none +never +at once/);
});

test('a service that was not up before the fault is told above the figures that hang on it', () => {
  const document = buildCleanFaults();
  const check = {
    name: 'steady-before-the-fault',
    status: 'warning',
    detail: quoteText('It was down.'),
  } as const;
  const checks = [...document.validity.checks, check];
  const text = render({ ...document, validity: { ...document.validity, checks } });
  expect(text).toContain('! It was down.');
  expect(text.indexOf('It was down.')).toBeLessThan(text.indexOf('acknowledged writes'));
});

test('what was not audited is one sentence with one full stop', () => {
  const document = buildCleanFaults();
  const audit = {
    ...document.faults.audit,
    status: 'unknown',
    reason: quoteText('Nothing was found.'),
  } as const;
  const text = render({ ...document, faults: { ...document.faults, audit } });
  expect(text).toContain('Whether writes were lost is not known: Nothing was found.\n');
});

test('an invalid run says so and has no best variant', () => {
  const text = render(buildInvalidFaults());
  expect(text).toContain('INVALID');
  expect(text).toContain('No conclusion: this run is invalid');
  expect(text).not.toContain('stays up best');
});
