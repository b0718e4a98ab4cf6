// <estimate-notes>: what people should know before they pay: what of the file is lost,
// and what the call takes. It asks nothing; the price button tells its form.

import { takes } from "../lib/price.js";

class EstimateNotes extends HTMLElement {
  connectedCallback() {
    this.find = (name) => this.querySelector(`[data-part="${name}"]`);
    this.closest("form").addEventListener("estimated", ({ detail }) => this.#show(detail));
  }

  #show(told) {
    const lines = takes(told);
    this.find("fold").hidden = !lines.length;
    this.find("takes").replaceChildren(...lines.flatMap(([name, words]) => [
      Object.assign(document.createElement("dt"), { textContent: name }),
      Object.assign(document.createElement("dd"), { textContent: words }),
    ]));
    this.#tell(told.plan?.notes ?? []);
  }

  /** The list changes only with its words, so that it is read out once. */
  #tell(notes) {
    const list = this.find("notes");
    const shown = Array.from(list.children, (item) => item.textContent.trim());
    if (shown.join("\n") === notes.join("\n")) return;
    list.replaceChildren(...notes.map((words) => {
      const item = this.querySelector("template").content.firstElementChild.cloneNode(true);
      item.querySelector("span").textContent = words;
      return item;
    }));
    list.hidden = !notes.length;
  }
}

customElements.define("estimate-notes", EstimateNotes);
