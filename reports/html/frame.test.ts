// The frame that all kinds of pages share: the finding as their title, contents that lead somewhere, switches, footer.
import { describe, expect, test } from 'vitest';
import { toPlainText } from '../document/messages/sentence.ts';
import { buildCurve, buildSweep } from '../fixtures/swept-run.ts';
import { pageViews, unchanged } from '../fixtures/views.ts';
import { chinese, english } from '../language/catalogue.ts';
import { describeBest } from '../verdict/build-sweep.ts';

/** Of a run that goes on there is nothing to lead to yet. */
const finished = pageViews.filter(({ name }) => name !== 'live');

describe.each(finished.map((view) => [view.name, view] as const))('%s', (_, view) => {
  const page = view.render(unchanged);

  test('the contents lead to places of the page', () => {
    const [, contents = ''] = /<nav class="contents[^>]*>(.*?)<\/nav>/s.exec(page) ?? [];
    const links = [...contents.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(1);
    expect(links.filter((id) => !page.includes(` id="${id}"`))).toEqual([]);
  });

  test('there is one title, in both languages, and a way past the header to what it titles', () => {
    const titles = [...page.matchAll(/<h1[^>]*>(.*?)<\/h1>/gs)].map(([, title]) => title ?? '');
    expect(titles).toHaveLength(1);
    expect(titles[0]).toMatch(/lang="en".*lang="zh-Hans"/s);
    const [, place] = /<a class="skip" href="#([^"]+)"/.exec(page) ?? [];
    expect(page).toContain(` id="${place}"`);
    expect(page).toMatch(/<footer><small>/);
  });
});

describe('the title of a sweep', () => {
  const say = (sweep: ReturnType<typeof buildSweep>) =>
    sweep.scenarios.flatMap((scenario) =>
      [english, chinese].map((messages) => {
        const said = describeBest(sweep, scenario)(messages);
        return typeof said === 'string' ? said : toPlainText(said);
      }),
    );

  test('is the highest rate that was kept, whose it is, and what the baseline kept', () => {
    expect(say(buildSweep())).toEqual([
      'Highest rate within the SLO: 1,000 req/s with second, against 500 req/s for the baseline.',
      '满足 SLO 的最高速率：second，1,000 req/s；基线为 500 req/s。',
    ]);
  });

  test('names all who kept it, and none who answered wrong or whom the scenario does not exercise', () => {
    const alike = [buildCurve('a', 1), buildCurve('b', 1)];
    expect(say(buildSweep('first', alike))[0]).toContain('500 req/s with first and second.');
    for (const spoiled of [{ wrongBodies: 1 }, { isExercised: false as const }]) {
      const [a, b] = [buildCurve('a', 1), { ...buildCurve('b', 2), ...spoiled }];
      expect(say(buildSweep('first', [a, b]))[0]).toContain('500 req/s with first.');
    }
  });

  test('is that none was kept, or that nothing is concluded', () => {
    const curve = buildCurve('a', 1);
    const none = { ...curve, withinSlo: { ...curve.withinSlo, highestMetRps: null } };
    expect(say(buildSweep('first', [none]))[0]).toBe('No rate tried was within the SLO.');
    const invalid = { ...buildSweep(), validity: { status: 'invalid' as const, checks: [] } };
    expect(say(invalid)[0]).toBe('No conclusion: the sweep is invalid.');
  });
});
