// The one way in which a page has a table: a caption, heads with their scope, numbers to the right.
import type { Localized } from '../language/catalogue.ts';
import { both } from './bilingual.ts';
import { html, Markup } from './markup.ts';

type Title = Localized | Markup | string;

export interface Column {
  readonly title: Title;
  /** `n` for numbers, which its cells have too; `drawn` for a drawing. */
  readonly className?: string;
}

export const textColumn = (title: Title): Column => ({ title });
export const numberColumn = (title: Title): Column => ({ title, className: 'n' });

export interface Table {
  readonly columns: readonly Column[];
  /** One `tbody` or several, each row with its head. */
  readonly body: Markup | readonly Markup[];
  readonly className?: string;
  /** Below it. */
  readonly note?: Markup;
}

export interface CaptionedTable extends Table {
  readonly caption: Title;
  /** Of a caption that is shown; without it a heading or finding stands above, and screen readers alone have it. */
  readonly captionId?: string;
  /** The scenario whose variants its rows are, for the script. */
  readonly dataOf?: string;
}

export function renderTable(table: CaptionedTable): Markup {
  const { caption, captionId, columns, body, className, dataOf, note } = table;
  const head = columns.map(
    ({ title, className: own }) =>
      html`<th scope="col"${own !== undefined && html` class="${own}"`}>${renderTitle(title)}</th>`,
  );
  // A class on each of ten thousand cells would be a tenth of a large page.
  const isOfFigures = columns.slice(1).every(({ className: own }) => own === 'n');
  const classes = [
    ...(className === undefined ? [] : [className]),
    ...(isOfFigures ? ['figures'] : []),
  ];
  const cells = isOfFigures ? dropCellClass(html`${body}`) : body;
  const place = captionId === undefined ? html` class="vh"` : html` id="${captionId}"`;
  return html`<table${classes.length > 0 && html` class="${classes.join(' ')}"`}${dataOf !== undefined && html` data-of="${dataOf}"`}><caption${place}>${renderTitle(caption)}</caption><thead><tr>${head}</tr></thead>${cells}</table>${note}`;
}

/** Text of users is escaped, so none of it is touched. */
function dropCellClass({ text }: Markup): Markup {
  return new Markup(text.replaceAll('<td class="n">', '<td>'));
}

function renderTitle(title: Title): Markup | string {
  return typeof title === 'function' ? both(title) : title;
}
