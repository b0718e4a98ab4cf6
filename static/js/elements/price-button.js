// <price-button data-task>: the button that spends money and says how much. Where the
// model would refuse, the reason stands in its place; it never sends a question.

import { api } from "../page.js";
import { priced } from "../lib/price.js";
import { estimateOf } from "../lib/question.js";

const PAUSE_MS = 350;

class PriceButton extends HTMLElement {
  #timer = null;
  #asked = "";

  connectedCallback() {
    this.form = this.closest("form");
    this.asset = this.closest("[data-asset]").dataset.asset;
    this.button = this.querySelector("button");
    for (const name of ["input", "change"]) {
      this.form.addEventListener(name, this.#soon);
    }
    document.addEventListener("renewed", this.#anew);
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
    if (told && asked === this.#asked) this.#show(priced(told));
  }

  #show({ price, range, refusal, note }) {
    const shown = this.querySelector("[data-part='price']");
    shown.textContent = price;
    shown.hidden = !price;
    this.button.title = range || note;
    this.button.hidden = Boolean(refusal);
    this.querySelector("[data-part='refusal']").hidden = !refusal;
    this.querySelector("[data-part='why']").textContent = refusal;
  }
}

customElements.define("price-button", PriceButton);
