// <uploads-tray>: what is being uploaded, on every page; it never sends anything itself.

import { uploads } from "../uploads.js";
import { BUSY, OVER } from "../lib/upload-item.js";
import { summary } from "../lib/upload-words.js";
import { uploadRow } from "./upload-row.js";

const FOLDED = "omniweb-tray-folded";
const SAID_MS = 4000;

class UploadsTray extends HTMLElement {
  #rows = new Map();
  #said = 0;
  #leaving = false;
  // Beside other work it keeps out of the way until it is asked for.
  #folded = sessionStorage.getItem(FOLDED) === "1" || !location.pathname.startsWith("/library");

  connectedCallback() {
    this.find = (name) => this.querySelector(`[data-part="${name}"]`);
    uploads.addEventListener("change", ({ detail }) => this.#change(detail));
    uploads.addEventListener("arrived", () =>
      document.dispatchEvent(new CustomEvent("asset-arrived")));
    document.addEventListener("files-offered", ({ detail }) => this.#take(detail.files));
    for (const name of ["fold", "unfold"]) {
      this.find(name).addEventListener("click", () => this.#fold(name === "fold"));
    }
    this.find("clear").addEventListener("click", () => uploads.clear());
    window.addEventListener("online", () => uploads.wake());
    window.addEventListener("beforeunload", (event) => this.#guard(event));
    document.addEventListener("click", (event) => this.#note(event));
    uploads.restore();
  }

  #take(files) {
    this.#folded = false;
    uploads.offer(files);
  }

  #fold(folded) {
    this.#folded = folded;
    sessionStorage.setItem(FOLDED, folded ? "1" : "");
    this.#show();
    this.find(folded ? "unfold" : "fold").focus({ preventScroll: true });
  }

  #change(item) {
    const row = this.#rows.get(item.id);
    if (!uploads.items.includes(item)) {
      row?.remove();
      this.#rows.delete(item.id);
    } else if (row) this.#update(row, item);
    else this.#add(item);
    this.#show();
  }

  #add(item) {
    const row = uploadRow(item, (action) => this.#act(action, item));
    this.#rows.set(item.id, row);
    const list = this.find("rows");
    const firstOver = uploads.items.find(({ id, state }) => OVER.has(state) && this.#rows.has(id));
    list.insertBefore(row, OVER.has(item.state) ? null : this.#rows.get(firstOver?.id) ?? null);
  }

  /** What is over makes room for what goes on. */
  #update(row, item) {
    const before = row.dataset.state;
    row.update();
    if (OVER.has(item.state) && !OVER.has(before)) this.find("rows").append(row);
  }

  #act(action, item) {
    if (action === "choose") document.querySelector("drop-zone input")?.click();
    else if (action === "retry") uploads.resume(item);
    else uploads[action](item);
  }

  #show() {
    const { items } = uploads;
    const folded = this.#folded;
    this.hidden = items.length === 0;
    this.find("open").hidden = folded;
    this.find("unfold").hidden = !folded;
    if (!items.length) return;
    const { words, far, live } = summary(items);
    for (const name of ["words", "chip-words"]) this.find(name).textContent = words;
    for (const name of ["far", "chip-far"]) this.#far(this.find(name), far);
    this.find("clear").hidden = !items.some((item) => OVER.has(item.state));
    this.#say(words, live);
  }

  #far(bar, far) {
    bar.hidden = far === undefined;
    if (far === null) bar.removeAttribute("value");
    else if (far !== undefined) bar.value = far;
  }

  /** Screen readers hear the summary, now and then, and its end at once. */
  #say(words, live) {
    const status = this.find("status");
    const now = Date.now();
    if (status.textContent === words || (live && now - this.#said < SAID_MS)) return;
    this.#said = now;
    status.textContent = words;
  }

  /** A link within omniweb goes on with what was kept; leaving asks first. */
  #note(event) {
    const link = event.target.closest?.("a[href]");
    this.#leaving = Boolean(link) && link.origin === location.origin;
    setTimeout(() => { this.#leaving = false; }, 1000);
  }

  #guard(event) {
    const sending = uploads.items.filter((item) => BUSY.has(item.state));
    const safe = this.#leaving && sending.every((item) => item.kept);
    if (sending.length && !safe) event.preventDefault();
  }
}

customElements.define("uploads-tray", UploadsTray);
