// <thinking-line data-seconds [data-live]>: that a model thinks, and for how long it
// did. It counts by itself; screen readers hear of it only where they read it.

import { thinkingWords } from "../lib/thinking.js";

const TICK_MS = 1000;

class ThinkingLine extends HTMLElement {
  #timer = null;
  #begun = null;

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  get seconds() {
    const before = Number(this.dataset.seconds) || 0;
    return this.#begun === null ? before : before + (performance.now() - this.#begun) / 1000;
  }

  /** It thinks; told again it goes on counting. */
  think() {
    if (this.#begun !== null) return;
    this.#begun = performance.now();
    this.dataset.live = "";
    this.#timer = setInterval(() => this.#say(), TICK_MS);
    this.#say();
  }

  /** It has thought; where nothing was counted, what the server said stays. */
  rest() {
    if (!("live" in this.dataset)) return;
    clearInterval(this.#timer);
    delete this.dataset.live;
    this.#say();
  }

  #say() {
    this.textContent = thinkingWords(this.seconds, "live" in this.dataset);
  }
}

customElements.define("thinking-line", ThinkingLine);
