// <model-picker>: which model, and what it sees, hears and speaks.

const SENSES = {
  see: ({ accepts }) => /image|video/.test(accepts),
  hear: ({ accepts }) => /audio/.test(accepts),
  speak: ({ answers }) => /audio/.test(answers),
};

class ModelPicker extends HTMLElement {
  connectedCallback() {
    this.select = this.querySelector("select");
    this.select.addEventListener("change", () => this.#show());
    // The composer may have chosen the model of last time meanwhile.
    requestAnimationFrame(() => this.#show());
  }

  #show() {
    const option = this.select.selectedOptions[0];
    if (!option) return;
    this.querySelector("[data-part='senses']").hidden = false;
    for (const chip of this.querySelectorAll("[data-sense]")) {
      const has = SENSES[chip.dataset.sense](option.dataset);
      chip.classList.toggle("off", !has);
      chip.title = has ? "" : "This model cannot";
    }
  }
}

customElements.define("model-picker", ModelPicker);
