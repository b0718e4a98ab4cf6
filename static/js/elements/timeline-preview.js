// The little picture and time over the line, for the pointer or for the keys; moving it
// never asks the page for its measures.

import { duration as clock, place } from "../lib/format.js";
import { tileAt } from "../lib/filmstrip.js";
import { momentAt, placeOf } from "../lib/timeline.js";
import { drawTile } from "./timeline-canvas.js";

// Where less than this is in view, a second is too coarse.
const FINE_S = 60;

export class TimelinePreview {
  #image = null;
  #strip = null;
  #shown = -1;
  #held = false;
  #hovered = null;
  #now = { time: 0, view: null, width: 0 };

  /** `root` is the box, `line` what takes the focus of the keys. */
  constructor(root, line) {
    this.root = root;
    this.canvas = root.querySelector("canvas");
    this.words = root.querySelector("time");
    line.addEventListener("focus", () => this.hold(line.matches(":focus-visible")));
    line.addEventListener("blur", () => this.hold(false));
    line.addEventListener("keydown", ({ key }) => { if (key === "Escape") this.hold(false); });
  }

  picture({ image, strip }) {
    [this.#image, this.#strip] = [image, strip];
    this.canvas.hidden = false;
    this.#show();
  }

  /** The media stands at `time`, on a line `width` pixels wide. */
  stand(time, { view, width }) {
    this.#now = { time, view, width };
    this.#show();
  }

  /** Over the playhead, for who moves it with the keys; Esc takes it away. */
  hold(on) {
    this.#held = on;
    this.#show();
  }

  /** Over the moment that stands `x` pixels into the line, whatever comes into view there. */
  hover(x) {
    this.#hovered = x;
    this.#show();
  }

  leave() { this.hover(null); }

  #show() {
    const { view, width, time: now } = this.#now;
    const shown = width > 0 && (this.#held || this.#hovered !== null);
    if (this.root.hidden === shown) this.root.hidden = !shown;
    if (!shown) return;
    const time = this.#hovered === null ? now : momentAt(this.#hovered, width, view);
    const words = view.span < FINE_S ? place(time) : clock(time);
    if (this.words.textContent !== words) this.words.textContent = words;
    if (this.#image) this.#draw(tileAt(this.#strip, time));
    // Half of its own width to the left, and never beyond the line's ends.
    const x = placeOf(time, width, view);
    this.root.style.transform = `translateX(clamp(0px, ${x}px - 50%, ${width}px - 100%))`;
  }

  #draw(tile) {
    if (tile.index === this.#shown) return;
    this.#shown = tile.index;
    drawTile(this.canvas, { image: this.#image, tile });
  }
}
