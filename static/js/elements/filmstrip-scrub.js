// <filmstrip-scrub src strip>: shows the moment under the pointer over a poster; it
// never plays the video.

import { duration } from "../lib/format.js";
import { tileAlong } from "../lib/filmstrip.js";
import { drawTile } from "./timeline-canvas.js";

class FilmstripScrub extends HTMLElement {
  #image = null;

  connectedCallback() {
    // The card's link lies over the picture, so the card hears the pointer.
    const area = this.closest("[data-asset]");
    area.addEventListener("pointerenter", (event) => this.#enter(event));
    area.addEventListener("pointermove", (event) => this.#move(event));
    area.addEventListener("pointerleave", () => this.replaceChildren());
  }

  get strip() { return JSON.parse(this.getAttribute("strip")); }

  #enter(event) {
    if (event.pointerType === "touch" || this.#image) return;
    this.#image = new Image();
    this.#image.src = this.getAttribute("src");
  }

  #move({ clientX, clientY }) {
    if (!this.#image?.complete || !this.#image.naturalWidth) return;
    const box = this.getBoundingClientRect();
    if (clientY > box.bottom) {
      this.replaceChildren();
      return;
    }
    const along = Math.max(0, Math.min(0.9999, (clientX - box.left) / box.width));
    if (!this.firstChild) this.#build();
    const [canvas, line, time] = this.children;
    drawTile(canvas, { image: this.#image, tile: tileAlong(this.strip, along) });
    line.style.insetInlineStart = `${along * 100}%`;
    time.textContent = duration(along * Number(this.getAttribute("duration")));
  }

  #build() {
    const canvas = document.createElement("canvas");
    const line = document.createElement("i");
    line.className = "scrub";
    const time = document.createElement("span");
    time.className = "length";
    this.append(canvas, line, time);
  }
}

customElements.define("filmstrip-scrub", FilmstripScrub);
