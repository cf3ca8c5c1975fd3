// Covers parts of the page. Arguments: their places in the order of `parts`.
const [places] = arguments;
const all = parts();
for (const place of places) {
  for (const element of [all[place], ...(all[place]?.querySelectorAll('*') ?? [])]) {
    for (const property of ['color', 'background-color', '-webkit-text-fill-color']) {
      element?.style.setProperty(property, '#000', 'important');
    }
    element?.style.setProperty('text-shadow', 'none', 'important');
  }
}
