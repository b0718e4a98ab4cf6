// A press on a piece of evidence plays that moment of the media; it knows no player.

document.addEventListener("click", ({ target }) => {
  const chip = target.closest?.(".evidence-chip");
  if (!chip) return;
  const [time, end] = [Number(chip.dataset.start), Number(chip.dataset.end)];
  document.dispatchEvent(new CustomEvent("media-seek", { detail: { time, end, play: true } }));
});
