// What every page has: the theme, news, the keys, times, and the elements of the rooms;
// it holds no logic of its own.

import "./analyses.js";
import "./batches.js";
import "./captions.js";
import "./library.js";
import "./elements/key-help.js";
import "./elements/relative-time.js";
import "./elements/theme-switch.js";
import "./elements/toast.js";
import { keys } from "./page.js";

keys.add({
  key: "/",
  label: "Search",
  run: () => document.querySelector("[data-search]")?.select(),
});

// An open menu closes with Esc and with a press outside, as people expect of one.
const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", ({ target }) => {
  for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
