// The row that says which part of a long clip is in view, and moves it; it never draws
// the clip.

import { duration as clock } from "../lib/format.js";
import { isNearest, isWhole } from "../lib/view.js";

/** Answers `show(view)`; `zoom(factor)` and `pan(from)` hear the row. */
export function zoomRow(root, { zoom, pan }) {
  const [out, near] = root.querySelectorAll("[data-zoom]");
  const range = root.querySelector("input");
  for (const button of [out, near]) {
    button.addEventListener("click", () => zoom(Number(button.dataset.zoom)));
  }
  range.addEventListener("input", () => pan(Number(range.value)));
  // The arrows of the row are its own, not the player's.
  root.addEventListener("keydown", (event) => {
    if (event.target === range && /^(Arrow|Home|End|Page)/.test(event.key)) event.stopPropagation();
  });
  let shown = "";
  return (view) => {
    const { from, span, duration } = view;
    const words = isWhole(view) ? "The whole is in view" : `${clock(from)} to ${clock(from + span)} in view`;
    root.style.setProperty("--part", span / duration);
    Object.assign(range, { max: Math.max(0, duration - span), step: span / 10, disabled: isWhole(view) });
    range.value = from;
    for (const [button, off] of [[out, isWhole(view)], [near, isNearest(view)]]) button.ariaDisabled = String(off);
    if (words !== shown) range.ariaValueText = words;
    shown = words;
  };
}
