// What the scripts share. `layout` is the screen map of the endpoint.
const layoutOf = (layout) => {
  const marked = Object.entries(layout.screens).find(([, own]) => own.mark && document.querySelector(own.mark));
  const screen = marked ? marked[0] : (document.body.dataset.screen ?? '');
  return [screen, layout.screens[screen] ?? {}];
};

// A text without the white space of the page's source around it. A full-width space is a
// character of a name, and stays.
const bare = (text) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');

// What an element says: the machine-readable value where there is one, else its text.
const said = (element) => {
  if (element.matches('input, textarea, select')) return element.value;
  const keyed = [...element.querySelectorAll('[data-key]')];
  if (keyed.length > 0) return Object.fromEntries(keyed.map((one) => [one.dataset.key, said(one)]));
  const list = element.matches('ul, ol') ? element : element.querySelector('ul, ol');
  if (list) return [...list.children].map(said);
  const data = element.matches('data[value]') ? element : element.querySelector('data[value]');
  if (data) return data.value;
  const time = element.matches('time[datetime]') ? element : element.querySelector('time[datetime]');
  if (time) return time.dateTime;
  return bare(element.textContent);
};

// Everything that shows a text of its own, in a fixed order.
const parts = () =>
  [...document.body.querySelectorAll('*')].filter((element) => {
    if (element.matches('script, style, option')) return false;
    if (element.matches('input')) return !['password', 'hidden', 'file', 'submit', 'button'].includes(element.type);
    if (element.matches('textarea, select')) return true;
    return [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
  });

const partText = (element) => {
  if (element.matches('select')) return element.selectedOptions[0]?.textContent ?? '';
  return element.matches('input, textarea') ? element.value : element.textContent;
};

// All that can be read on the page: texts as they stand beside each other, and what stands in
// fields. What is not visible is not read.
const shown = () => {
  const fields = [...document.querySelectorAll('input, textarea, select')].filter(
    (field) => !['password', 'hidden', 'file'].includes(field.type) && getComputedStyle(field).visibility === 'visible',
  );
  const values = fields.map((field) => partText(field) || field.placeholder || '');
  return `${document.body.innerText}\n${values.join(' ')}`;
};

// Whether all of the page is in the window.
const fits = () =>
  document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth;

// Every word that the page says, one a line in quotes. The token of a form is no word.
const words = () => {
  const values = [...document.querySelectorAll('data[value]')].map((one) => one.value);
  const times = [...document.querySelectorAll('time[datetime]')].map((one) => one.dateTime);
  const inputs = [...document.querySelectorAll('input:not([name="csrf"]), textarea, option')].map((one) => one.value);
  return [...parts().map(partText), ...values, ...times, ...inputs].map((word) => `"${word.trim()}"`).join('\n');
};
