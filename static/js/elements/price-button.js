// <price-button data-task>: the button that spends money and says how much. Where the
// model would refuse, the reason stands in its place; it never sends a question.
//
// It tells its form `estimated` with what the server said, before anything is paid.

import { api } from "../page.js";
import { priced, suggested } from "../lib/price.js";
import { estimateOf } from "../lib/question.js";

const PAUSE_MS = 350;

class PriceButton extends HTMLElement {
  #timer = null;
  #asked = "";
  #parts = [];

  connectedCallback() {
    this.form = this.closest("form");
    this.asset = this.closest("[data-asset]").dataset.asset;
    this.button = this.querySelector("button");
    this.find = (name) => this.querySelector(`[data-part="${name}"]`);
    for (const name of ["input", "change"]) this.form.addEventListener(name, this.#soon);
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
    // What cannot be read yet, such as half a time, has no price.
    if (this.form.querySelector("input:invalid")) {
      this.#asked = "";
      return this.#show(priced(null));
    }
    const body = estimateOf(new FormData(this.form), { asset: this.asset, task: this.dataset.task });
    const asked = JSON.stringify(body);
    if (asked === this.#asked) return null;
    this.#asked = asked;
    const told = await api.post("estimates", body).catch(() => null);
    // An answer to an older question says nothing about this one.
    if (!told || asked !== this.#asked) return null;
    this.#parts = told.parts;
    this.#show(priced(told));
    return this.form.dispatchEvent(new CustomEvent("estimated", { detail: told }));
  }

  #show({ price, range, refusal, note, partly, budget }) {
    const warning = this.find("budget");
    warning.hidden = !budget;
    if (warning.textContent !== budget) warning.textContent = budget;
    this.find("price").textContent = price;
    this.find("price").hidden = !price;
    this.button.title = range || note;
    this.button.hidden = Boolean(refusal);
    this.find("refusal").hidden = !refusal;
    if (this.find("why").textContent !== refusal) this.find("why").textContent = refusal;
    const other = suggested(refusal, [...this.form.elements.model.options]);
    this.#offer("part", partly && Boolean(this.#part), "Choose a part");
    this.#offer("other", Boolean(other), `Use ${other?.label}`, other?.value);
  }

  get #part() { return this.form.querySelector("clip-part"); }

  #offer(what, offered, words, value = "") {
    const button = this.querySelector(`[data-does="${what}"]`);
    button.hidden = !offered;
    button.textContent = words;
    button.value = value;
  }

  /** A refusal's own buttons: to a part of the file, or to the model that it names. */
  #mend(button) {
    if (!button) return;
    const how = this.form.querySelector("[data-part='how']");
    if (how) how.open = true;
    const { model } = this.form.elements;
    if (button.dataset.does === "part") return this.#part.begin(this.#parts[0]);
    model.value = button.value;
    model.dispatchEvent(new Event("change", { bubbles: true }));
    return model.focus();
  }
}

customElements.define("price-button", PriceButton);
