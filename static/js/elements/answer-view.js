// <answer-view>: one answer, as it comes and once it is whole. It watches the log and
// never asks anything of a model.

import { isPartial } from "../lib/transcript.js";
import { narrator } from "../narration.js";
import { announceWork } from "./announce.js";
import { followEnd } from "./follow.js";
import { partOf } from "./part.js";
import { watchJob } from "./watch.js";

const LIVE = new Set(["queued", "preparing", "running", "waiting"]);
const ENDS = {
  done: "The answer is complete.",
  failed: "The answer broke off.",
  cancelled: "The answer was stopped.",
};

class AnswerView extends HTMLElement {
  #stop = () => {};
  #announce = () => {};

  connectedCallback() {
    this.find = (name) => this.querySelector(`[data-part="${name}"]`);
    this.addEventListener("hear", ({ detail }) => this.#hear(detail));
    this.addEventListener("click", ({ target }) => {
      if (target.closest("[data-does='listen']")) this.#hear({ seconds: null });
    });
    // One that was just asked is watched even when it is whole by now: its voice is
    // in the log, and whoever asked for it wants to hear it.
    if (this.live || "asked" in this.dataset) this.#watch();
    else this.#offer();
    delete this.dataset.asked;
  }

  disconnectedCallback() {
    this.#stop();
    this.#announce();
  }

  get live() { return LIVE.has(this.dataset.state); }

  get track() {
    const { answer, title, question, narration: url, seconds } = this.dataset;
    return { answer, title, question, url: url ?? "", seconds: Number(seconds) || 0 };
  }

  #watch() {
    const { job, seq, narrate } = this.dataset;
    this.stage = this.querySelector("stage-line");
    this.#announce = announceWork("The answer");
    if (narrate !== undefined) narrator.listen({ ...this.track, url: "" });
    this.#stop = watchJob(job, {
      change: (log) => { if (log.seq >= Number(seq)) this.#follow(() => this.#show(log)); },
      event: (event) => this.#sound(event),
      link: (broken) => this.stage?.link(broken),
      lost: () => this.#renew(),
    });
  }

  #sound(event) {
    const { answer } = this.dataset;
    if (event.kind === "audio") narrator.feed(answer, event);
    else if (event.kind === "restart" && narrator.speaks(answer)) narrator.listen(this.track);
  }

  #show(log) {
    this.stage?.show(log.detail);
    this.find("text").show(log.text);
    this.#think(log);
    this.find("parts").follow(log);
    if (log.status in ENDS) this.#end(log);
  }

  /** Grows what was thought at its end, so that what is read or selected stays. */
  #think({ reasoning, text, status }) {
    this.find("thinking").hidden = !reasoning;
    if (reasoning && !text && !(status in ENDS)) this.find("thought").think();
    else this.find("thought").rest();
    const part = this.find("reasoning");
    const shown = part.textContent;
    if (!reasoning.startsWith(shown)) part.textContent = reasoning;
    else if (reasoning.length > shown.length) part.append(reasoning.slice(shown.length));
  }

  async #end(log) {
    this.dataset.state = log.status;
    this.#announce(isPartial(log) ? `${ENDS[log.status]} What came is kept.` : ENDS[log.status]);
    await this.#renew();
    const { answer } = this.dataset;
    if (log.samples) narrator.arrivedWhole(answer, this.track);
    else if (narrator.speaks(answer)) narrator.close();
    this.dispatchEvent(new CustomEvent("answered", { bubbles: true, detail: log }));
  }

  /** Takes all but the text from the page as the server draws it now. */
  async #renew() {
    const { conversation } = this.closest("ask-panel").dataset;
    const fresh = await partOf(`/conversations/${conversation}/`, `#${this.id}`);
    if (!fresh) return;
    this.#follow(() => {
      for (const name of ["head", "thought", "parts", "foot"]) {
        this.find(name).replaceWith(fresh.querySelector(`[data-part="${name}"]`));
      }
      this.find("text").show(fresh.querySelector("[data-part='text']").textContent);
    });
    Object.assign(this.dataset, fresh.dataset);
    this.#offer();
  }

  #follow(change) {
    followEnd(() => this.find("text").lastElementChild, change);
  }

  #offer() {
    const listen = this.querySelector("[data-does='listen']");
    if (listen) listen.hidden = false;
  }

  /** From a sentence, or from where it stood. */
  #hear({ seconds }) {
    if (!narrator.speaks(this.dataset.answer)) {
      if (!this.dataset.narration) return;
      narrator.open(this.track);
    }
    if (seconds) narrator.seek(seconds(narrator.duration));
    narrator.play();
  }
}

customElements.define("answer-view", AnswerView);
