// What the scripts of a page have in common: the state in the #hash, and words of templates in the language of the page.
// biome-ignore lint/correctness/noUnusedVariables: the scripts that are joined behind it use it.
const shared = (() => {
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];
  /** A link to a place alone is `#place`. */
  const read = () => new URLSearchParams(location.hash.slice(1).replace(/^(?=[^=]+$)/, 'at='));
  const put = (key, value) => {
    const state = read();
    if (value === '') state.delete(key);
    else state.set(key, value);
    history.replaceState(null, '', `#${state}`);
  };
  /** What a template holds; quoted text stays, in whatever language it is. */
  const copy = (element) => {
    const made = element.cloneNode(true);
    for (const each of made.querySelectorAll('[lang]:not(.quote)')) {
      each.hidden = each.lang !== root.lang;
    }
    return made;
  };
  /** A function of the name of a word; undefined where the page has no such template. */
  const findWords = (attribute) => {
    const words = document.querySelector(`template[${attribute}]`)?.content;
    return words && ((word) => copy(words.querySelector(`[data-word=${word}]`)));
  };
  return { root, all, read, put, copy, findWords };
})();
