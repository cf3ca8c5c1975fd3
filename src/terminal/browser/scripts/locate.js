// Finds the form of an act and what to do in it. Arguments: the screen map, the act, and
// field → value. A form that already names another value in a hidden input, or stands in
// a row with another one, is not meant.
const [layout, act, wanted] = arguments;
const [, own] = layoutOf(layout);
const way = own.forms?.[act] ?? {};
const input = (form, field) => form.querySelector(way.inputs?.[field] || `[name="${CSS.escape(field)}"]`);
const inputs = (form, field) => [...form.querySelectorAll(way.inputs?.[field] || `[name="${CSS.escape(field)}"]`)];
const cell = (form, field) => {
  const row = form.closest('[data-row]');
  return row?.querySelector(`[data-column="${CSS.escape(field)}"]`) ?? null;
};
const isFixed = (element) => element && (element.type === 'hidden' || element.readOnly);
const forms = [...document.querySelectorAll(way.form || `form[data-act="${CSS.escape(act)}"]`)];
if (forms.length === 0) return { form: false };
const form = forms.find((form) =>
  Object.entries(wanted).every(([field, value]) => {
    const place = input(form, field);
    if (isFixed(place)) return place.value === value;
    const told = cell(form, field);
    return place !== null || (told && said(told) === value);
  }),
);
if (!form) {
  const lacking = Object.keys(wanted).filter((field) => !forms.some((form) => input(form, field) || cell(form, field)));
  return { form: true, lacking };
}

const steps = [];
for (const [field, value] of Object.entries(wanted)) {
  const place = input(form, field);
  if (!place || isFixed(place)) continue;
  if (place.type === 'radio') {
    const choice = inputs(form, field).find((one) => one.value === value);
    if (!choice) return { form: true, lacking: [], unoffered: [value] };
    if (!choice.checked) steps.push({ how: 'click', element: choice });
  } else if (place.type === 'checkbox') {
    const missing = Array.isArray(value) ? value.filter((one) => !inputs(form, field).some((box) => box.value === one)) : [];
    if (missing.length > 0) return { form: true, lacking: [], unoffered: missing };
    for (const one of inputs(form, field)) {
      const on = Array.isArray(value) ? value.includes(one.value) : value === 'true' || value === one.value;
      if (one.checked !== on) steps.push({ how: 'click', element: one });
    }
  } else if (place.tagName === 'SELECT') {
    const choice = [...place.options].find((one) => one.value === value);
    if (!choice) return { form: true, lacking: [], unoffered: [value] };
    if (!choice.selected) steps.push({ how: 'click', element: choice });
  } else if (['date', 'datetime-local', 'month', 'time', 'number', 'color', 'range'].includes(place.type)) {
    // What is typed there depends on the language of the browser.
    place.value = value;
    place.dispatchEvent(new Event('input', { bubbles: true }));
    place.dispatchEvent(new Event('change', { bubbles: true }));
  } else if (place.type === 'file') {
    steps.push({ how: 'file', element: place, value });
  } else if (place.value !== value) {
    steps.push({ how: place.value === '' ? 'type' : 'replace', element: place, value });
  }
}
// A browser that refuses to send a form would keep the server from having its say.
form.noValidate = true;
const submit =
  (way.submit && (form.querySelector(way.submit) || document.querySelector(way.submit))) ||
  form.querySelector('button[type="submit"], button:not([type]), input[type="submit"]');
return { form: true, lacking: submit ? [] : ['(送信ボタン)'], steps, submit };
