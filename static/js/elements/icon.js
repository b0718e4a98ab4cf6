// Makes icons from the sprite that the page already uses; it never knows its address.

const SVG = "http://www.w3.org/2000/svg";

function addressOf(name) {
  const known = document.querySelector("svg use").getAttribute("href");
  return known.replace(/#.*$/, `#${name}`);
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", addressOf(name));
  svg.append(use);
  return svg;
}

/** Changes the picture of a button that has one. */
export function showIcon(button, name) {
  button.querySelector("use").setAttribute("href", addressOf(name));
}
