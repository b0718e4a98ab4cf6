// <ask-panel>: a conversation with its composer. It turns what people press into
// requests and puts the server's own markup where the answers belong.

import { api, keys } from "../page.js";
import { narrator } from "../narration.js";
import { partOf, tell } from "./part.js";

const VERBS = { stop: "cancel", retry: "retry" };

class AskPanel extends HTMLElement {
  #off = [];

  connectedCallback() {
    this.turns = this.querySelector("[data-part='turns']");
    this.composer = this.querySelector("ask-composer");
    this.addEventListener("submit", (event) => this.#verb(event));
    this.addEventListener("asked", ({ detail }) => this.#asked(detail));
    this.addEventListener("click", ({ target }) => this.#preset(target.closest("[data-preset]")));
    const stop = () => this.querySelector("[data-does='stop'] button");
    this.#off.push(keys.add({
      key: "S", label: "Stop the answer", when: () => Boolean(stop()?.checkVisibility()),
      run: () => stop().click(),
    }));
  }

  disconnectedCallback() {
    this.#off.forEach((off) => off());
  }

  #preset(chip) {
    if (chip) this.composer?.fill(chip.dataset.preset);
  }

  async #verb(event) {
    const { does, position } = event.target.dataset;
    const verb = position ? `parts/${position}/retry` : VERBS[does];
    if (!verb) return;
    event.preventDefault();
    const button = event.target.querySelector("button");
    const answer = event.target.closest("answer-view");
    if (does === "retry" && "narrate" in answer.dataset) narrator.unlock();
    button.disabled = true;
    try {
      await api.post(`analyses/${answer.dataset.analysis}/${verb}`);
      if (does === "retry") await this.#again(answer.closest(".turn"));
    } catch (error) {
      button.disabled = false;
      tell(this, error.message);
    }
  }

  /** A further attempt stands in the turn, the earlier ones below it. */
  async #again(turn) {
    const fresh = await this.#part(`#${turn.id}`);
    if (!fresh) return;
    fresh.querySelector("answer-view").dataset.asked = "";
    turn.replaceWith(fresh);
  }

  async #asked({ id, conversation }) {
    this.dataset.conversation = conversation;
    const turn = await this.#part(`#turn-${id}`);
    if (!turn) return;
    turn.querySelector("answer-view").dataset.asked = "";
    this.querySelector("[data-part='first']")?.remove();
    this.turns.append(turn);
    this.composer.follow(id, await this.#part(".follows"));
    if (location.search) history.replaceState(null, "", `?conversation=${conversation}#ask`);
    turn.scrollIntoView({ block: "start" });
  }

  #part(selector) {
    return partOf(`/conversations/${this.dataset.conversation}/`, selector);
  }
}

customElements.define("ask-panel", AskPanel);
