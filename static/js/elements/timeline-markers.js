// The markers on a line of time, as buttons that stay the same while the view changes,
// so that the focus stays; it never seeks itself.

import { duration as clock } from "../lib/format.js";
import { placeMarkers } from "../lib/timeline.js";
import { whole } from "../lib/view.js";

export class TimelineMarkers {
  #buttons = [];

  /** `go(start, end)` hears a press. */
  constructor(line, go) {
    Object.assign(this, { line, go });
  }

  /** Other markers, on a line of `duration` seconds. */
  set(markers, duration) {
    const known = placeMarkers(markers, whole(duration));
    this.#buttons = known.map((marker) => ({ marker, button: this.#button(marker) }));
    this.line.hidden = !known.length;
    this.line.replaceChildren(...this.#buttons.map(({ button }) => button));
  }

  place(view) {
    for (const { marker, button } of this.#buttons) {
      const [placed] = placeMarkers([marker], view);
      button.hidden = !placed;
      if (!placed) continue;
      Object.assign(button.style, { insetInlineStart: `${placed.left}%`, inlineSize: `${placed.width}%` });
    }
  }

  #button({ start, end, label, kind }) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "marker", title: label });
    button.ariaLabel = `${label}, at ${clock(start)}`;
    button.dataset.kind = kind;
    button.addEventListener("click", () => this.go(start, end));
    return button;
  }
}
