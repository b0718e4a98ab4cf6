// Keeps the end of what arrives in sight for whoever is there already; it never pulls
// a reader away from what is being read.

/**
 * Changes the page by `change()`. `mark()` is the last thing that arrived: where it was
 * in sight before, it is after; its scroll margins say what may stand in front of it.
 */
export function followEnd(mark, change) {
  const before = mark()?.getBoundingClientRect();
  const seen = before && before.bottom > 0 && before.bottom <= innerHeight;
  change();
  if (seen) mark()?.scrollIntoView({ block: "nearest" });
}

/**
 * Tells `root` how tall the composer is that docks in front of it, while `docked()`;
 * what arrives stays above. Answers a function that ends it.
 */
export function docks(composer, root, docked) {
  const seen = new ResizeObserver(() => {
    root.style.setProperty("--composer", `${docked() ? composer.offsetHeight : 0}px`);
  });
  seen.observe(composer);
  return () => seen.disconnect();
}
