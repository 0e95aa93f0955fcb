// What a reader does with variants and drawings: choose some, two alone, enlarge. State is in the #hash.
(() => {
  const { all, read } = shared;
  const put = (key, value) => {
    shared.put(key, value);
    apply();
  };
  const only = all('select[data-only]');
  const numbers = [...(only[0]?.options ?? [])].map(({ value }) => value).filter(Boolean);
  const readHidden = () => new Set((read().get('hide') ?? '').match(/\d+/g) ?? []);
  const readZoom = () => (['2', '3'].includes(read().get('zoom')) ? read().get('zoom') : '1');

  const apply = () => {
    const hidden = readHidden();
    const zoom = readZoom();
    for (const element of all('[data-v], tr[data-row]')) {
      element.classList.toggle('gone', hidden.has(element.dataset.v ?? element.dataset.row));
    }
    const shown = numbers.filter((number) => !hidden.has(number));
    only.forEach((select, index) => {
      select.value = shown.length === 2 && numbers.length > 2 ? shown[index] : '';
    });
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
  // Two variants alone: all others are hidden as if each had been.
  for (const select of only) {
    select.addEventListener('change', () => {
      const chosen = only.map(({ value }) => value);
      const isPair = chosen.every((value) => value !== '') && chosen[0] !== chosen[1];
      if (isPair) put('hide', numbers.filter((number) => !chosen.includes(number)).join('.'));
      else if (select.value === '') put('hide', '');
    });
  }
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

  addEventListener('hashchange', apply);
  apply();
})();
