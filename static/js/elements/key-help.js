// <key-help>: the sheet on `?` that lists the keys which are valid here and now; it
// never binds any other key.

import { keys } from "../page.js";
import { icon } from "./icon.js";

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

function line({ key, label }) {
  const caps = key.split(/\+(?=.)/).map((cap) => make("kbd", "", cap));
  return make("div", "", make("dt", "", label), make("dd", "", ...caps));
}

class KeyHelp extends HTMLElement {
  #off = null;

  connectedCallback() {
    const run = () => this.#open();
    this.#off = keys.add({ key: "?", label: "This list", run });
    for (const opener of document.querySelectorAll("[data-show-keys]")) {
      opener.hidden = false;
      opener.addEventListener("click", run);
    }
  }

  disconnectedCallback() { this.#off(); }

  #open() {
    const valid = keys.list();
    const close = make("button", "button ghost icon-only", icon("x"));
    close.setAttribute("aria-label", "Close");
    const title = make("h2", "", "Keyboard shortcuts");
    const list = make("dl", "key-list", ...valid.map(line));
    const dialog = make(
      "dialog", "dialog", make("header", "", title, close), make("div", "dialog-body", list),
    );
    dialog.setAttribute("aria-label", title.textContent);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    this.append(dialog);
    dialog.showModal();
  }
}

customElements.define("key-help", KeyHelp);
