// Keeps the keyboard shortcuts that are valid now; it is silent while a person types.

const TYPING = new Set(["INPUT", "TEXTAREA", "SELECT"]);
const PRESSABLE = new Set(["BUTTON", "A", "SUMMARY", "VIDEO", "AUDIO"]);
const NOT_TEXT = new Set(["button", "checkbox", "radio", "range", "submit", "reset", "file"]);

export function isTyping(target) {
  if (!target) return false;
  if (target.isContentEditable) return true;
  return TYPING.has(target.tagName) && !NOT_TEXT.has(target.type);
}

/** A keyboard event as a name: "A", "?", "Space", "Esc", "Ctrl+K". */
export function nameOf(event) {
  const { key, ctrlKey, metaKey, altKey } = event;
  const names = { " ": "Space", Escape: "Esc" };
  const plain = names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  // Some keyboards write [ and ] with AltGr, which says Ctrl and Alt as well.
  if (event.getModifierState?.("AltGraph")) return plain;
  const command = ctrlKey || metaKey ? "Ctrl+" : "";
  return `${command}${altKey ? "Alt+" : ""}${plain}`;
}

export class Keys {
  #entries = [];

  /**
   * `key` as nameOf words it, `label` for the help sheet, `run(event)`.
   * `whileTyping` keeps it alive in text fields; `when()` hides it for now.
   * Answers a function that takes the shortcut away. The latest one wins.
   */
  add({ key, label, run, whileTyping = false, when = () => true }) {
    const entry = { key, label, run, whileTyping, when };
    this.#entries.unshift(entry);
    return () => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    };
  }

  /** What is valid now, one entry per key, oldest first. */
  list() {
    const seen = new Map();
    for (const entry of this.#entries) {
      if (entry.when() && !seen.has(entry.key)) seen.set(entry.key, entry);
    }
    return [...seen.values()].reverse();
  }

  /** Runs the shortcut of a keydown event; answers whether there was one. */
  dispatch(event) {
    if (event.defaultPrevented || event.isComposing) return false;
    const name = nameOf(event);
    const entry = this.#entries.find((one) => one.key === name && one.when());
    if (!entry || (isTyping(event.target) && !entry.whileTyping)) return false;
    // A focused button keeps its own Space and Enter.
    const own = name === "Space" || name === "Enter";
    if (own && PRESSABLE.has(event.target?.tagName)) return false;
    event.preventDefault();
    entry.run(event);
    return true;
  }
}
