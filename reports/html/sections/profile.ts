// CPU profiles on the page, in English: top functions of each variant and what differs between two.
import { formatShare } from '../../figures/quantity.ts';
import type { ProfileDocument, ProfiledFunction, ProfiledVariant } from '../../schema/profile.ts';
import { renderScrollBox } from '../figure.ts';
import { html, type Markup } from '../markup.ts';

const shownCount = 15;

/** Empty without a profile. */
export function renderProfileSection(profile: ProfileDocument | undefined): Markup {
  if (profile === undefined) return html``;
  const [first, second] = profile.variants;
  return html`<section id="profile" lang="en"><h2>Where the CPU time of the service goes</h2>
<p><small>Self time in JavaScript as a share of the busy time, over ${profile.loadMs / 1000} s of <bdi>${profile.scenario}</bdi> after the run. Nothing of it is measured or judged.</small></p>
${first !== undefined && second !== undefined && renderDifferences(profile, first, second)}
${profile.variants.map((variant, place) => renderVariant(variant, `profile-${place + 1}`))}</section>`;
}

function renderDifferences(
  { differences }: ProfileDocument,
  first: ProfiledVariant,
  second: ProfiledVariant,
): Markup {
  const id = 'profile-difference';
  const table = html`<table><thead><tr><th scope="col">Function</th><th scope="col" class="n"><bdi>${first.label}</bdi></th><th scope="col" class="n"><bdi>${second.label}</bdi></th><th scope="col">Where</th></tr></thead><tbody>${differences.map(
    ({ name, place, busyRatio, otherBusyRatio }) =>
      html`<tr><th scope="row"><code>${name}</code></th><td class="n">${formatShare(busyRatio)}</td><td class="n">${formatShare(otherBusyRatio)}</td><td class="wrap"><code>${place}</code></td></tr>`,
  )}</tbody></table>`;
  return html`<h3 id="${id}">What differs most</h3>${renderScrollBox(`${id}-table`, id, table)}`;
}

function renderVariant({ label, functions, busyRatio }: ProfiledVariant, id: string): Markup {
  const table = html`<table><thead><tr><th scope="col">Function</th><th scope="col" class="n">Self</th><th scope="col">Where</th></tr></thead><tbody>${functions.slice(0, shownCount).map(renderRow)}</tbody></table>`;
  return html`<h3 id="${id}"><bdi>${label}</bdi></h3><details><summary>Top functions (busy ${formatShare(busyRatio)} of the time)</summary>${renderScrollBox(`${id}-table`, id, table)}</details>`;
}

function renderRow({ name, place, busyRatio }: ProfiledFunction): Markup {
  return html`<tr><th scope="row"><code>${name}</code></th><td class="n">${formatShare(busyRatio)}</td><td class="wrap"><code>${place}</code></td></tr>`;
}
