// <wave-form src>: the shape of a sound, drawn from its peaks; it never plays.

import { drawWaveform } from "./timeline-canvas.js";

class WaveForm extends HTMLElement {
  #peaks = null;
  #resize = null;
  #seen = null;

  connectedCallback() {
    const canvas = document.createElement("canvas");
    this.replaceChildren(canvas);
    this.#resize = new ResizeObserver(() => this.#draw(canvas));
    // A long library asks only for what is about to be seen.
    this.#seen = new IntersectionObserver(([entry]) => {
      if (entry.isIntersecting) this.#load(canvas);
    }, { rootMargin: "300px" });
    this.#seen.observe(this);
  }

  disconnectedCallback() {
    this.#resize.disconnect();
    this.#seen.disconnect();
  }

  async #load(canvas) {
    this.#seen.disconnect();
    const answer = await fetch(this.getAttribute("src")).catch(() => null);
    if (!answer?.ok) return;
    this.#peaks = (await answer.json()).peaks;
    this.#resize.observe(canvas);
  }

  #draw(canvas) {
    if (this.#peaks) drawWaveform(canvas, this.#peaks, { bar: 3, gap: 2 });
  }
}

customElements.define("wave-form", WaveForm);
