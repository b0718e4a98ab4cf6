// <chip-list for>: a list's items as chips over its lines of text, which stay the truth.

class ChipList extends HTMLElement {
  connectedCallback() {
    this.lines = this.querySelector("textarea");
    this.lines.hidden = true;
    this.list = Object.assign(document.createElement("ul"), { className: "chips" });
    this.append(this.list);
    if (!this.fixed) this.append(this.#makeEntry());
    this.lines.addEventListener("input", () => this.#show());
    this.lines.addEventListener("focus", () => this.entry?.focus());
    this.#show();
  }

  get fixed() { return "fixed" in this.dataset; }
  get items() { return this.lines.value.split("\n").map((one) => one.trim()).filter(Boolean); }

  #makeEntry() {
    this.entry = Object.assign(document.createElement("input"), {
      className: "chip-entry", placeholder: "Add", autocomplete: "off",
    });
    const label = document.querySelector(`label[for="${this.getAttribute("for")}"]`);
    this.entry.ariaLabel = `Add to ${label?.textContent ?? "the list"}`;
    label?.addEventListener("click", () => this.entry.focus());
    this.entry.addEventListener("keydown", (event) => this.#key(event));
    this.entry.addEventListener("paste", (event) => this.#paste(event));
    this.entry.addEventListener("blur", () => this.#add());
    return this.entry;
  }

  #key(event) {
    const { key } = event;
    if ((key === "Enter" && !event.ctrlKey && !event.metaKey) || key === ",") {
      event.preventDefault();
      this.#add();
    } else if (key === "Backspace" && !this.entry.value && this.items.length) {
      this.#put(this.items.slice(0, -1));
    }
  }

  #paste(event) {
    const words = event.clipboardData.getData("text");
    if (!/[\n,]/.test(words)) return;
    event.preventDefault();
    this.#put([...this.items, ...words.split(/[\n,]/)]);
  }

  #add() {
    const { value } = this.entry;
    this.entry.value = "";
    if (value.trim()) this.#put([...this.items, value]);
  }

  #put(items) {
    const clean = items.map((one) => one.trim()).filter(Boolean);
    this.lines.value = [...new Set(clean)].join("\n");
    this.lines.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #show() {
    this.list.replaceChildren(...this.items.map((item, n) => this.#chip(item, n)));
  }

  #chip(item, n) {
    const chip = Object.assign(document.createElement("li"), { className: "chip", textContent: item });
    if (this.fixed) return chip;
    const off = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    off.ariaLabel = `Remove ${item}`;
    off.addEventListener("click", () => {
      this.#put(this.items.filter((_, other) => other !== n));
      (this.list.querySelectorAll("button")[n] ?? this.entry).focus();
    });
    chip.append(off);
    return chip;
  }
}

customElements.define("chip-list", ChipList);
