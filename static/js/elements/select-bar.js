// <select-bar>: how many files of the sheet are chosen for a batch. Its button takes
// those, or all that the filter shows while none is chosen; it starts nothing.

import { keys } from "../page.js";
import { announce } from "./announce.js";
import { count } from "../lib/format.js";

class SelectBar extends HTMLElement {
  #off = () => {};
  #last = null;

  connectedCallback() {
    this.form = this.querySelector("form");
    this.words = this.querySelector("[data-part='words']");
    this.clear = this.querySelector("[data-part='clear']");
    this.sheet = document.getElementById("sheet");
    this.sheet.addEventListener("change", ({ target }) => this.#changed(target));
    this.sheet.addEventListener("click", (event) => this.#range(event));
    this.sheet.addEventListener("renewed", () => this.#show());
    this.clear.addEventListener("click", () => this.#none());
    this.#off = keys.add({
      key: "X",
      label: "Choose for a batch",
      run: () => document.activeElement.closest("[data-asset]").querySelector(".pick").click(),
      when: () => Boolean(document.activeElement?.closest("[data-asset]")),
    });
    this.#show();
  }

  disconnectedCallback() { this.#off(); }

  get picks() { return [...this.sheet.querySelectorAll(".pick")]; }

  #changed(target) {
    if (!target.matches(".pick")) return;
    this.#show();
    announce(this.words.textContent);
  }

  /** With Shift, all from the one before to this one are as this one. */
  #range(event) {
    const pick = event.target.closest(".pick");
    if (!pick) return;
    const picks = this.picks;
    const ends = [picks.indexOf(this.#last), picks.indexOf(pick)].sort((a, b) => a - b);
    if (event.shiftKey && ends[0] >= 0) {
      for (const one of picks.slice(ends[0], ends[1] + 1)) one.checked = pick.checked;
      this.#show();
    }
    this.#last = pick;
  }

  #none() {
    for (const pick of this.picks) pick.checked = false;
    this.#show();
    this.querySelector("button[type=submit]").focus();
  }

  #show() {
    const chosen = this.picks.filter((pick) => pick.checked).length;
    this.form.elements.every.disabled = chosen > 0;
    this.clear.hidden = !chosen;
    this.words.textContent = chosen ? `New batch of ${count(chosen)}` : "New batch of all shown";
  }
}

customElements.define("select-bar", SelectBar);
