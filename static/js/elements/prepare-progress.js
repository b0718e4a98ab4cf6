// <prepare-progress asset>: what is being done to a file, stage by stage, live; it says
// `prepared` when the work is over and never judges how it ended.

import { Remaining } from "../lib/remaining.js";
import { follower } from "../uploads.js";
import { announceWork } from "./announce.js";

const TICK_MS = 1000;

class PrepareProgress extends HTMLElement {
  #remaining = new Remaining();
  #timer = null;
  #end = () => {};

  async connectedCallback() {
    this.bar = this.querySelector("progress");
    this.said = this.querySelector("[data-part='words']");
    this.#end = announceWork("Preparing the file");
    this.#show({ words: this.said.textContent, percent: null, far: null });
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    // A file that is gone is over too.
    await follower.follow(this.getAttribute("asset"), (stage) => this.#show(stage))
      .catch(() => {});
    if (this.isConnected) {
      this.#end("Preparing the file is over.");
      this.dispatchEvent(new CustomEvent("prepared", { bubbles: true }));
    }
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#end();
  }

  #show(stage) {
    if (stage.far === null) this.bar.removeAttribute("value");
    else this.bar.value = stage.far;
    this.#remaining.add(stage, performance.now());
    this.#tick();
  }

  #tick() {
    const words = this.#remaining.words(performance.now());
    if (words !== this.said.textContent) this.said.textContent = words;
  }
}

customElements.define("prepare-progress", PrepareProgress);
