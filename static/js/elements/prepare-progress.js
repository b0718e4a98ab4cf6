// <prepare-progress job>: what is being done to a file, stage by stage, live; it says
// `prepared` when the work is over and never judges how it ended.

import { follower } from "../page.js";

class PrepareProgress extends HTMLElement {
  #words = "";

  connectedCallback() {
    this.bar = this.querySelector("progress");
    this.said = this.querySelector("[data-part='words']");
    this.#follow(this.getAttribute("job"));
  }

  async #follow(job) {
    if (job) await follower.watch(job, (stage) => this.#show(stage));
    if (this.isConnected) {
      this.dispatchEvent(new CustomEvent("prepared", { bubbles: true }));
    }
  }

  #show({ words, percent }) {
    if (this.bar && percent === null) this.bar.removeAttribute("value");
    else if (this.bar) this.bar.value = percent / 100;
    const text = percent === null ? words : `${words} · ${percent} %`;
    if (text !== this.#words) this.said.textContent = text;
    this.#words = text;
  }
}

customElements.define("prepare-progress", PrepareProgress);
