// <caption-sheet>: one caption as it is drafted, edited and decided on. What is typed
// survives a reload and a conflict; it never overwrites what somebody else wrote unasked.

import { api, toast } from "../page.js";
import { changed } from "../lib/edits.js";
import { kept } from "../narration.js";
import { announceWork } from "./announce.js";
import { CaptionFields } from "./caption-fields.js";
import { bindKeys } from "./caption-keys.js";
import { showStale } from "./caption-stale.js";
import { partOf, swap, tell } from "./part.js";
import { watchJob } from "./watch.js";

class CaptionSheet extends HTMLElement {
  #off = [];

  connectedCallback() {
    this.find = (name) => this.querySelector(`[data-part="${name}"]`);
    this.addEventListener("submit", (event) => this.#submit(event));
    if (this.dataset.job) this.#watch();
    if (this.querySelector("#caption-edit")) this.#open();
    this.#off.push(...bindKeys(this));
  }

  disconnectedCallback() {
    this.#off.forEach((off) => off());
  }

  get path() { return `captions/${this.dataset.caption}`; }
  get version() { return Number(this.dataset.version); }

  #watch() {
    const stage = this.querySelector("stage-line");
    const announce = announceWork("The draft");
    this.#off.push(announce, watchJob(this.dataset.job, {
      change: (log) => {
        stage?.show(log.detail);
        if (!["done", "failed", "cancelled"].includes(log.status)) return;
        announce(log.status === "done" ? "The draft is ready." : "The draft did not come.");
        this.refresh();
      },
      link: (broken) => stage?.link(broken),
      lost: () => this.refresh(),
    }));
  }

  #open() {
    this.fields = new CaptionFields(this);
    this.typed = kept(`caption.${this.dataset.caption}`);
    const before = this.typed.get();
    if (before?.data) {
      this.fields.put(before.data);
      this.dataset.version = before.version;
      this.find("kept").hidden = !Object.keys(this.#mine()).length;
    }
    this.fields.form.addEventListener("input", () => this.#keep());
    this.#mark();
    const hear = () => this.fields.mark();
    document.addEventListener("renewed", hear);
    this.#off.push(() => document.removeEventListener("renewed", hear));
  }

  #mine() { return changed(this.fields.stands, this.fields.now); }

  #keep() {
    const data = this.#mine();
    if (Object.keys(data).length) this.typed.set({ version: this.version, data });
    else this.typed.clear();
    this.#mark();
  }

  #mark() {
    this.toggleAttribute("data-dirty", Object.keys(this.#mine()).length > 0);
  }

  #submit(event) {
    event.preventDefault();
    const form = event.target;
    if (form.id === "caption-edit") this.save();
    else if (form.id === "caption-approve") this.#decide("approve", {});
    else if (form.id === "caption-reject") this.#decide("reject", { reason: form.elements.reason.value });
    else this.#tried(() => api.form(form.getAttribute("action"), new FormData(form)));
  }

  /** Puts this person's changes over `version`; answers whether they stand now. */
  save(version = this.version) {
    const data = this.#mine();
    if (!Object.keys(data).length) return this.refresh();
    return this.#tried(async () => {
      await api.put(this.path, { data }, { "If-Match": String(version) });
      this.typed.clear();
      toast("Saved");
    });
  }

  /** What was typed is saved first, so that a decision is about what is seen. */
  #decide(verb, body) {
    return this.#tried(async () => {
      const data = this.#mine();
      let { version } = this;
      if (Object.keys(data).length) {
        ({ version } = await api.put(this.path, { data }, { "If-Match": String(version) }));
        this.typed.clear();
      }
      await api.post(`${this.path}/${verb}`, { ...body, version });
    });
  }

  async #tried(run) {
    tell(this);
    try {
      await run();
      return await this.refresh();
    } catch (error) {
      if (error.status === 412) return showStale(this, this.#mine());
      this.fields?.fault(error.fields ?? {});
      return tell(this, error.message);
    }
  }

  /** Draws the caption again as the server has it. */
  async refresh() {
    const fresh = await partOf(`/${this.path}/`, "caption-sheet");
    if (fresh) {
      swap(this, fresh);
      document.dispatchEvent(new CustomEvent("captioned"));
    } else tell(this, "The page could not be drawn again. Reload it.");
  }
}

customElements.define("caption-sheet", CaptionSheet);
