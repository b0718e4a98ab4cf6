// <made-list id>: what was made of a file; it draws itself again when an answer or a
// caption came, and keeps no list of its own.

import { partOf } from "./part.js";

const NEWS = ["asked", "answered", "captioned"];

class MadeList extends HTMLElement {
  connectedCallback() {
    for (const name of NEWS) document.addEventListener(name, this.#renew);
  }

  disconnectedCallback() {
    for (const name of NEWS) document.removeEventListener(name, this.#renew);
  }

  #renew = async () => {
    const fresh = await partOf(location.pathname, `#${this.id}`);
    if (fresh) this.replaceChildren(...fresh.childNodes);
  };
}

customElements.define("made-list", MadeList);
