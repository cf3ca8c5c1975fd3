// Covers parts of the page. Arguments: their places in the order of `parts`. Answers what can
// still be read.
const [places] = arguments;
const all = parts();
const covered = places.flatMap((place) => [all[place], ...(all[place]?.querySelectorAll('*') ?? [])]).filter(Boolean);
for (const element of covered) {
  for (const property of ['color', 'background-color', '-webkit-text-fill-color']) {
    element.style.setProperty(property, '#000', 'important');
  }
  element.style.setProperty('text-shadow', 'none', 'important');
  element.style.setProperty('visibility', 'hidden', 'important');
}
const left = shown();
for (const element of covered) element.style.removeProperty('visibility');
return left;
