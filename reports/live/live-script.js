// Replaces the fragments of the page by what the run sends; every word of them was written by the server.
(() => {
  // Also where scripts are kept from running in whatever way, the page says that it stands still.
  document.getElementById('live-still').hidden = true;
  const lost = document.getElementById('live-lost');
  const source = new EventSource('events');

  const replace = (id, markup) => {
    const place = document.getElementById(id);
    if (place === null) return;
    // Who has moved into a box by keyboard or scrolled it stays where he is.
    const boxes = [...place.querySelectorAll('.scroll[id]')].map((box) => [box.id, box.scrollLeft]);
    const focused = place.contains(document.activeElement) ? document.activeElement.id : '';
    place.innerHTML = markup;
    for (const [boxId, left] of boxes) {
      const box = document.getElementById(boxId);
      if (box !== null) box.scrollLeft = left;
    }
    if (focused !== '') document.getElementById(focused)?.focus({ preventScroll: true });
  };

  source.addEventListener('fragments', ({ data }) => {
    for (const [id, markup] of Object.entries(JSON.parse(data))) replace(id, markup);
    // The script of the page shows the language that was chosen.
    dispatchEvent(new Event('hashchange'));
  });
  source.addEventListener('ended', () => source.close());
  source.addEventListener('open', () => {
    lost.hidden = true;
  });
  source.addEventListener('error', () => {
    lost.hidden = false;
  });
})();
