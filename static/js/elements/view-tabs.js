// <view-tabs>: sections under one row of links become tabs, addressed by the hash;
// data-quiet leaves the address alone. Without scripts they are anchors and sections.

class ViewTabs extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector(":scope > .tabs");
    this.tabs = [...this.list.children];
    this.panels = this.tabs.map((tab) => this.querySelector(tab.getAttribute("href")));
    this.list.setAttribute("role", "tablist");
    this.tabs.forEach((tab, n) => this.#dress(tab, this.panels[n]));
    this.list.addEventListener("keydown", (event) => this.#key(event));
    if (!this.quiet) window.addEventListener("hashchange", this.#follow);
    this.#choose(Math.max(0, this.quiet ? 0 : this.#named()));
    if (!this.quiet) this.#reveal();
  }

  disconnectedCallback() {
    window.removeEventListener("hashchange", this.#follow);
  }

  get quiet() { return "quiet" in this.dataset; }

  #dress(tab, panel) {
    tab.setAttribute("role", "tab");
    tab.id ||= `tab-${panel.id}`;
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    panel.removeAttribute("aria-label");
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      if (!this.quiet) history.replaceState(null, "", `${location.search}#${panel.id}`);
      this.#choose(this.tabs.indexOf(tab));
    });
  }

  /** The tab whose section is, or holds, what the address names. */
  #named() {
    const named = location.hash && document.getElementById(location.hash.slice(1));
    return named ? this.panels.findIndex((panel) => panel.contains(named)) : -1;
  }

  #follow = () => {
    const at = this.#named();
    if (at >= 0) this.#choose(at);
  };

  #reveal() {
    const named = location.hash && document.getElementById(location.hash.slice(1));
    if (named && !this.panels.includes(named)) named.scrollIntoView({ block: "center" });
  }

  #choose(chosen) {
    this.tabs.forEach((tab, n) => {
      tab.setAttribute("aria-selected", String(n === chosen));
      tab.tabIndex = n === chosen ? 0 : -1;
      this.panels[n].hidden = n !== chosen;
    });
  }

  #key(event) {
    const at = this.tabs.indexOf(document.activeElement);
    const last = this.tabs.length - 1;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
    if (event.key === " ") document.activeElement.click();
    else if (to === undefined || at < 0) return;
    else this.tabs[Math.max(0, Math.min(last, to))].focus();
    event.preventDefault();
    if (to !== undefined) document.activeElement.click();
  }
}

customElements.define("view-tabs", ViewTabs);
