// What the page does in a browser: language, theme, scenario, copying. All state is in the #hash.
(() => {
  // A link to a place may stand among the rest as `at`, too.
  const { root, all, read: readState } = shared;
  const scenarios = all('a[data-scenario]');
  const first = document.querySelector('a[data-first]')?.dataset.scenario ?? '1';

  const findPlace = (state) => document.getElementById(state.get('at') ?? '');

  const read = () => {
    const state = readState();
    const choose = (key, allowed) => {
      const value = state.get(key) ?? '';
      return allowed.includes(value) ? value : allowed[0];
    };
    const numbers = scenarios.map((link) => link.dataset.scenario);
    // A link into a scenario shows that one.
    const inside = findPlace(state)?.closest('.scenario')?.id.slice(1);
    return {
      lang: choose('lang', ['en', 'zh']),
      theme: choose('theme', ['auto', 'light', 'dark']),
      ...(document.querySelector('[data-paper-all]') && {
        paper: choose('paper', ['short', 'all']),
      }),
      scenario: numbers.includes(inside) ? inside : choose('scenario', [first, ...numbers]),
    };
  };

  const showLanguage = (lang) => {
    const shown = lang === 'zh' ? 'zh-Hans' : 'en';
    // As it was written, it is in English: a page of sixty variants has ten thousand places.
    if (shown === 'en' && root.lang === 'en') return;
    root.lang = shown;
    for (const element of all('body [lang]:not(.quote, header button)')) {
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
    if (state.paper) root.dataset.paper = state.paper;
    for (const box of all('[data-paper-all]')) box.checked = state.paper === 'all';
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
    const state = readState();
    if (key === 'scenario') state.delete('at');
    for (const [name, one] of Object.entries({ ...read(), [key]: value })) state.set(name, one);
    if (state.get('paper') === 'short') state.delete('paper');
    history.replaceState(null, '', `#${state}`);
    apply();
    applyPrices();
  };

  // Another language is of another length: what the reader looks at stays where it is.
  const keepPlace = (change) => {
    const isAbove = (each) =>
      each.getClientRects().length > 0 && each.getBoundingClientRect().top < 120;
    const seen =
      scrollY > 0 ? all('main section, main figure, main table').findLast(isAbove) : null;
    const before = seen?.getBoundingClientRect().top;
    change();
    if (seen) scrollBy(0, seen.getBoundingClientRect().top - before);
  };

  for (const button of all('button[data-set]')) {
    const { set: key, value } = button.dataset;
    button.addEventListener('click', () => keepPlace(() => set(key, value)));
  }
  for (const link of scenarios) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      set('scenario', link.dataset.scenario);
    });
  }

  // Links to places of the page keep what is chosen on it, and open what the place lies in.
  const go = (place) => {
    for (let each = place; each; each = each.parentElement) {
      if (each.localName === 'details') each.open = true;
    }
    place.scrollIntoView();
  };
  for (const link of all('a[href^="#"]:not([data-scenario])')) {
    link.addEventListener('click', (event) => {
      const id = link.getAttribute('href').slice(1);
      const place = document.getElementById(id);
      if (place === null) return;
      event.preventDefault();
      set('at', id);
      go(place);
      place.setAttribute('tabindex', '-1');
      place.focus({ preventScroll: true });
      if (!isWide.matches && contents) contents.open = false;
    });
  }

  // The contents stand open where there is room beside the page.
  const contents = document.querySelector('.contents > details');
  const isWide = matchMedia('(min-width: 1280px)');
  const fitContents = () => {
    if (contents) contents.open = isWide.matches;
  };
  isWide.addEventListener('change', fitContents);
  fitContents();
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
    const state = readState();
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

  // Paper cannot open anything; details are left out of it unless they are asked for.
  let opened = [];
  addEventListener('beforeprint', () => {
    const isShort = root.dataset.paper === 'short';
    opened = isShort ? [] : all('details:not([open])');
    for (const details of opened) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
  });

  for (const box of all('[data-paper-all]')) {
    box.addEventListener('change', () => set('paper', box.checked ? 'all' : 'short'));
  }

  document.querySelector('.switches').hidden = false;
  addEventListener('hashchange', () => {
    apply();
    applyPrices();
  });
  apply();
  applyPrices();
  const place = findPlace(readState());
  if (place) go(place);
})();
