// Compares what a person typed with what stands; it never saves anything.

/** The values of `now` that differ from `before`; line ends do not count. */
export function changed(before, now) {
  const plain = (text) => String(text ?? "").replaceAll("\r\n", "\n");
  const keys = Object.keys(now).filter((key) => plain(now[key]) !== plain(before[key]));
  return Object.fromEntries(keys.map((key) => [key, now[key]]));
}

/** A field's value as the API answers it, as a form shows it: a list as lines. */
export function asText(value) {
  if (Array.isArray(value)) return value.map(line).join("\n");
  return value === null || value === undefined ? "" : String(value);
}

function line(item) {
  if (item === null || typeof item !== "object") return String(item);
  return `${item.start}-${item.end} ${item.text ?? ""}`.trim();
}

/** How much was written: characters, or items and the longest of them. */
export function measured(text, { many, chars, items }) {
  if (!many) return { words: `${text.length} / ${chars}`, over: chars > 0 && text.length > chars };
  const found = text.split("\n").map((one) => one.trim()).filter(Boolean);
  const longest = Math.max(0, ...found.map((one) => one.length));
  const over = (items > 0 && found.length > items) || (chars > 0 && longest > chars);
  const count = items ? `${found.length} / ${items}` : `${found.length} items`;
  const long = chars > 0 && longest > chars ? `, one has ${longest} of ${chars} characters` : "";
  return { words: count + long, over };
}
