// What the page does in a browser: language, theme, scenario, copying. All state is in the #hash.
(() => {
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const scenarios = all('a[data-scenario]');
  const first = document.querySelector('a[data-first]')?.dataset.scenario ?? '1';

  const read = () => {
    const text = location.hash.slice(1);
    const plain = /^s(\d+)$/.exec(text);
    const state = new URLSearchParams(plain ? '' : text);
    const choose = (key, allowed) => {
      const value = state.get(key) ?? '';
      return allowed.includes(value) ? value : allowed[0];
    };
    const numbers = scenarios.map((link) => link.dataset.scenario);
    return {
      lang: choose('lang', ['en', 'zh']),
      theme: choose('theme', ['auto', 'light', 'dark']),
      scenario:
        plain && numbers.includes(plain[1]) ? plain[1] : choose('scenario', [first, ...numbers]),
    };
  };

  const showLanguage = (lang) => {
    const shown = lang === 'zh' ? 'zh-Hans' : 'en';
    root.lang = shown;
    for (const element of all(
      'main [lang]:not(.quote), header [lang]:not(button), footer [lang], .skip [lang]',
    )) {
      const isShown = element.lang === shown || element.getAttribute('lang') === shown;
      if (element instanceof SVGElement) {
        if (element.localName !== 'text') continue;
        if (isShown) element.removeAttribute('display');
        else element.setAttribute('display', 'none');
      } else element.hidden = !isShown;
    }
    // Browsers show the first title of a drawing.
    for (const element of all('svg > title, svg > desc')) {
      if (element.getAttribute('lang') === shown) element.parentNode.prepend(element);
    }
  };

  const apply = () => {
    const state = read();
    root.dataset.theme = state.theme;
    showLanguage(state.lang);
    for (const button of all('button[data-set]')) {
      button.setAttribute(
        'aria-pressed',
        String(state[button.dataset.set] === button.dataset.value),
      );
    }
    for (const link of scenarios) {
      const isShown = link.dataset.scenario === state.scenario;
      document.getElementById(`s${link.dataset.scenario}`).classList.toggle('away', !isShown);
      if (isShown) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  };

  const set = (key, value) => {
    // What other scripts of the page keep in the address stays there.
    const text = location.hash.slice(1);
    const state = new URLSearchParams(text.includes('=') ? text : '');
    for (const [name, one] of Object.entries({ ...read(), [key]: value })) state.set(name, one);
    history.replaceState(null, '', `#${state}`);
    apply();
    applyPrices();
  };

  for (const button of all('button[data-set]')) {
    button.addEventListener('click', () => set(button.dataset.set, button.dataset.value));
  }
  for (const link of scenarios) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      set('scenario', link.dataset.scenario);
    });
  }
  for (const button of all('button[data-copy]')) {
    // A page from a file or behind a sandbox has no clipboard: then there is no button either.
    button.hidden = navigator.clipboard === undefined;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      document.querySelector('[data-copied]').classList.remove('vh');
      document.querySelector('[data-copied]').hidden = false;
    });
  }

  // The only arithmetic of the page: hours, which the document gives, times prices that the reader sets.
  const prices = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    return { cpu: state.get('cpu'), gib: state.get('gib') };
  };
  const given = new Map(all('td[data-cpu]').map((cell) => [cell, cell.textContent]));
  const applyPrices = () => {
    const chosen = prices();
    for (const input of all('input[data-price]')) {
      const wanted = chosen[input.dataset.price] ?? input.defaultValue;
      if (input.value !== wanted) input.value = wanted;
    }
    const isOwn = chosen.cpu !== null || chosen.gib !== null;
    const [cpu, gib] = ['cpu', 'gib'].map((key) =>
      Number(document.querySelector(`input[data-price="${key}"]`)?.value),
    );
    for (const [cell, text] of given) {
      const cost = cell.dataset.cpu * cpu + cell.dataset.gib * gib;
      cell.textContent = isOwn
        ? cost < 100
          ? cost.toPrecision(3)
          : String(Math.round(cost))
        : text;
    }
    for (const note of all('[data-recomputed]')) note.hidden = !isOwn;
  };
  for (const box of all('.prices')) box.hidden = false;
  for (const input of all('input[data-price]')) {
    input.addEventListener('input', () => set(input.dataset.price, input.value));
  }

  // Paper cannot open anything.
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = all('details:not([open]):not(.noprint)');
    for (const details of opened) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
  });

  document.querySelector('.switches').hidden = false;
  addEventListener('hashchange', () => {
    apply();
    applyPrices();
  });
  apply();
  applyPrices();
})();
