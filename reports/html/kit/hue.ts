// The colours of drawings: measured for contrast and for colour-blind readers. The style sheet has those for the dark.
import { html, type Markup } from '../markup.ts';

/** `c0` is the baseline, `c1` to `c3` are highlighted, `cx` is context in grey. */
type Hue = 'c0' | 'c1' | 'c2' | 'c3' | 'cx';

const light: Readonly<Record<Hue, string>> = {
  c0: '#5b6169',
  c1: '#0072B2',
  c2: '#00805C',
  c3: '#C44E00',
  cx: '#8b939c',
};

// Two patterns, so that two dashed neighbours differ without colour too.
const dashes: Readonly<Record<Hue, string>> = {
  c0: '9 3',
  c1: '7 4',
  c2: '2.5 3',
  c3: '9 3 2 3',
  cx: '4 4',
};

/** How a variant is drawn everywhere on the page. */
export interface Look {
  readonly hue: Hue;
  readonly isDashed: boolean;
}

/** Attributes beside the classes keep a drawing legible where a style sheet is forbidden. */
export function strokeOf({ hue, isDashed }: Look): Markup {
  return html`class="${hue} st" stroke="${light[hue]}"${isDashed && html` stroke-dasharray="${dashes[hue]}"`}`;
}

export function fillOf({ hue }: Look): Markup {
  return html`class="${hue} fl" fill="${light[hue]}"`;
}

/** Of text: the grey of context is too faint to be read. */
export function inkOf(look: Look): Markup {
  return look.hue === 'cx' ? html`class="tk" fill="#59616b"` : fillOf(look);
}

/** The stroke of a variant beside its name in text; the style sheet draws it. */
export function renderSwatch({ hue, isDashed }: Look): Markup {
  return html`<i class="sw ${hue}${isDashed && ' d'}"></i>`;
}
