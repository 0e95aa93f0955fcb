// The parts of a page: each under its own title and address and in the contents; one with nothing to show is a line.
import type { Localized } from '../language/catalogue.ts';
import { both } from './bilingual.ts';
import { html, type Markup } from './markup.ts';

/** Why a part is not there; the appendix lists it. */
export interface Absence {
  readonly absence: Localized;
}

export interface Part<Context> {
  /** Of its address: `machine`, or `s1-latency` in the scenario `s1`. */
  readonly id: string;
  readonly title: Localized;
  /** Empty markup where there is nothing to say of it either. */
  readonly render: (context: Context) => Markup | readonly Markup[] | Absence;
  /** A detail: folded, and on paper only where the reader asks for it. */
  readonly isFolded?: true;
}

interface ShownPart {
  readonly id: string;
  readonly title: Localized;
  readonly body: Markup;
  readonly isFolded: boolean;
}

export interface AbsentPart extends Absence {
  readonly title: Localized;
}

export interface Parts {
  readonly shown: readonly ShownPart[];
  readonly absent: readonly AbsentPart[];
}

/** @param prefix of their addresses, empty or `s1-` */
export function collectParts<Context>(
  parts: readonly Part<Context>[],
  context: Context,
  prefix = '',
): Parts {
  const shown: ShownPart[] = [];
  const absent: AbsentPart[] = [];
  for (const { id, title, render, isFolded = false } of parts) {
    const made = render(context);
    if ('absence' in made) {
      absent.push({ title, absence: made.absence });
      continue;
    }
    const body = html`${made}`;
    if (body.text !== '') shown.push({ id: `${prefix}${id}`, title, body, isFolded });
  }
  return { shown, absent };
}

/** A heading that can be linked. @param level of the heading, 2 or 3 */
export function renderPart({ id, title, body, isFolded }: ShownPart, level: 2 | 3): Markup {
  const tag = html`h${level}`;
  if (isFolded) {
    return html`<details class="part" id="${id}"><summary><${tag} id="${id}-title">${both(title)}</${tag}></summary>${body}</details>\n`;
  }
  return html`<section class="part" id="${id}" aria-labelledby="${id}-title"><${tag} id="${id}-title">${both(title)}${renderAnchor(id, `${id}-title`)}</${tag}>${body}</section>\n`;
}

/** A link to a place itself, shown beside it on hover and focus. */
export function renderAnchor(id: string, labelledBy: string): Markup {
  return html` <a class="anchor" href="#${id}" aria-labelledby="${labelledBy}">#</a>`;
}

/** Titles with their reasons, each a line. */
export function renderAbsent(absent: readonly AbsentPart[]): Markup {
  return html`<ul class="absent">${absent.map(
    ({ title, absence }) => html`<li><b>${both(title)}</b> · ${both(absence)}</li>`,
  )}</ul>`;
}

/** A place in the contents, with what lies inside it. */
export interface Entry {
  readonly id: string;
  readonly title: Markup;
  readonly entries: readonly Entry[];
}

export function listEntries({ shown }: Parts): Entry[] {
  return shown.map(({ id, title }) => ({ id, title: both(title), entries: [] }));
}

/** Open beside the page where there is room; elsewhere, and without script, a menu. */
export function renderContents(entries: readonly Entry[]): Markup {
  return html`<nav class="contents noprint" aria-labelledby="contents"><details><summary id="contents">${both((m) => m.page.contents)}</summary>${renderEntries(entries)}</details></nav>`;
}

function renderEntries(entries: readonly Entry[]): Markup {
  if (entries.length === 0) return html``;
  return html`<ul>${entries.map(
    ({ id, title, entries: inside }) =>
      html`<li><a href="#${id}">${title}</a>${renderEntries(inside)}</li>`,
  )}</ul>`;
}
