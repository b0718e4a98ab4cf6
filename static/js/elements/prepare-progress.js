// <prepare-progress asset>: what is being done to a file, stage by stage, live; it says
// `prepared` when the work is over and never judges how it ended.

import { follower } from "../uploads.js";

class PrepareProgress extends HTMLElement {
  #words = "";

  async connectedCallback() {
    this.bar = this.querySelector("progress");
    this.said = this.querySelector("[data-part='words']");
    // A file that is gone is over too.
    await follower.follow(this.getAttribute("asset"), (stage) => this.#show(stage))
      .catch(() => {});
    if (this.isConnected) {
      this.dispatchEvent(new CustomEvent("prepared", { bubbles: true }));
    }
  }

  #show({ words, percent }) {
    if (percent === null) this.bar.removeAttribute("value");
    else this.bar.value = percent / 100;
    const text = percent === null ? words : `${words} · ${percent} %`;
    if (text !== this.#words) this.said.textContent = text;
    this.#words = text;
  }
}

customElements.define("prepare-progress", PrepareProgress);
