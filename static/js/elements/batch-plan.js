// <batch-plan data-batch>: a batch before its start. It keeps what is chosen, has the
// forecast told anew, and takes in files that arrive; it never starts anything.

import { api, toast } from "../page.js";
import { keyOf } from "../lib/dropped.js";
import { uploads } from "../uploads.js";

const PAUSE_MS = 500;
const PREPARING_MS = 3000;

class BatchPlan extends HTMLElement {
  #timer = null;
  #look = null;
  #taken = new Set();
  #arrived = [];

  connectedCallback() {
    this.form = this.querySelector("form");
    this.live = this.querySelector("live-part");
    // Which uploads were meant for this batch outlives a reload of its page.
    this.meant = `omniweb-batch-${this.dataset.batch}`;
    if (!this.form) return;
    this.form.addEventListener("input", () => this.#changed());
    this.#tasks();
    document.addEventListener("files-offered", this.#offered);
    uploads.addEventListener("change", this.#upload);
    this.addEventListener("renewed", () => this.#working(""));
    this.#look = setInterval(() => {
      if (this.live.querySelector("[data-state='preparing']")) this.live.refresh();
    }, PREPARING_MS);
  }

  disconnectedCallback() {
    clearInterval(this.#look);
    clearTimeout(this.#timer);
    document.removeEventListener("files-offered", this.#offered);
    uploads.removeEventListener("change", this.#upload);
  }

  #offered = ({ detail: { files } }) => {
    const all = new Set([...this.#meant(), ...files.map(keyOf)]);
    sessionStorage.setItem(this.meant, JSON.stringify([...all]));
  };

  #meant() { return JSON.parse(sessionStorage.getItem(this.meant) ?? "[]"); }

  #upload = ({ detail: item }) => {
    if (!item.asset || this.#taken.has(item.asset) || !this.#meant().includes(item.key)) return;
    this.#taken.add(item.asset);
    this.#arrived.push(item.asset);
    this.#soon();
  };

  #changed() {
    this.#tasks();
    // Nobody starts at a price that is not the one of what is chosen.
    const start = this.live.querySelector("[name=start]");
    if (start) start.disabled = true;
    this.#working("Working out the price");
    this.#soon();
  }

  /** Only what belongs to the chosen task is shown. */
  #tasks() {
    const { task } = Object.fromEntries(new FormData(this.form));
    for (const part of this.form.querySelectorAll("[data-task]")) {
      part.hidden = part.dataset.task !== task;
    }
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keep(), PAUSE_MS);
  }

  async #keep() {
    const assets = this.#arrived.splice(0);
    try {
      if (assets.length) await api.post(`batches/${this.dataset.batch}/items`, { assets });
      await api.form(this.form.getAttribute("action"), new FormData(this.form));
    } catch (error) {
      toast(error.message);
    }
    this.live.refresh();
  }

  #working(words) { this.querySelector("[data-part='working']").textContent = words; }
}

customElements.define("batch-plan", BatchPlan);
