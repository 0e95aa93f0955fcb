// The crosshair of a drawing, and the part of its axis that is shown: places and words of the document, looked up.
(() => {
  const { read } = shared;
  const words = shared.findWords('data-range-words');
  const listRanges = () =>
    new Map((read().get('range') ?? '').split('_').map((text) => [text.split('.')[0], text]));
  const add = (parent, name, attributes, text = '') => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    parent.append(made);
    return made;
  };
  const say = (word) => {
    const made = words(word);
    made.classList.toggle('noprint', word === 'return');
    return made;
  };
  const write = (tag, text) => {
    const made = document.createElement(tag);
    made.textContent = text;
    return made;
  };

  const follow = (chart) => {
    const { at, heads, rows, left, right, top, bottom } = JSON.parse(chart.dataset.readout);
    const figure = chart.closest('figure');
    const svg = chart.querySelector('svg');
    const find = (name) => figure.querySelector(`[data-${name}]`);
    const [hair, told, state] = ['hair', 'told', 'range-told'].map(find);
    const [plot, ticks, from, to] = ['plot', 'ticks', 'from', 'to'].map(find);
    const ownTicks = add(svg, 'g', {});
    const mark = add(svg, 'path', { class: 'mk', display: 'none' });
    const last = at.length - 1;
    let range;
    let place = -1;
    let anchor = -1;
    const move = (x) =>
      range ? left + ((x - at[range[0]]) * (right - left)) / (at[range[1]] - at[range[0]]) : x;
    const isInside = (x) => !range || (x >= at[range[0]] && x <= at[range[1]]);
    const setMoved = (element, x) => {
      if (isInside(x)) element.removeAttribute('display');
      else element.setAttribute('display', 'none');
      element.setAttribute('transform', `translate(${move(x) - x} 0)`);
    };

    const tell = (next) => {
      place = next;
      told.hidden = place < 0;
      if (place < 0) {
        hair.setAttribute('display', 'none');
        return;
      }
      hair.removeAttribute('display');
      hair.setAttribute('transform', `translate(${move(at[place])} 0)`);
      const hidden = new Set((read().get('hide') ?? '').match(/\d+/g) ?? []);
      const shown = rows.filter((row) => !hidden.has(String(row.variant)) && row.texts[place]);
      const texts = shown.map((row) => write('span', `${row.label} ${row.texts[place]}`));
      told.replaceChildren(write('b', heads[place]), ...texts);
    };

    const name = ([a, b]) => write('b', `${heads[a]} – ${heads[b]}`);
    const order = (a, b) => [Math.min(a, b), Math.max(a, b)];
    const tellRange = () => {
      if (anchor >= 0) state.replaceChildren(name(order(anchor, place)), ' ', say('marked'));
      else if (range) state.replaceChildren(name(range), ' ', say('shown'), ' ', say('return'));
      else state.replaceChildren();
    };
    const setMark = (next) => {
      anchor = next;
      if (anchor < 0) mark.setAttribute('display', 'none');
      else {
        const [a, b] = order(anchor, place).map((each) => move(at[each]));
        mark.removeAttribute('display');
        mark.setAttribute('d', `M${a} ${top}H${b}V${bottom}H${a}z`);
      }
      tellRange();
    };

    // Labels of an axis part: its ends, then what the whole axis has, then whatever the crosshair can stand on.
    const placeTicks = () => {
      ownTicks.replaceChildren();
      ticks.toggleAttribute('display', false);
      if (!range) return;
      ticks.setAttribute('display', 'none');
      const usual = new Set(
        [...ticks.querySelectorAll('text')].map((text) => text.getAttribute('x')),
      );
      const inside = at.map((_, index) => index).slice(range[0], range[1] + 1);
      const wanted = [
        ...range,
        ...inside.filter((index) => usual.has(String(at[index]))),
        ...inside,
      ];
      const kept = [];
      for (const index of wanted) {
        const [x, half] = [move(at[index]), heads[index].length * 3.5 + 5];
        if (kept.some((other) => Math.abs(other.x - x) < other.half + half)) continue;
        kept.push({ x, half });
        add(ownTicks, 'path', { class: 'gr', d: `M${x} ${top}V${bottom}` });
        const where = { class: 'tk', 'text-anchor': 'middle', x, y: bottom + 16 };
        add(ownTicks, 'text', where, heads[index]);
      }
      plot.parentNode.before(ownTicks);
    };

    // Labels stand where their curves leave the drawing, in places that are free.
    const ends = [...figure.querySelectorAll('[data-end]')].map((group) => {
      const curve = figure.querySelector(`[data-curve="${group.dataset.end}"]`);
      const points = [...curve.getAttribute('d').matchAll(/([\d.]+)[ ,]([\d.]+)/g)];
      const [text, line] = ['text', 'path'].map((one) => group.querySelector(one));
      const [y, d] = [Number(text.getAttribute('y')), line?.getAttribute('d')];
      const heights = new Map(points.map(([, x, height]) => [x, Number(height)]));
      return { text, line, y, d, heights, lowest: Number(points.at(-1)?.[2]) };
    });
    const placeEnds = () => {
      const slots = ends.map(({ y }) => y).sort((a, b) => a - b);
      const heightOf = ({ heights, lowest }) => heights.get(String(at[range[1]])) ?? lowest;
      const sorted = range ? ends.toSorted((a, b) => heightOf(a) - heightOf(b)) : ends;
      let free = 0;
      sorted.forEach((end, index) => {
        const { text, line, y, d } = end;
        const wish = range ? heightOf(end) : y;
        const beside = range ? Math.max(free, wish + 4) : y;
        const at = line && range ? slots[index] : beside;
        free = at + 13;
        text.setAttribute('y', at);
        if (line) {
          line.setAttribute('d', range ? `M${right + 2} ${wish}L${right + 14} ${at - 4}h4` : d);
        }
      });
    };

    const draw = () => {
      svg.classList.toggle('ranged', range !== undefined);
      const frame = plot.parentNode;
      if (range) {
        const scale = (right - left) / (at[range[1]] - at[range[0]]);
        plot.setAttribute('transform', `matrix(${scale} 0 0 1 ${left - at[range[0]] * scale} 0)`);
        frame.setAttribute('clip-path', frame.dataset.clip);
      } else {
        plot.removeAttribute('transform');
        frame.removeAttribute('clip-path');
      }
      for (const element of figure.querySelectorAll('[data-at]')) {
        setMoved(element, Number(element.dataset.at));
      }
      placeTicks();
      placeEnds();
      [from.value, to.value] = range ?? [0, last];
      find('whole').disabled = !range;
    };

    const apply = () => {
      const [, a, b] = (listRanges().get(figure.id) ?? '').split('.').map(Number);
      const isRange = Number.isInteger(a) && a >= 0 && a < b && b <= last;
      const next = isRange ? [a, b] : undefined;
      if (String(next) === String(range)) return;
      range = next;
      anchor = -1;
      mark.setAttribute('display', 'none');
      tell(-1);
      draw();
      tellRange();
      if (!range) state.replaceChildren(say('back'));
    };
    const show = (next) => {
      const ranges = listRanges();
      ranges.delete('');
      ranges.delete(figure.id);
      if (next) ranges.set(figure.id, [figure.id, ...next].join('.'));
      const address = read();
      if (ranges.size === 0) address.delete('range');
      else address.set('range', [...ranges.values()].join('_'));
      history.replaceState(null, '', `#${address}`);
      apply();
    };

    const findPlace = (event) => {
      const box = svg.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
      const far = at.map((each) => (isInside(each) ? Math.abs(move(each) - x) : Infinity));
      return far.indexOf(Math.min(...far));
    };
    let pressed = -1;
    chart.addEventListener('pointerdown', (event) => {
      // A finger scrolls; it chooses the ends above the drawing.
      const isDrag = event.button === 0 && event.pointerType !== 'touch';
      if (isDrag && svg.contains(event.target)) pressed = findPlace(event);
    });
    chart.addEventListener('pointermove', (event) => {
      tell(findPlace(event));
      if (pressed < 0) return;
      if (!chart.hasPointerCapture(event.pointerId)) chart.setPointerCapture(event.pointerId);
      setMark(pressed === place ? -1 : pressed);
    });
    const release = (event) => {
      const marked = pressed >= 0 && anchor >= 0 && order(anchor, place);
      pressed = -1;
      if (marked) setMark(-1);
      if (marked && event.type === 'pointerup') show(marked);
    };
    chart.addEventListener('pointerup', release);
    chart.addEventListener('pointercancel', release);
    chart.addEventListener('pointerleave', () => tell(-1));
    chart.addEventListener('dblclick', () => show());

    const goBack = () => {
      if (anchor >= 0) setMark(-1);
      else if (range) show();
      else tell(-1);
    };
    chart.addEventListener('keydown', (event) => {
      const [first, end] = range ?? [0, last];
      const moves = {
        ArrowLeft: Math.max(first, place - 1),
        ArrowRight: Math.min(end, Math.max(first, place + 1)),
        Home: first,
        End: end,
      };
      const isMark = event.shiftKey && event.key.startsWith('Arrow');
      if (event.key in moves) {
        const start = anchor >= 0 ? anchor : Math.max(first, place);
        tell(moves[event.key]);
        setMark(isMark && start !== place ? start : -1);
      } else if (event.key === 'Escape') goBack();
      else if (event.key === 'Enter' && anchor >= 0) show(order(anchor, place));
      else return;
      event.preventDefault();
    });

    for (const select of [from, to]) {
      select.append(...heads.map((head, index) => new Option(head, index)));
      select.addEventListener('change', () => {
        const [a, b] = [Number(from.value), Number(to.value)];
        if (a < b) show([a, b]);
        else
          show(
            select === from
              ? [Math.min(a, last - 1), Math.min(a + 1, last)]
              : [Math.max(b - 1, 0), Math.max(b, 1)],
          );
      });
    }
    find('whole').addEventListener('click', () => show());
    find('range-help').replaceChildren(say('help'));
    addEventListener('hashchange', apply);
    draw();
    apply();
  };
  for (const chart of document.querySelectorAll('.chart[data-readout]')) follow(chart);
})();
