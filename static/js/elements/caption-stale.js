// Somebody saved meanwhile: shows what stands now beside what was typed, and lets the
// person choose; it never chooses.

import { api } from "../page.js";
import { asText } from "../lib/edits.js";

function line(label, theirs, mine) {
  const row = document.createElement("p");
  const parts = [["span", `${label} `], ["del", theirs || "—"], ["span", " "], ["ins", mine || "—"]];
  for (const [tag, words] of parts) {
    row.append(Object.assign(document.createElement(tag), { textContent: words }));
  }
  row.firstChild.className = "eyebrow";
  return row;
}

export async function showStale(sheet, mine) {
  const found = await api.get(sheet.path);
  const card = sheet.find("stale");
  sheet.find("stale-words").textContent =
    `${found.edited_by ?? "Somebody"} saved version ${found.version} while you were writing.`;
  sheet.find("stale-fields").replaceChildren(...Object.entries(mine)
    .map(([key, words]) => line(sheet.fields.label(key), asText(found.data[key]), words)));
  const press = (does, run) => { card.querySelector(`[data-does="${does}"]`).onclick = run; };
  press("mine", () => sheet.save(found.version));
  press("theirs", () => { sheet.typed.clear(); sheet.refresh(); });
  card.hidden = false;
  card.scrollIntoView({ block: "nearest" });
  card.querySelector("[data-does='mine']").focus();
}
