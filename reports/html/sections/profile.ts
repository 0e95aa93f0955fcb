// CPU profiles on the page: top functions of each variant and what differs between two.

import type { ProfileDocument, ProfiledFunction, ProfiledVariant } from '../../document/profile.ts';
import { formatShare } from '../../figures/quantity.ts';
import { both } from '../bilingual.ts';
import { renderScrollBox } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import type { Absence } from '../parts.ts';
import { numberColumn, renderTable, textColumn } from '../table.ts';

const shownCount = 15;

/** A line on how to get one without a profile. */
export function renderProfileSection(profile: ProfileDocument | undefined): Markup | Absence {
  if (profile === undefined) return { absence: (m) => m.profile.none };
  const [first, second] = profile.variants;
  return html`<p><small>${both((m) => m.profile.reading({ seconds: String(profile.loadMs / 1000), scenario: profile.scenario }))}</small></p>
${first !== undefined && second !== undefined && renderDifferences(profile, first, second)}
${profile.variants.map((variant, place) => renderVariant(variant, `profile-${place + 1}`))}`;
}

function renderDifferences(
  { differences }: ProfileDocument,
  first: ProfiledVariant,
  second: ProfiledVariant,
): Markup {
  const id = 'profile-difference';
  const table = renderTable({
    caption: (m) => m.profile.differenceTitle,
    columns: [
      textColumn((m) => m.profile.functionColumn),
      numberColumn(html`<bdi>${first.label}</bdi>`),
      numberColumn(html`<bdi>${second.label}</bdi>`),
      textColumn((m) => m.profile.where),
    ],
    body: html`<tbody>${differences.map(
      ({ name, place, busyRatio, otherBusyRatio }) =>
        html`<tr><th scope="row"><code>${name}</code></th><td class="n">${formatShare(busyRatio)}</td><td class="n">${formatShare(otherBusyRatio)}</td><td class="wrap"><code>${place}</code></td></tr>`,
    )}</tbody>`,
  });
  return html`<h3 id="${id}">${both((m) => m.profile.differenceTitle)}</h3>${renderScrollBox(`${id}-table`, id, table)}`;
}

function renderVariant({ label, functions, busyRatio }: ProfiledVariant, id: string): Markup {
  const table = renderTable({
    caption: html`<bdi>${label}</bdi>`,
    columns: [
      textColumn((m) => m.profile.functionColumn),
      numberColumn((m) => m.profile.self),
      textColumn((m) => m.profile.where),
    ],
    body: html`<tbody>${functions.slice(0, shownCount).map(renderRow)}</tbody>`,
  });
  return html`<h3 id="${id}"><bdi>${label}</bdi></h3><details><summary>${both((m) => m.profile.topFunctions({ share: formatShare(busyRatio) }))}</summary>${renderScrollBox(`${id}-table`, id, table)}</details>`;
}

function renderRow({ name, place, busyRatio }: ProfiledFunction): Markup {
  return html`<tr><th scope="row"><code>${name}</code></th><td class="n">${formatShare(busyRatio)}</td><td class="wrap"><code>${place}</code></td></tr>`;
}
