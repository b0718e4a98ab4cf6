// <theme-switch>: a form of three buttons that lights the page at once and tells the
// server; without this script it posts and the page comes again.

import { api } from "../page.js";

class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => this.#choose(event));
  }

  async #choose(event) {
    event.preventDefault();
    const { value } = event.submitter;
    this.#show(value);
    // Where the server cannot be asked, this browser still remembers.
    await api.form("/settings/theme/", { theme: value }).catch(() => {});
  }

  #show(theme) {
    const { dataset } = document.documentElement;
    if (theme === "system") delete dataset.theme;
    else dataset.theme = theme;
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // A browser that keeps nothing still shows the choice.
    }
    for (const button of this.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value === theme));
    }
  }
}

customElements.define("theme-switch", ThemeSwitch);
