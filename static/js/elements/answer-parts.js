// <answer-parts>: the parts of an answer with their states as they come, and what happens
// in the clip, marked on the player's line of time; it asks nothing of a model.

import { partOf } from "./part.js";

class AnswerParts extends HTMLElement {
  #seen = "";
  #busy = false;
  #again = false;

  connectedCallback() {
    this.addEventListener("focusin", () => this.#mark());
    this.#arrive();
  }

  /** Looks again when the log says that a part has come to its end, or begun to wait. */
  follow({ status, progress }) {
    const now = `${status} ${progress.parts?.done ?? ""}`;
    if (now === this.#seen || (status !== "waiting" && !progress.parts)) return;
    this.#seen = now;
    this.#draw();
  }

  async #draw() {
    this.#again = this.#busy;
    if (this.#busy) return;
    this.#busy = true;
    do {
      this.#again = false;
      const { conversation } = this.closest("ask-panel").dataset;
      const { id } = this.closest("answer-view");
      const fresh = await partOf(`/conversations/${conversation}/`, `#${id} answer-parts`);
      if (fresh && this.isConnected) this.#take(fresh);
    } while (this.#again && this.isConnected);
    this.#busy = false;
  }

  /** What a person opened or closed stays so, and the focus where it was. */
  #take(fresh) {
    for (const fold of fresh.querySelectorAll("details")) {
      const old = this.querySelector(`[data-holds="${fold.dataset.holds}"]`);
      if (old) fold.open = old.open;
    }
    const { id } = this.contains(document.activeElement) ? document.activeElement : {};
    this.hidden = fresh.hidden;
    this.replaceChildren(...fresh.childNodes);
    if (id) document.getElementById(id)?.focus({ preventScroll: true });
    this.#arrive();
  }

  async #arrive() {
    const alone = !document.querySelector("media-player");
    for (const chip of this.querySelectorAll(".evidence-chip")) chip.disabled = alone;
    if (alone) return;
    await customElements.whenDefined("media-player");
    this.#mark();
  }

  #mark() {
    const markers = [...this.querySelectorAll("[data-event]")].map(({ dataset, nextElementSibling }) => ({
      start: Number(dataset.start), end: Number(dataset.end),
      label: nextElementSibling.textContent, kind: "event",
    }));
    if (!markers.length) return;
    document.dispatchEvent(new CustomEvent("media-markers", { detail: { markers } }));
  }
}

customElements.define("answer-parts", AnswerParts);
