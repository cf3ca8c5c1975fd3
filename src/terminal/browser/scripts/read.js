// Reads the page. Answers null as long as it is not all there, or is still the one that was
// left. Arguments: the screen map.
if (document.readyState !== 'complete' || !document.body || window.sogoLeft) return null;
const [layout] = arguments;
const [screen, own] = layoutOf(layout);

const cells = (row, columns) => {
  const found = Object.entries(columns ?? {}).map(([field, selector]) => [field, row.querySelector(selector)]);
  for (const cell of row.querySelectorAll('[data-column]')) {
    if (cell.closest('[data-row]') === row) found.push([cell.dataset.column, cell]);
  }
  return found.filter(([, cell]) => cell).map(([field, cell]) => [field, said(cell)]);
};

const lists = own.rows
  ? [{ rows: [...document.querySelectorAll(own.rows)].map((row) => cells(row, own.columns)) }]
  : [...document.querySelectorAll('[data-list]')].map((list) => ({
      rows: [...list.querySelectorAll('[data-row]')]
        .filter((row) => row.closest('[data-list]') === list)
        .map((row) => cells(row, own.columns)),
    }));

const facts = Object.entries(own.facts ?? {})
  .map(([field, selector]) => [field, document.querySelector(selector)])
  .filter(([, place]) => place)
  .map(([field, place]) => [field, said(place)]);
// What an act came to stands before what the page is about, and who is logged in comes last.
const rank = (place) => (place.closest('[data-result]') ? 0 : place.closest('[data-session]') ? 2 : 1);
const places = [...document.querySelectorAll('[data-field]')].sort((one, other) => rank(one) - rank(other));
for (const place of places) facts.push([place.dataset.field, said(place)]);

const alert = document.querySelector(own.refusal || '[role="alert"][data-code]');
const menu = [...document.querySelectorAll(own.menu || 'nav[aria-label="メニュー"] a[href]')];
const next = document.querySelector(own.next || 'a[rel~="next"]');

return {
  screen,
  address: location.href,
  refusal: alert && {
    code: own.refusal_code ? alert.getAttribute(own.refusal_code) : (alert.dataset.code ?? alert.textContent.trim()),
    message: (alert.querySelector('[data-detail]') ?? alert).textContent.trim(),
  },
  done: document.querySelector(own.done || '[role="status"][data-done]') !== null,
  lists,
  facts,
  menu: menu.map((link) => link.textContent.trim()),
  next: next?.href ?? null,
  downloads: [...document.querySelectorAll(own.download || 'a[data-download]')].map((link) => link.href),
  words: words(),
  sight: { texts: parts().map(partText), shown: shown(), fits: fits() },
};
