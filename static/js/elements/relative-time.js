// <relative-time datetime>: "5 minutes ago", with the exact local time on hover; without
// this script the server's own words stand.

import { exactTime, relativeTime } from "../lib/format.js";

const AGAIN_MS = 30000;

class RelativeTime extends HTMLElement {
  #timer = null;

  connectedCallback() {
    this.#show();
    this.#timer = setInterval(() => this.#show(), AGAIN_MS);
  }

  disconnectedCallback() { clearInterval(this.#timer); }

  #show() {
    const then = new Date(this.getAttribute("datetime"));
    if (Number.isNaN(then.getTime())) return;
    this.textContent = relativeTime(then, new Date());
    this.title = exactTime(then);
  }
}

customElements.define("relative-time", RelativeTime);
