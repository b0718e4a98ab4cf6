// The keys of the timeline that work anywhere on the page and stand in its list; it
// never moves anything itself.

import { keys } from "../page.js";

/** Answers a function that takes them away. */
export function timelineKeys(timeline) {
  const add = (key, label, run, when) => keys.add({ key, label, run, when });
  const cuts = () => timeline.cuts.length > 0;
  const long = () => timeline.zooms;
  const offs = [
    add("[", "To the cut before", () => timeline.go("["), cuts),
    add("]", "To the next cut", () => timeline.go("]"), cuts),
    add("+", "Timeline closer", () => timeline.zoom(2), long),
    add("-", "Timeline farther", () => timeline.zoom(0.5), long),
  ];
  return () => offs.forEach((off) => off());
}
