// <field-counter for>: how much of a field's room is used; it never cuts anything off.

import { measured } from "../lib/edits.js";

class FieldCounter extends HTMLElement {
  connectedCallback() {
    this.control = document.getElementById(this.getAttribute("for"));
    this.control.addEventListener("input", () => this.#show());
    this.#show();
  }

  #show() {
    const { chars, items, many } = this.dataset;
    const room = { chars: Number(chars), items: Number(items), many: many !== undefined };
    const { words, over } = measured(this.control.value, room);
    this.textContent = words;
    this.toggleAttribute("data-over", over);
  }
}

customElements.define("field-counter", FieldCounter);
