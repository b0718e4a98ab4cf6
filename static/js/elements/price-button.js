// <price-button data-task>: the button that spends money and says how much. Where the
// model would refuse, the reason stands in its place; it never sends a question.
//
// It tells its form `estimated` with what the server said, before anything is paid.

import { api } from "../page.js";
import { priced, suggested, takes } from "../lib/price.js";
import { estimateOf } from "../lib/question.js";

const PAUSE_MS = 350;

class PriceButton extends HTMLElement {
  #timer = null;
  #asked = "";

  connectedCallback() {
    this.form = this.closest("form");
    this.asset = this.closest("[data-asset]").dataset.asset;
    this.button = this.querySelector("button");
    this.find = (name) => this.form.querySelector(`[data-part="${name}"]`);
    for (const name of ["input", "change"]) {
      this.form.addEventListener(name, this.#soon);
    }
    document.addEventListener("renewed", this.#anew);
    this.addEventListener("click", ({ target }) => this.#mend(target.closest("[data-does]")));
    if (this.checkVisibility()) this.#soon();
    else this.#whenSeen();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    document.removeEventListener("renewed", this.#anew);
    this.seen?.disconnect();
  }

  #soon = () => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE_MS);
  };

  #anew = () => { this.#asked = ""; this.#soon(); };

  #whenSeen() {
    this.seen = new IntersectionObserver(([entry]) => { if (entry.isIntersecting) this.#soon(); });
    this.seen.observe(this);
  }

  async #ask() {
    const body = estimateOf(new FormData(this.form), { asset: this.asset, task: this.dataset.task });
    const asked = JSON.stringify(body);
    if (asked === this.#asked) return;
    this.#asked = asked;
    const told = await api.post("estimates", body).catch(() => null);
    // An answer to an older question says nothing about this one.
    if (!told || asked !== this.#asked) return;
    this.#show(priced(told));
    this.#foretell(told);
    this.form.dispatchEvent(new CustomEvent("estimated", { detail: told }));
  }

  #show({ price, range, refusal, note, partly }) {
    const shown = this.querySelector("[data-part='price']");
    shown.textContent = price;
    shown.hidden = !price;
    this.button.title = range || note;
    this.button.hidden = Boolean(refusal);
    this.querySelector("[data-part='refusal']").hidden = !refusal;
    this.querySelector("[data-part='why']").textContent = refusal;
    this.querySelector("[data-does='part']").hidden = !partly || !this.form.elements.start_s;
    this.#suggest(refusal);
  }

  #suggest(refusal) {
    const models = [...this.form.elements.model.options].filter((one) => one.value && !one.disabled && !one.selected);
    const other = suggested(refusal, models);
    const button = this.querySelector("[data-does='other']");
    button.hidden = !other;
    button.textContent = other ? `Use ${other.label}` : "";
    button.value = other?.value ?? "";
  }

  /** What people should know before they pay: what is lost, and what it takes. */
  #foretell(told) {
    this.find("estimate").hidden = !told.plan;
    const notes = told.plan?.notes ?? [];
    const list = this.find("notes");
    const shown = [...list.children].map((item) => item.textContent.trim());
    if (shown.join() !== notes.join()) list.replaceChildren(...notes.map((note) => this.#note(note)));
    const lines = takes(told).flatMap(([name, words]) => {
      const pair = [document.createElement("dt"), document.createElement("dd")];
      [pair[0].textContent, pair[1].textContent] = [name, words];
      return pair;
    });
    this.find("takes").replaceChildren(...lines);
  }

  #note(words) {
    const item = this.find("estimate").querySelector("template").content.cloneNode(true).firstElementChild;
    item.querySelector("span").textContent = words;
    return item;
  }

  /** A refusal's own buttons: to a part of the file, or to the model that it names. */
  #mend(button) {
    if (!button) return;
    const how = this.find("how");
    if (how) how.open = true;
    const { start_s: from, model } = this.form.elements;
    if (button.dataset.does === "part") return from.focus();
    model.value = button.value;
    model.dispatchEvent(new Event("change", { bubbles: true }));
    return model.focus();
  }
}

customElements.define("price-button", PriceButton);
