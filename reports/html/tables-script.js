// What a reader does with a table: sort its rows, leave columns out, copy it. State is in the #hash.
(() => {
  const { all, read } = shared;
  const say = shared.findWords('data-table-words');
  if (!say) return;
  const put = (key, value) => {
    shared.put(key, value);
    apply();
  };
  const make = (tag, attributes, ...inside) => {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  };

  // A printed figure as a number, in the unit that its column shares.
  const units = { µs: 1e-3, ms: 1, s: 1e3, min: 6e4, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };
  const weigh = (text) => {
    const [, sign, digits, unit] =
      /^([+−-]?)[<>≥]?([\d,.]+)\s*([^\s\u2020\u2021*[]*)/.exec(text) ?? [];
    if (digits === undefined) return -Infinity;
    const size = Number(digits.replaceAll(',', '')) * (units[unit] ?? 1);
    const value = sign === '−' || sign === '-' ? -size : size;
    return unit === '%' && sign !== '' ? 1 + value / 100 : value;
  };
  const readCell = (row, column) => (row.cells[column]?.textContent ?? '').trim();

  /** Rows that may change places: each in a body of its own, or all in one body without headings. */
  const listMovable = (table) => {
    const bodies = [...table.tBodies];
    if (bodies.length > 1) return bodies.every(({ rows }) => rows.length === 1) ? bodies : [];
    const rows = [...(bodies[0]?.rows ?? [])];
    return rows.length > 1 &&
      rows.every(({ cells }) => [...cells].every((cell) => cell.colSpan === 1))
      ? rows
      : [];
  };

  const sortable = new Map();
  for (const table of all('main .scroll > table')) {
    const movable = listMovable(table);
    const { id } = table.parentElement;
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
    if (movable.length < 2 || heads.length === 0) continue;
    const numbers = heads.map((head) => head.matches('th.n'));
    sortable.set(id, { table, movable, heads });
    heads.forEach((head, column) => {
      if (!numbers[column]) return;
      const button = make('button', { type: 'button', class: 'sort' });
      button.append(...head.childNodes);
      button.append(make('span', { class: 'vh' }, ' ', say('sort')));
      head.append(button);
      button.addEventListener('click', () => {
        const [table, at, way] = (read().get('sort') ?? '').split('.');
        const isSame = table === id && at === String(column);
        if (!isSame) put('sort', `${id}.${column}.down`);
        else put('sort', way === 'down' ? `${id}.${column}.up` : '');
      });
    });
  }

  let sorted = '';
  const sort = () => {
    const text = read().get('sort') ?? '';
    if (text === sorted) return;
    sorted = text;
    const [wanted, at, way] = text.split('.');
    for (const [id, { table, movable, heads }] of sortable) {
      const column = id === wanted ? Number(at) : -1;
      const isUp = way === 'up';
      heads.forEach((head, index) => {
        if (index === column) head.setAttribute('aria-sort', isUp ? 'ascending' : 'descending');
        else head.removeAttribute('aria-sort');
      });
      const value = (one) => weigh(readCell(one.rows?.[0] ?? one, column));
      const order =
        column < 0
          ? movable
          : movable.toSorted((a, b) => (isUp ? value(a) - value(b) : value(b) - value(a)));
      const parent = movable[0].parentElement ?? table;
      for (const one of order) parent.append(one);
    }
  };

  // Columns of the tables to decide by: the same ones are left out of all of them.
  const decisions = all('table.decision');
  const view = document.querySelector('.view');
  const listHeads = () => [...(decisions[0]?.tHead.rows[0].cells ?? [])];
  const optional = [...listHeads().keys()].filter((column) => column > 1);
  const boxes = new Map();
  if (view && optional.length > 0) {
    const list = make('span', { class: 'columns' });
    for (const column of optional) {
      const box = make('input', { type: 'checkbox' });
      const name = listHeads()[column].cloneNode(true);
      for (const extra of name.querySelectorAll('svg, .vh')) extra.remove();
      const button = name.querySelector('button');
      list.append(make('label', {}, box, ' ', ...(button ?? name).childNodes));
      boxes.set(column, box);
      box.addEventListener('change', () => {
        const out = optional.filter((each) => !boxes.get(each).checked);
        put('cols', out.join('.'));
      });
    }
    view.append(make('details', { class: 'menu' }, make('summary', {}, say('columns')), list));
  }
  let wasWhole = true;
  const leaveOut = () => {
    const out = new Set((read().get('cols') ?? '').match(/\d+/g)?.map(Number) ?? []);
    for (const [column, box] of boxes) box.checked = !out.has(column);
    if (out.size === 0 && wasWhole) return;
    wasWhole = out.size === 0;
    for (const table of decisions) {
      for (const row of table.rows) {
        if (row.cells.length < 4) continue;
        [...row.cells].forEach((cell, column) => {
          cell.classList.toggle('gone', out.has(column) && boxes.has(column));
        });
      }
    }
  };

  // What is seen of a table, as tab-separated values.
  const readShown = (cell) => {
    const copy = cell.cloneNode(true);
    for (const each of copy.querySelectorAll('[hidden], .vh, .anchor, .sw')) each.remove();
    return copy.textContent.replace(/\s+/g, ' ').trim();
  };
  const toTsv = (table) =>
    [...table.rows]
      .filter((row) => row.getClientRects().length > 0)
      .map((row) =>
        [...row.cells]
          .filter((cell) => !cell.matches('.drawn, .gone'))
          .map(readShown)
          .join('\t'),
      )
      .join('\n');
  if (navigator.clipboard !== undefined) {
    for (const table of all('main .scroll > table')) {
      const button = make('button', { type: 'button', class: 'copy noprint' }, say('copy'));
      table.parentElement.after(button);
      button.addEventListener('click', async () => {
        await navigator.clipboard.writeText(toTsv(table));
        button.replaceChildren(say('copied'));
        button.setAttribute('role', 'status');
      });
    }
  }

  const apply = () => {
    sort();
    leaveOut();
  };
  addEventListener('hashchange', apply);
  apply();
})();
