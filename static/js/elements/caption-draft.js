// <caption-draft>: has a model draft a caption and shows it where the caption belongs.

import { api } from "../page.js";
import { newKey } from "../lib/question.js";
import { partOf, swap, tell } from "./part.js";

class CaptionDraft extends HTMLElement {
  #key = newKey();

  connectedCallback() {
    this.form = this.querySelector("form");
    this.form.addEventListener("input", () => { this.#key = newKey(); tell(this); });
    this.form.addEventListener("submit", (event) => this.#draft(event));
  }

  async #draft(event) {
    event.preventDefault();
    const button = this.querySelector("price-button > button");
    button.disabled = true;
    button.ariaBusy = true;
    try {
      await this.#show(await this.#post());
    } catch (error) {
      tell(this, error.message);
      button.disabled = false;
      button.ariaBusy = false;
    }
  }

  #post() {
    const { asset } = this.dataset;
    const { model, language, schema } = Object.fromEntries(new FormData(this.form));
    const body = { asset, model: model || null, language, schema: schema || "marketing" };
    return api.send("POST", "captions", body, { "Idempotency-Key": this.#key });
  }

  async #show({ id }) {
    const query = `?caption=${id}`;
    const fresh = await partOf(`${location.pathname}${query}`, "#caption > *");
    history.replaceState(null, "", `${query}#caption`);
    if (fresh) swap(this.closest("#caption").firstElementChild, fresh);
    else location.reload();
  }
}

customElements.define("caption-draft", CaptionDraft);
