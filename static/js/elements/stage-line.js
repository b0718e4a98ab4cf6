// <stage-line>: what is being done and for how many seconds; it watches
// nothing itself.

const TICK_MS = 1000;

class StageLine extends HTMLElement {
  #timer = null;

  connectedCallback() {
    this.since = performance.now();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  find(name) { return this.querySelector(`[data-part="${name}"]`); }

  /** The words of a stage; a new stage counts from nought. */
  show(words) {
    const doing = this.find("doing");
    if (!words || doing.textContent === words) return;
    doing.textContent = words;
    this.since = performance.now();
    this.#tick();
  }

  link(broken) { this.find("link").hidden = !broken; }

  #tick() {
    const seconds = Math.floor((performance.now() - this.since) / 1000);
    this.find("elapsed").textContent = seconds > 0 ? `${seconds} s` : "";
  }
}

customElements.define("stage-line", StageLine);
