// Fetches a page once more and takes a part out of it, so that a part looks the same
// live and after a reload; it never builds markup of its own.

/** The element that `selector` names in the page at `url`, or null. */
export async function partOf(url, selector) {
  const answer = await fetch(url, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector(selector);
  return found && document.adoptNode(found);
}

/** Puts a fresh part in the place of the old one and keeps the focus by its id. */
export function swap(old, fresh) {
  const id = old.contains(document.activeElement) ? document.activeElement.id : "";
  old.replaceWith(fresh);
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
}

/** Shows a problem's sentence in the part made for it; nothing hides it. */
export function tell(root, words = "") {
  const problem = root.querySelector("[data-part='problem']");
  problem.hidden = !words;
  root.querySelector("[data-part='problem-words']").textContent = words;
}
