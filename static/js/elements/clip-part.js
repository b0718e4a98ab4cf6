// <clip-part>: which part of a clip or a sound is asked about;
// its buttons take the place where the player stands. It never moves the player.

import { place } from "../lib/format.js";

class ClipPart extends HTMLElement {
  #time = 0;

  connectedCallback() {
    const named = (name) => this.querySelector(`[name="${name}"]`);
    [this.from, this.to] = [named("start_s"), named("end_s")];
    document.addEventListener("media-time", this.#heard);
    for (const button of this.querySelectorAll("[data-takes]")) {
      button.hidden = false;
      button.addEventListener("click", () => this.#set({ [button.dataset.takes]: place(this.#time) }));
    }
    this.whole = this.querySelector("[data-does='whole']");
    this.whole.addEventListener("click", () => {
      this.#set({ start_s: "", end_s: "" });
      this.from.focus();
    });
    this.addEventListener("input", () => this.#look());
    this.#look();
  }

  disconnectedCallback() {
    document.removeEventListener("media-time", this.#heard);
  }

  /** To the part's beginning; with the first part that the model takes, if any. */
  begin(part) {
    const free = !this.from.value && !this.to.value;
    if (free && part) this.#set({ start_s: place(part[0]), end_s: place(part[1]) });
    this.from.focus();
    this.from.select();
  }

  #heard = ({ detail }) => { this.#time = detail.time; };

  #set(values) {
    for (const [name, words] of Object.entries(values)) {
      this.querySelector(`[name="${name}"]`).value = words;
    }
    for (const name of ["input", "change"]) this.from.dispatchEvent(new Event(name, { bubbles: true }));
  }

  #look() {
    const inputs = [this.from, this.to];
    this.whole.hidden = !inputs.some((input) => input.value);
    for (const input of inputs) input.ariaInvalid = input.validity.valid ? null : "true";
    this.querySelector("[data-part='unclear']").hidden = inputs.every((input) => input.validity.valid);
  }
}

customElements.define("clip-part", ClipPart);
