// The keys of a caption: approve, reject, edit, save, stop. They press what is on the
// page and do nothing that a person could not see.

import { keys } from "../page.js";

/** Binds them for one sheet; answers the functions that take them away. */
export function bindKeys(sheet) {
  const find = (selector) => sheet.querySelector(selector);
  const seen = (selector) => () => Boolean(find(selector)?.checkVisibility());
  const typing = () => Boolean(find("#caption-edit")?.contains(document.activeElement));
  const press = (key, label, selector, run = () => find(selector).click()) =>
    keys.add({ key, label, run, when: seen(selector) });
  const whileTyping = (key, label, run) =>
    keys.add({ key, label, run, when: typing, whileTyping: true });
  return [
    press("A", "Approve the caption", "#caption-approve button:enabled"),
    press("R", "Reject the caption", ".reject > summary", () => {
      find(".reject").open = true;
      find("#reject-reason").focus();
    }),
    press("E", "Edit the caption", "#caption-edit", () => {
      find("#caption-edit :is(.input, .textarea):not([hidden])").focus();
    }),
    press("S", "Stop the draft", "[data-does='stop'] button"),
    whileTyping("Ctrl+Enter", "Save the caption", () => sheet.save()),
    whileTyping("Esc", "Leave the field", () => document.activeElement.blur()),
  ];
}
