// Elements of the page; nothing is ever read as HTML.

const SVG = 'http://www.w3.org/2000/svg';

// attributes: on… are listeners, false and undefined are left out. Empty children too.
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value || value === '') made.setAttribute(key, value);
  }
  made.append(...children.filter(Boolean));
  return made;
}

export function icon(name) {
  const drawing = document.createElementNS(SVG, 'svg');
  const use = document.createElementNS(SVG, 'use');
  drawing.setAttribute('class', 'icon');
  drawing.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `#icon-${name}`);
  drawing.append(use);
  return drawing;
}
