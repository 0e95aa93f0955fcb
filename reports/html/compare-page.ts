// The page of two runs against each other: one file in English, no network and no script. Start reading here.
import {
  describeFindings,
  describeMethod,
  describeSide,
  describeSurroundings,
  nameDifference,
} from '../figures/compare.ts';
import { formatInstant } from '../figures/quantity.ts';
import type {
  ComparedRun,
  Difference,
  EnvironmentName,
  RunComparison,
  SettingName,
} from '../schema/compare.ts';
import { pageStyle } from './assets.ts';
import { html, Markup } from './markup.ts';
import { renderComparedEffects, renderComparedFigures } from './sections/compared.ts';
import { buildContentSecurityPolicy } from './security.ts';

/** A self-contained HTML page that is complete without script, style sheet or network. */
export function renderComparePage(comparison: RunComparison): string {
  const { a, b, effects, settings, environment } = comparison;
  const policy = buildContentSecurityPolicy(pageStyle, '');
  return html`<!doctype html>
<html lang="en" data-theme="auto">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="generator" content="Loadstone"><link rel="icon" href="data:,"><title>${b.name}: what changed</title><style>${new Markup(pageStyle)}</style></head>
<body><header><p><b><bdi>${b.name}</bdi></b><br><small>${renderRunLine('A', a)}<br>${renderRunLine('B', b)}</small></p></header>
<main>
<h1>What changed between two runs</h1>
${[describeSurroundings(comparison), ...describeFindings(comparison)].map((text) => html`<p><bdi>${text}</bdi></p>`)}
${renderWarnings(comparison)}
${effects.length > 0 && html`<section id="effects"><h2>Effects on the common baseline</h2><p>Ratios to <bdi class="name">${b.baselineLabel ?? ''}</bdi>, which ran in the same groups as each variant. A is grey and above, B is blue and below; the line is the interval, a hollow dot is not told from no effect, the band counts as the same.</p><p><small>${describeMethod(comparison)}</small></p>${renderComparedEffects(comparison)}</section>`}
${renderDifferences('settings', 'Settings that differ', settings)}
${renderDifferences('environment', 'Environment that differs', environment)}
${renderComparedFigures(comparison.figures)}
</main>
<footer><small>Loadstone</small></footer></body></html>
`.text;
}

function renderRunLine(letter: string, run: ComparedRun): Markup {
  return html`<b>${letter}</b> <code>${run.id}</code> · ${formatInstant(run.startedAt)} · ${run.groupsValid} valid ${run.groupsValid === 1 ? 'group' : 'groups'} · ${run.status}${run.validity === 'invalid' && ' · invalid'}`;
}

function renderWarnings({ a, b, warnings }: RunComparison): Markup {
  const texts = [
    ...[a, b].flatMap(({ id, invalidReasons }) =>
      invalidReasons.map((reason) => `${id}: ${reason}`),
    ),
    ...warnings.map(({ message, advice }) => `${message} ${advice}`),
  ];
  if (texts.length === 0) return html``;
  return html`<ul class="warnings">${texts.map(
    (text) => html`<li><b class="wn" aria-hidden="true">!</b> <bdi>${text}</bdi></li>`,
  )}</ul>`;
}

function renderDifferences(
  id: string,
  title: string,
  differences: readonly Difference<SettingName | EnvironmentName>[],
): Markup {
  const heading = html`<h2 id="${id}-title">${title}</h2>`;
  if (differences.length === 0) {
    return html`<section id="${id}">${heading}<p>None, as far as the runs recorded them.</p></section>`;
  }
  const rows = differences.map(
    (one) =>
      html`<tr><th scope="row" class="wrap"><bdi>${nameDifference(one)}</bdi></th><td class="wrap"><bdi>${describeSide(one, one.a)}</bdi></td><td class="wrap"><bdi>${describeSide(one, one.b)}</bdi></td></tr>`,
  );
  return html`<section id="${id}">${heading}<div class="scroll" tabindex="0" role="group" aria-labelledby="${id}-title"><table><thead><tr><th scope="col">What</th><th scope="col">A</th><th scope="col">B</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}
