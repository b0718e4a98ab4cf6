// <contact-sheet>: the library's cards; it takes in new ones, moves the focus between
// them and puts them into the trash and back.

import { api, keys, toast } from "../page.js";
import { LivePart } from "./live-part.js";

class ContactSheet extends LivePart {
  #off = [];

  connectedCallback() {
    super.connectedCallback();
    const renew = () => this.refresh();
    document.addEventListener("asset-arrived", renew);
    this.#off.push(() => document.removeEventListener("asset-arrived", renew));
    this.addEventListener("keydown", (event) => this.#move(event));
    this.addEventListener("submit", (event) => this.#submit(event));
    const at = () => this.contains(document.activeElement);
    const add = (key, label, run) => this.#off.push(keys.add({ key, label, run, when: at }));
    add("Delete", "Move to the trash", () => this.#trash(this.#here()));
  }

  disconnectedCallback() {
    this.#off.forEach((off) => off());
  }

  get cards() { return [...this.querySelectorAll("[data-asset]")]; }

  /** What changed is exchanged, what is gone goes, and nothing else moves. */
  renew(fresh) {
    const list = this.querySelector("[data-part='cards']");
    const other = fresh.querySelector("[data-part='cards']");
    if (!list || !other) {
      super.renew(fresh);
      return;
    }
    const before = new Map(this.cards.map((card) => [card.id, card]));
    const after = [...other.querySelectorAll("[data-asset]")].map((card) => {
      const old = before.get(card.id);
      return old?.dataset.version === card.dataset.version ? old : document.adoptNode(card);
    });
    const focus = document.activeElement?.closest?.("[data-asset]")?.id;
    list.replaceChildren(...after);
    if (focus) document.getElementById(focus)?.querySelector("a")?.focus();
  }

  #here() { return document.activeElement?.closest("[data-asset]"); }

  #move(event) {
    const here = this.#here();
    if (!here || event.target.closest("[popover], input, select, [role='menu']")) return;
    const cards = this.cards;
    const at = cards.indexOf(here);
    const across = this.#across(cards);
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across };
    const to = event.key === "Home" ? 0 : event.key === "End" ? cards.length - 1
      : at + (steps[event.key] ?? NaN);
    if (Number.isNaN(to)) return;
    event.preventDefault();
    cards[Math.max(0, Math.min(cards.length - 1, to))].querySelector("a").focus();
  }

  /** How many cards stand in a row. */
  #across(cards) {
    const top = cards[0]?.offsetTop;
    const next = cards.findIndex((card) => card.offsetTop !== top);
    return next === -1 ? cards.length : next;
  }

  #submit(event) {
    const { action } = event.target.dataset;
    if (action !== "trash") return;
    event.preventDefault();
    this.#trash(event.target.closest("[data-asset]"));
  }

  async #trash(card) {
    const { asset, name, trash } = card?.dataset ?? {};
    if (trash === undefined) return;
    const next = card.nextElementSibling ?? card.previousElementSibling;
    try {
      await api.delete(`assets/${asset}`);
    } catch (error) {
      toast(error.message);
      return;
    }
    card.remove();
    next?.querySelector("a")?.focus();
    if (!this.cards.length) this.refresh();
    toast(`${name} lies in the trash.`, { undo: () => this.#restore(asset) });
  }

  async #restore(asset) {
    try {
      await api.post(`assets/${asset}/restore`);
      this.refresh();
    } catch (error) {
      toast(error.message);
    }
  }
}

customElements.define("contact-sheet", ContactSheet);
