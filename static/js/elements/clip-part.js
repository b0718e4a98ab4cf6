// <clip-part>: which part of a clip or a sound is asked about; its buttons take the
// place where the player stands. It never moves the player.

import { duration } from "../lib/format.js";

class ClipPart extends HTMLElement {
  #time = 0;

  connectedCallback() {
    document.addEventListener("media-time", this.#heard);
    for (const button of this.querySelectorAll("[data-takes]")) {
      button.hidden = false;
      button.addEventListener("click", () => this.#take(button.dataset.takes));
    }
  }

  disconnectedCallback() {
    document.removeEventListener("media-time", this.#heard);
  }

  #heard = ({ detail }) => { this.#time = detail.time; };

  #take(name) {
    const input = this.closest("form").elements[name];
    const tenths = Math.floor((this.#time % 1) * 10);
    input.value = `${duration(this.#time)}${tenths ? `.${tenths}` : ""}`;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("clip-part", ClipPart);
