// What a reader does with a drawing: choose variants, enlarge it. State is in the #hash.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const read = () => new URLSearchParams(location.hash.slice(1).replace(/^s(?=\d+$)/, 'scenario='));
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

  addEventListener('hashchange', apply);
  apply();
})();
