// Watches one job for an element and hands it the folded log, once a frame; it never
// draws and never changes anything.

import { blank, fold, isOver } from "../lib/transcript.js";
import { socket } from "../page.js";

/**
 * `change(log)` at most once a frame, and with the last event at once; `event(e)` for
 * every single one. `link(broken)` when the connection goes and comes. Answers stop().
 */
export function watchJob(job, { change, event = () => {}, link = () => {}, lost = () => {} }) {
  let log = blank();
  let frame = 0;
  const show = () => { frame = 0; change(log); };
  const status = () => link(socket.status === "reconnecting");
  socket.addEventListener("status", status);
  const unwatch = socket.watch(job, {
    event(next) {
      log = fold(log, next);
      event(next);
      if (isOver(log)) { stop(); show(); } else if (!frame) frame = requestAnimationFrame(show);
    },
    error: () => { stop(); lost(); },
  });
  function stop() {
    cancelAnimationFrame(frame);
    socket.removeEventListener("status", status);
    unwatch();
  }
  return stop;
}
