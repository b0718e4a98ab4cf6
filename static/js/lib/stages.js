// Words what is being done to a file, from its log's state; it never watches.

/** `{ words, percent }` of a folded log: percent is null where it cannot be told. */
export function stageOf(log) {
  const [name, far] = Object.entries(log.progress).at(-1) ?? [];
  if (!name) return { words: log.detail || "Waiting its turn", percent: null };
  const plain = name.replaceAll(/[-_]/g, " ");
  const told = far.total > 0 && far.done > 0;
  const percent = told ? Math.min(100, Math.round((far.done / far.total) * 100)) : null;
  return { words: plain.charAt(0).toUpperCase() + plain.slice(1), percent };
}
