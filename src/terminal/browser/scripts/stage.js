// Makes the page comparable: covers and takes away what differs from run to run. Arguments:
// the selectors of both, and the typeface to show the page in. Answers whether all of the page
// is in the window then; null if there is no such typeface on the machine, and 'passed over'
// where the page has something with which it is not compared.
const [varying, typeface] = arguments;
const stage = () => {
  window.sogoStyles = new Map();
  const change = (element, property, value) => {
    if (!window.sogoStyles.has(element)) window.sogoStyles.set(element, element.getAttribute('style'));
    element.style.setProperty(property, value, 'important');
  };
  for (const element of varying.leftOut.flatMap((selector) => [...document.querySelectorAll(selector)])) {
    change(element, 'display', 'none');
  }
  for (const link of document.querySelectorAll('a')) {
    // Whether it was visited depends on what went before; what a picture covers stays so.
    if (!link.style.color) change(link, 'color', getComputedStyle(link).color);
  }
  for (const place of varying.covered.flatMap((selector) => [...document.querySelectorAll(selector)])) {
    for (const element of [place, ...place.querySelectorAll('*')]) {
      change(element, 'color', 'transparent');
      change(element, '-webkit-text-fill-color', 'transparent');
      change(element, 'background-color', '#ccc');
    }
  }
  for (const element of document.querySelectorAll('body, body *')) {
    change(element, 'font-family', `"${typeface}"`);
  }
  // Where the pointer happens to be is no part of the page.
  change(document.documentElement, 'pointer-events', 'none');
  return fits();
};
if (varying.passedOver.some((selector) => document.querySelector(selector))) return 'passed over';
// Loads only if the machine has it.
return new FontFace('sogo-typeface', `local("${typeface}")`).load().then(stage, () => null);
