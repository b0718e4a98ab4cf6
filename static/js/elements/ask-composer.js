// <ask-composer>: the question, the model and how the answer is wanted. What was typed
// survives a reload and a failure; it never shows an answer.

import { api, keys } from "../page.js";
import { newKey, partWords, questionOf, remembered } from "../lib/question.js";
import { kept, narrator } from "../narration.js";
import { docks } from "./follow.js";
import { tell } from "./part.js";

class AskComposer extends HTMLElement {
  #off = [];
  #key = newKey();

  connectedCallback() {
    this.form = this.querySelector("form");
    this.find = (name) => this.querySelector(`[data-part="${name}"]`);
    this.prompt = this.find("prompt");
    this.draft = kept(`question.${this.dataset.asset}`);
    this.how = kept("how");
    this.#restore();
    this.form.addEventListener("input", () => this.#typed());
    this.form.addEventListener("change", () => this.#chosen());
    this.form.addEventListener("submit", (event) => this.#send(event));
    // What cannot be sent must be seen to be mended.
    this.form.addEventListener("invalid", () => { this.find("how").open = true; }, true);
    this.#bindKeys();
    this.#chosen();
    this.#off.push(docks(this, this.closest("ask-panel"), () => !this.find("how").open));
  }

  disconnectedCallback() {
    this.#off.forEach((off) => off());
  }

  fill(words) {
    this.prompt.value = words;
    this.prompt.focus();
    this.prompt.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** From now on a question follows that one; `line` says so. */
  follow(analysis, line) {
    this.dataset.follows = analysis;
    this.prompt.placeholder = "Ask further";
    if (line && !this.querySelector(".follows")) this.form.prepend(line);
  }

  #bindKeys() {
    const mine = () => this.contains(document.activeElement);
    const add = (entry) => this.#off.push(keys.add({ whileTyping: true, ...entry }));
    const visible = () => this.checkVisibility();
    add({ key: "Ctrl+Enter", label: "Ask", when: () => visible() && mine(), run: () => this.form.requestSubmit() });
    add({ key: "Esc", label: "Leave the question", when: mine, run: () => document.activeElement.blur() });
    add({
      key: "Q", label: "Write a question", whileTyping: false, when: visible,
      run: () => this.prompt.focus(),
    });
  }

  #restore() {
    if (!this.prompt.value) this.prompt.value = this.draft.get() ?? "";
    const how = this.how.get();
    // A follow-up goes on as its conversation does, a refused one as it was.
    if (how && !("given" in this.dataset)) remembered(this.form, how);
  }

  #typed() {
    this.#key = newKey();
    if (this.prompt.value) this.draft.set(this.prompt.value);
    else this.draft.clear();
    tell(this);
  }

  /** The settings that the model has, and a line that names what is chosen. */
  #chosen() {
    const { model, voice } = this.form.elements;
    const option = model.selectedOptions[0];
    this.#voices(option, voice);
    const { prompt, sampling, start_s, end_s, ...how } = questionOf(new FormData(this.form));
    const thinks = this.#thinking(option?.dataset ?? {}, how);
    this.find("chosen").textContent = [
      option?.label, how.voice, how.language && this.find("language").selectedOptions[0].label,
      thinks && "thinks first",
      sampling !== "auto" && this.querySelector(`[data-sampling="${sampling}"] .name`)?.textContent,
      partWords({ start_s, end_s }),
    ].filter(Boolean).join(" · ") || "Model, voice and more";
    this.how.set(how);
  }

  /** How hard it may think is asked only where it will. */
  #thinking({ thinking = "none", efforts, answers = "" }, how) {
    const thinks = thinking !== "none" && how.thinking;
    this.find("thinking").hidden = thinking === "none";
    this.find("effort-field").hidden = !thinks || !efforts;
    this.find("silent").hidden = !thinks || !how.narrate || !answers.includes("audio");
    return thinks;
  }

  #voices(option, select) {
    const names = option?.dataset.voices ? option.dataset.voices.split("|") : [];
    const shown = [...select.options].slice(1).map((one) => one.value);
    this.find("voice-field").hidden = !names.length;
    if (names.join() === shown.join()) return;
    const wanted = select.value || this.how.get()?.voice;
    const own = new Option(option?.dataset.voice ? `${option.dataset.voice} (the model's own)` : "The model's own", "");
    select.replaceChildren(own, ...names.map((name) => new Option(name, name)));
    select.value = names.includes(wanted) ? wanted : "";
  }

  async #send(event) {
    event.preventDefault();
    const question = questionOf(new FormData(this.form));
    if (this.busy || !question.prompt.trim()) return this.prompt.focus();
    narrator.unlock();
    this.#wait(true);
    try {
      const asked = await this.#post(question);
      this.#key = newKey();
      this.prompt.value = "";
      this.draft.clear();
      this.find("how").open = false;
      tell(this);
      this.dispatchEvent(new CustomEvent("asked", { bubbles: true, detail: asked }));
    } catch (error) {
      tell(this, error.message);
    }
    return this.#wait(false);
  }

  #post(question) {
    const { follows, asset } = this.dataset;
    const path = follows ? `analyses/${follows}/turns` : "analyses";
    return api.send("POST", path, { ...question, asset }, { "Idempotency-Key": this.#key });
  }

  #wait(busy) {
    this.busy = busy;
    const button = this.querySelector("price-button > button");
    button.ariaBusy = busy;
    button.disabled = busy;
  }
}

customElements.define("ask-composer", AskComposer);
