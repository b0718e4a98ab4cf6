// <endpoint-check>: starts a test of an endpoint and shows its steps as they come; it
// judges nothing and calls no endpoint itself.

import { isOver } from "../lib/transcript.js";
import { stepsOf, verdict } from "../lib/check.js";
import { api } from "../page.js";
import { announceWork } from "./announce.js";
import { partOf, tell } from "./part.js";
import { watchJob } from "./watch.js";

class EndpointCheck extends HTMLElement {
  #stop = () => {};
  #announce = () => {};

  connectedCallback() {
    this.button = this.querySelector("button");
    this.addEventListener("submit", (event) => this.#start(event));
    this.#watch();
  }

  disconnectedCallback() {
    this.#stop();
    this.#announce();
  }

  get found() { return this.querySelector("[data-part='found']"); }

  async #start(event) {
    event.preventDefault();
    // It stays focusable while a test runs, so a press must mean nothing then.
    if (this.button.ariaBusy === "true") return;
    this.#busy(true);
    tell(this);
    const { model } = Object.fromEntries(new FormData(event.target));
    try {
      await api.post(`endpoints/${this.dataset.endpoint}/check`, model ? { model } : {});
      await this.#renew();
      this.#watch();
    } catch (error) {
      this.#busy(false);
      tell(this, error.message);
    }
  }

  #busy(busy) {
    this.button.ariaBusy = busy;
    this.button.ariaDisabled = busy;
  }

  /** Follows the test that the page shows as running, if it does. */
  #watch() {
    const { job } = this.found.dataset;
    this.#busy(Boolean(job));
    if (!job) return;
    this.#announce = announceWork(`The test of ${this.dataset.label}`);
    const stage = this.querySelector("stage-line");
    this.#stop = watchJob(job, {
      change: (log) => this.#show(log, stage),
      link: (broken) => stage.link(broken),
      lost: () => this.#end(""),
    });
  }

  #show(log, stage) {
    stage.show(log.detail);
    const list = this.querySelector("[data-part='steps']");
    const steps = stepsOf(log.text);
    for (const step of steps.slice(list.children.length)) list.append(this.#drawn(step));
    if (isOver(log)) this.#end(verdict(steps));
  }

  #drawn({ name, outcome, sentence }) {
    const template = this.querySelector("template[data-part='step']");
    const drawn = template.content.firstElementChild.cloneNode(true);
    const fill = (part, words) => {
      const place = drawn.querySelector(`[data-part='${part}']`);
      place.textContent = words;
      return place;
    };
    const states = { passed: "done", failed: "failed" };
    fill("outcome", outcome).dataset.state = states[outcome] ?? "skipped";
    fill("name", name);
    fill("words", sentence);
    return drawn;
  }

  async #end(words) {
    this.#stop();
    await this.#renew();
    this.#busy(false);
    this.#announce(words);
  }

  /** Takes the test from the page as the server draws it now, open as people watch it. */
  async #renew() {
    const fresh = await partOf("/settings/", `#${this.id} > [data-part="found"]`);
    if (!fresh) return;
    fresh.querySelector("details")?.setAttribute("open", "");
    this.found.replaceWith(fresh);
  }
}

customElements.define("endpoint-check", EndpointCheck);
