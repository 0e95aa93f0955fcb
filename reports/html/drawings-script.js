// What a reader does with a drawing: choose variants, enlarge it, ask it for figures. State is in the #hash.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const read = () => new URLSearchParams(location.hash.slice(1));
  const put = (key, value) => {
    const state = read();
    if (value === '') state.delete(key);
    else state.set(key, value);
    history.replaceState(null, '', `#${state}`);
    apply();
  };
  const readHidden = () => new Set((read().get('hide') ?? '').match(/\d+/g) ?? []);
  const readZoom = () => (['2', '3'].includes(read().get('zoom')) ? read().get('zoom') : '1');

  const apply = () => {
    const hidden = readHidden();
    const zoom = readZoom();
    for (const element of all('[data-v]')) {
      element.classList.toggle('gone', hidden.has(element.dataset.v));
    }
    for (const button of all('button[data-toggle]')) {
      button.setAttribute('aria-pressed', String(!hidden.has(button.dataset.toggle)));
    }
    for (const button of all('button[data-zoom]')) {
      button.setAttribute('aria-pressed', String(button.dataset.zoom === zoom));
    }
    for (const svg of all('.chart[data-readout] > svg')) {
      const { width, height } = svg.viewBox.baseVal;
      svg.setAttribute('width', width * zoom);
      svg.setAttribute('height', height * zoom);
      svg.classList.toggle('zoomed', zoom !== '1');
    }
  };

  for (const box of all('[data-controls]')) box.hidden = false;
  for (const button of all('button[data-toggle]')) {
    button.addEventListener('click', () => {
      const hidden = readHidden();
      const { toggle } = button.dataset;
      if (!hidden.delete(toggle)) hidden.add(toggle);
      put('hide', [...hidden].join('.'));
    });
  }
  for (const button of all('button[data-zoom]')) {
    button.addEventListener('click', () =>
      put('zoom', button.dataset.zoom === '1' ? '' : button.dataset.zoom),
    );
  }

  // The crosshair tells what the document says at the nearest place; arrow keys move it, Escape takes it away.
  const followCrosshair = (chart) => {
    const { at, heads, rows } = JSON.parse(chart.dataset.readout);
    const svg = chart.querySelector('svg');
    const hair = chart.querySelector('[data-hair]');
    const told = chart.parentNode.querySelector('[data-told]');
    let place = -1;
    const tell = (next) => {
      place = next;
      told.hidden = place < 0;
      if (place < 0) {
        hair.setAttribute('display', 'none');
        return;
      }
      hair.removeAttribute('display');
      hair.setAttribute('transform', `translate(${at[place]} 0)`);
      const hidden = readHidden();
      const shown = rows.filter((row) => !hidden.has(String(row.variant)) && row.texts[place]);
      const parts = [heads[place], ...shown.map((row) => `${row.label} ${row.texts[place]}`)];
      told.replaceChildren(
        ...parts.map((text, index) => {
          const part = document.createElement(index === 0 ? 'b' : 'span');
          part.textContent = text;
          return part;
        }),
      );
    };
    chart.addEventListener('pointermove', (event) => {
      const box = svg.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
      const far = at.map((each) => Math.abs(each - x));
      tell(far.indexOf(Math.min(...far)));
    });
    chart.addEventListener('pointerleave', () => tell(-1));
    chart.addEventListener('keydown', (event) => {
      const last = at.length - 1;
      const moves = {
        ArrowLeft: Math.max(0, place - 1),
        ArrowRight: Math.min(last, place + 1),
        Home: 0,
        End: last,
        Escape: -1,
      };
      if (!(event.key in moves)) return;
      event.preventDefault();
      tell(moves[event.key]);
    });
  };
  for (const chart of all('.chart[data-readout]')) followCrosshair(chart);

  addEventListener('hashchange', apply);
  apply();
})();
