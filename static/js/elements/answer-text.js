// <answer-text>: a model's words as sentences that can be heard and clicked; text goes
// in as text and what is being read never moves.

import { momentOf, placeAt, sentences } from "../lib/sentences.js";
import { narrator } from "../narration.js";

class AnswerText extends HTMLElement {
  #text = "";
  #heard = null;

  connectedCallback() {
    if (!this.#text) this.show(this.textContent, { anew: true });
    this.addEventListener("click", (event) => this.#click(event));
    narrator.addEventListener("change", this.#follow);
  }

  disconnectedCallback() {
    narrator.removeEventListener("change", this.#follow);
  }

  get text() { return this.#text; }

  /** Appends what is new; only the last, unfinished sentence is written again. */
  show(text, { anew = !text.startsWith(this.#text) } = {}) {
    if (text === this.#text && !anew) return;
    if (anew) this.replaceChildren();
    const from = Number(this.lastElementChild?.dataset.start ?? 0);
    const parts = sentences(text.slice(from));
    const last = this.lastElementChild;
    parts.forEach((part, n) => {
      const span = n === 0 && last ? last : this.#span(from + part.start);
      const words = text.slice(from + part.start, from + part.end);
      if (span.firstChild) span.firstChild.data = words;
      else span.append(words);
    });
    this.#text = text;
  }

  #span(start) {
    const span = document.createElement("span");
    span.className = "sentence";
    span.dataset.start = start;
    this.append(span);
    return span;
  }

  get answer() { return this.closest("answer-view")?.dataset.answer; }

  #follow = () => {
    const mine = narrator.speaks(this.answer) && narrator.state !== "idle";
    const at = mine ? placeAt(this.#text, narrator.position, narrator.duration) : -1;
    const heard = at < 0 || narrator.state === "ended" ? null : this.#at(at);
    if (heard === this.#heard) return;
    this.#heard?.removeAttribute("aria-current");
    heard?.setAttribute("aria-current", "true");
    this.#heard = heard;
  };

  #at(place) {
    return [...this.children].findLast((span) => Number(span.dataset.start) <= place) ?? null;
  }

  #click({ target }) {
    const span = target.closest(".sentence");
    // Whoever selects words wants to read, not to jump.
    if (!span || !getSelection().isCollapsed) return;
    const start = Number(span.dataset.start);
    this.dispatchEvent(new CustomEvent("hear", {
      bubbles: true,
      detail: { seconds: (duration) => momentOf(this.#text, start, duration) },
    }));
  }
}

customElements.define("answer-text", AnswerText);
