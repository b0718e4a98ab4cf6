// Keeps the end of the page in sight for whoever is there already; it never pulls a
// reader away from what is being read.

const NEAR = 96;

/** Changes the page by `change()` and stays at its end if the reader was there. */
export function followEnd(change) {
  const page = document.scrollingElement;
  const atEnd = page.scrollHeight - page.scrollTop - page.clientHeight < NEAR;
  change();
  if (atEnd) page.scrollTop = page.scrollHeight;
}

export function goToEnd() {
  const page = document.scrollingElement;
  page.scrollTop = page.scrollHeight;
}
