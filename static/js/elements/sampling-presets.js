// <sampling-presets>: what of a clip is sent, each way with what it takes and costs by
// the server's own formulas; without scripts they are plain choices.

import { compared } from "../lib/price.js";

class SamplingPresets extends HTMLElement {
  connectedCallback() {
    this.closest("form").addEventListener("estimated", ({ detail }) => {
      if (detail.presets.length) this.#show(compared(detail));
    });
  }

  #show(rows) {
    for (const label of this.querySelectorAll("[data-sampling]")) {
      const row = rows.get(label.dataset.sampling);
      if (!row) continue;
      const bar = label.querySelector("progress");
      const radio = label.querySelector("input");
      // The chosen one stays, so that its refusal can be read and mended.
      radio.disabled = !row.fits && !radio.checked;
      for (const name of ["resolved", "sends", "price", "takes", "apart"]) {
        label.querySelector(`.${name}`).textContent = row[name];
      }
      if (row.reason) label.querySelector(".hint").textContent = row.reason;
      label.toggleAttribute("data-reasoned", Boolean(row.reason));
      bar.hidden = !row.takes;
      bar.value = row.share;
    }
  }
}

customElements.define("sampling-presets", SamplingPresets);
