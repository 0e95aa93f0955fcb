// Shows differences against a baseline of the reader's choice. State is in the #hash.
(() => {
  const { all, read } = shared;
  const select = document.querySelector('select[data-base]');
  const words = document.querySelector('template[data-words]')?.content;
  const put = (key, value) => {
    shared.put(key, value);
    apply();
  };

  // What stands in place of what the page has.
  const copy = (element) => {
    const made = shared.copy(element);
    made.classList.add('chosen');
    return made;
  };
  const say = (word) => copy(words.querySelector(`[data-word="${word}"]`));
  const swap = (place, made) => {
    place.querySelector('.chosen')?.remove();
    place.classList.toggle('swapped', made !== undefined);
    if (made !== undefined) place.append(made);
  };
  const given = new Map(
    all('tr[data-row] > .diff, tr[data-row] > .diff + td, [data-figure]').map((each) => [
      each,
      each.textContent,
    ]),
  );
  const write = (place, text) => {
    place.textContent = text ?? given.get(place);
  };

  const drawWhisker = (row, shown, [, , , path, dot, groups]) => {
    const svg = copy(words.querySelector('svg'));
    const hue = row.querySelector('.sw').classList[1];
    const [zone, none, interval, circle, dots] = svg.children;
    zone.setAttribute('d', shown.same);
    none.setAttribute('d', shown.none);
    if (path) {
      svg.classList.add(hue);
      interval.setAttribute('d', path);
      circle.setAttribute('cx', dot);
      circle.toggleAttribute('data-hollow', row.dataset.verdict === 'inconclusive');
      dots.setAttribute('d', groups);
    } else for (const each of [interval, circle, dots]) each.remove();
    return svg;
  };

  const showRow = (row, shown) => {
    const facts = shown?.rows[row.dataset.row];
    const verdict = facts?.[0] || undefined;
    if (verdict === undefined) delete row.dataset.verdict;
    else row.dataset.verdict = verdict;
    swap(row.querySelector('.vd'), verdict && say(verdict));
    const difference = row.querySelector('.diff');
    write(difference, facts?.[1]);
    write(difference.nextElementSibling, facts?.[2]);
    swap(row.querySelector('.drawn'), facts && drawWhisker(row, shown, facts));
  };

  const showPanels = (id, chosen, shown) => {
    const panels = [...document.querySelectorAll(`#${id}-multiples [data-panel]`)];
    const curve = panels.find(({ dataset }) => shown && dataset.panel === chosen);
    for (const panel of panels) {
      const behind = panel.querySelector('[data-behind]');
      const line = curve?.querySelector('[data-curve]').getAttribute('d') ?? '';
      behind.setAttribute('d', shown && panel !== curve ? line : '');
      panel.querySelector('[data-own]')?.setAttribute('display', shown ? 'none' : 'inline');
      const facts = shown?.rows[panel.dataset.panel];
      write(panel.querySelector('[data-figure]'), facts && (facts[3] ? facts[1] : ''));
    }
  };

  const showBaseline = (table, chosen) => {
    const id = table.dataset.of;
    const others = document.querySelector(`template[data-others="${id}"]`)?.content;
    if (others === undefined) return;
    const other = others.querySelector(`[data-against="${chosen}"]`);
    const shown = other && JSON.parse(other.dataset.shown);
    const note = document.querySelector(`[data-note="${id}"]`);
    note.replaceChildren();
    const noteName = shown ? `data-shown-against="${chosen}"` : 'data-no-pairs';
    if (chosen !== '') note.append(copy(words.querySelector(`[${noteName}]`)));
    const [differenceHead, axisHead] = ['.diff', '.drawn'].map((name) =>
      table.querySelector(`thead ${name}`),
    );
    swap(differenceHead, shown ? say('against') : undefined);
    swap(axisHead, shown ? copy(other.querySelector('svg')) : undefined);
    for (const row of table.querySelectorAll('tr[data-row]')) showRow(row, shown ?? undefined);
    showPanels(id, chosen, shown ?? undefined);
  };

  const apply = () => {
    const state = read();
    const wanted = state.get('base') ?? '';
    const isOffered = select && [...select.options].some(({ value }) => value === wanted);
    const chosen = isOffered ? wanted : '';
    if (select && select.dataset.shown !== chosen) {
      select.value = chosen;
      for (const table of all('table.decision')) showBaseline(table, chosen);
      select.dataset.shown = chosen;
    }
  };

  // Nothing chosen is what the page shows as it is.
  if (select) {
    select.dataset.shown = '';
    select.addEventListener('change', () => put('base', select.value));
  }
  addEventListener('hashchange', apply);
  apply();
})();
