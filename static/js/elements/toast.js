// <toast-region>: short news at the foot of the page, with the way back; it never asks
// anything.

import { icon } from "./icon.js";

const NEWS_MS = 5000;
const UNDO_MS = 8000;

function button(className, words, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `button small ${className}`;
  if (words) made.textContent = words;
  made.addEventListener("click", press);
  return made;
}

class ToastRegion extends HTMLElement {
  #told = ({ detail }) => this.#show(detail);

  connectedCallback() {
    document.addEventListener("toast", this.#told);
    for (const toast of this.querySelectorAll(".toast")) this.#dress(toast, {});
  }

  disconnectedCallback() { document.removeEventListener("toast", this.#told); }

  #show({ text, undo = null }) {
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.setAttribute("role", "status");
    const words = document.createElement("p");
    toast.append(words);
    this.append(toast);
    // A live region is read when its text changes, not when it comes with text.
    words.textContent = text;
    this.#dress(toast, { undo });
  }

  #dress(toast, { undo = null }) {
    if (undo) {
      toast.append(button("undo", "Undo", () => {
        toast.remove();
        undo();
      }));
    }
    const close = button("icon-only", "", () => toast.remove());
    close.setAttribute("aria-label", "Dismiss");
    close.append(icon("x"));
    toast.append(close);
    const undoable = undo || toast.querySelector("form");
    this.#leaveLater(toast, undoable ? UNDO_MS : NEWS_MS);
  }

  /** Waits while it is pointed at or focused: reading takes as long as it takes. */
  #leaveLater(toast, patience) {
    let timer = null;
    const stay = () => clearTimeout(timer);
    const go = () => {
      stay();
      timer = setTimeout(() => toast.remove(), patience);
    };
    for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, stay);
    for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, go);
    go();
  }
}

customElements.define("toast-region", ToastRegion);
