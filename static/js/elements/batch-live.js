// <batch-live data-job data-seq>: how far a batch is, live; it asks for its part of the
// page when the log says that something changed, and now and then; it changes nothing.

import { socket } from "../page.js";
import { announceWork } from "./announce.js";
import { LivePart } from "./live-part.js";

// Many files may end in one second; a person reads one picture of them.
const PAUSE_MS = 800;
const LOOK_MS = 5000;

class BatchLive extends LivePart {
  #due = null;
  #look = null;
  #unwatch = () => {};
  #end = () => {};

  connectedCallback() {
    super.connectedCallback();
    const { job, seq } = this.dataset;
    if (!job) return;
    this.#unwatch = socket.watch(job, { after: Number(seq), event: () => this.refresh() });
    this.#look = setInterval(() => this.refresh(), LOOK_MS);
    this.#end = announceWork("The batch");
  }

  disconnectedCallback() {
    clearTimeout(this.#due);
    this.#stop("");
  }

  refresh() {
    this.#due ??= setTimeout(() => {
      this.#due = null;
      super.refresh();
    }, PAUSE_MS);
  }

  /** Files that stand as before stay as they are, and the focus where it was. */
  renew(fresh) {
    const focus = this.contains(document.activeElement) ? document.activeElement.id : null;
    for (const item of fresh.querySelectorAll("li[data-version]")) {
      const old = document.getElementById(item.id);
      if (old?.dataset.version === item.dataset.version) item.replaceWith(old);
    }
    const over = !fresh.dataset.job;
    this.replaceChildren(...document.adoptNode(fresh).childNodes);
    if (focus !== null) {
      const same = focus && document.getElementById(focus);
      (same || this.querySelector("button, a"))?.focus({ preventScroll: true });
    }
    if (over) this.#stop(this.querySelector("[data-part='words']").textContent);
  }

  #stop(words) {
    clearInterval(this.#look);
    this.#unwatch();
    this.#end(words);
    this.#unwatch = this.#end = () => {};
  }
}

customElements.define("batch-live", BatchLive);
