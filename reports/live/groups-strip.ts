// The groups of the plan as a strip of boxes: done, void, running, to come; and where the run is looked at.
import { both, bothTitles } from '../html/bilingual.ts';
import { html, type Markup, px } from '../html/markup.ts';
import type { GroupStatus, LiveLooks, LiveState } from './live-state.ts';

const box = { width: 30, height: 22, gap: 4, head: 12, perRow: 30 } as const;

/** Text says the counts; the drawing says which. */
export function renderGroupsStrip({ groups, looks }: LiveState): Markup {
  const count = (status: GroupStatus) => groups.filter((one) => one === status).length;
  const [valid, voided] = [count('valid'), count('void')];
  const toCome = groups.length - valid - voided;
  const marked = findLookIndexes(groups, looks);
  const rows = Math.ceil(groups.length / box.perRow);
  const width = Math.min(groups.length, box.perRow) * (box.width + box.gap) + 2;
  const height = rows * (box.head + box.height + box.gap) + 2;
  const title = bothTitles(
    (m) => m.live.groupsTitle,
    (m) => m.live.groupsFinding({ valid, voided, waiting: toCome }),
  );
  return html`<section><h2 id="strip-title">${both((m) => m.live.groupsTitle)}</h2><p>${both((m) => m.live.groupsFinding({ valid, voided, waiting: toCome }))} <small>${both((m) => m.live.groupsReading)}</small></p><div class="scroll" id="strip" tabindex="0" role="group" aria-labelledby="strip-title"><svg class="dw" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="strip-title">${title}${groups.map(
    (status, index) => renderBox(status, index, marked.has(index)),
  )}</svg></div></section>`;
}

/** Looks are at numbers of valid groups: each void one moves those to come by one. */
export function findLookIndexes(
  groups: readonly GroupStatus[],
  looks: LiveLooks,
): ReadonlySet<number> {
  const counted = groups.flatMap((status, index) => (status === 'void' ? [] : [index]));
  return new Set(looks.groups.flatMap((look) => counted[look - 1] ?? []));
}

const marks: Readonly<Record<GroupStatus, string>> = {
  valid: '✓',
  void: '✗',
  running: '▸',
  waiting: '',
};

function renderBox(status: GroupStatus, index: number, isLook: boolean): Markup {
  const x = 1 + (index % box.perRow) * (box.width + box.gap);
  const y = 1 + box.head + Math.floor(index / box.perRow) * (box.head + box.height + box.gap);
  const middle = x + box.width / 2;
  const text = `${marks[status]}${index + 1}`;
  return html`${isLook && html`<path class="tk" fill="#59616b" d="M${px(middle - 5)} ${px(y - 10)}h10l-5 7z"/>`}<rect ${describeFrame(status)} x="${px(x)}" y="${px(y)}" width="${box.width}" height="${box.height}" rx="3"/><text ${describeText(status)} text-anchor="middle" x="${px(middle)}" y="${px(y + 15.5)}">${text}</text>`;
}

function describeFrame(status: GroupStatus): Markup {
  switch (status) {
    case 'valid':
      return html`class="c2 fl" fill="#00805C"`;
    case 'void':
      return html`class="g-void" fill="none" stroke="#b3261e" stroke-width="2"`;
    case 'running':
      return html`class="c1 st" fill="none" stroke="#0072B2" stroke-width="2"`;
    case 'waiting':
      return html`class="eq" fill="#e1e5ea"`;
  }
}

function describeText(status: GroupStatus): Markup {
  switch (status) {
    case 'valid':
      return html`class="on" fill="#ffffff"`;
    case 'void':
      return html`class="g-void-text" fill="#b3261e"`;
    case 'running':
      return html`class="lb" fill="#16191d" font-weight="700"`;
    case 'waiting':
      return html`class="tk" fill="#59616b"`;
  }
}
