// Words what is being done to a file, from its log's state; it never watches.

const WORDS = {
  checking: "Checking",
  probe: "Checking",
  measure: "Measuring",
  original: "Storing",
  store: "Storing",
  storing: "Storing",
  picture: "Making the preview",
  render: "Making previews",
  renditions: "Making previews",
};

/**
 * `{ words, percent }` of a folded log: percent is null where it cannot be told.
 * A stage that is not known here is shown by its own name.
 */
export function stageOf(log) {
  const [name, far] = Object.entries(log.progress).at(-1) ?? [];
  if (!name) return { words: log.detail || "Waiting its turn", percent: null };
  const plain = name.replaceAll(/[-_]/g, " ");
  const words = WORDS[name] ?? plain.charAt(0).toUpperCase() + plain.slice(1);
  const known = far.total > 0;
  const percent = known ? Math.min(100, Math.round((far.done / far.total) * 100)) : null;
  return { words, percent };
}
