// Words what is being done to a file, from its log's state; it never watches.

/** `{ words, percent, far }` of a folded log: percent, and far from 0 to 1, may be null. */
export function stageOf(log) {
  const [name, far] = Object.entries(log.progress).at(-1) ?? [];
  if (!name) return { words: log.detail || "Waiting its turn", percent: null, far: null };
  const plain = name.replaceAll(/[-_]/g, " ");
  const share = far.total > 0 && far.done > 0 ? Math.min(1, far.done / far.total) : null;
  const percent = share === null ? null : Math.round(share * 100);
  return { words: plain.charAt(0).toUpperCase() + plain.slice(1), percent, far: share };
}
