// <drop-zone>: takes files from a drop anywhere in the window, from the clipboard and
// from file buttons, and offers them with `files-offered`; it never sends them.

import { filesOf } from "../lib/dropped.js";
import { isTyping } from "../lib/keys.js";

class DropZone extends HTMLElement {
  #stop = new AbortController();
  #depth = 0;

  connectedCallback() {
    this.veil = this.querySelector(".drop-veil");
    this.input = this.querySelector("input[type=file]");
    const on = (target, name, run) =>
      target.addEventListener(name, run, { signal: this.#stop.signal });
    on(window, "dragenter", (event) => this.#over(event, 1));
    on(window, "dragleave", (event) => this.#over(event, -1));
    on(window, "dragover", (event) => { if (this.#carries(event)) event.preventDefault(); });
    on(window, "drop", (event) => this.#drop(event));
    on(window, "paste", (event) => this.#paste(event));
    on(document, "click", (event) => this.#choose(event));
    on(document, "change", ({ target }) => this.#chosen(target));
  }

  disconnectedCallback() { this.#stop.abort(); }

  #carries({ dataTransfer }) {
    return [...(dataTransfer?.types ?? [])].includes("Files");
  }

  #over(event, by) {
    if (!this.#carries(event)) return;
    this.#depth = Math.max(0, this.#depth + by);
    this.veil.hidden = this.#depth === 0;
  }

  async #drop(event) {
    this.#depth = 0;
    this.veil.hidden = true;
    if (!this.#carries(event)) return;
    event.preventDefault();
    this.#offer(await filesOf(event.dataTransfer));
  }

  #paste(event) {
    if (isTyping(event.target) || !event.clipboardData.files.length) return;
    event.preventDefault();
    this.#offer([...event.clipboardData.files]);
  }

  /** Any button or link that says so opens the chooser. */
  #choose(event) {
    const button = event.target.closest?.("[data-choose-files]");
    if (!button) return;
    event.preventDefault();
    this.input.toggleAttribute("webkitdirectory", button.dataset.chooseFiles === "folder");
    this.input.click();
  }

  #chosen(input) {
    if (input !== this.input) return;
    this.#offer([...input.files]);
    input.value = "";
  }

  #offer(files) {
    if (!files.length) return;
    document.dispatchEvent(new CustomEvent("files-offered", { detail: { files } }));
  }
}

customElements.define("drop-zone", DropZone);
