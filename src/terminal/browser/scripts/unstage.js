// Puts back what was changed for a comparison.
for (const [element, style] of window.sogoStyles ?? []) {
  if (style === null) element.removeAttribute('style');
  // Unlike the attribute, this is nothing that a Content-Security-Policy refuses.
  else element.style.cssText = style;
}
window.sogoStyles = undefined;
