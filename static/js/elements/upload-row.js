// One row of the uploads tray; it shows an item and says what the person wants of it.

import { farOf, stepOf } from "../lib/upload-words.js";
import { icon } from "./icon.js";

const KINDS = [[/^image/, "image"], [/^audio/, "music"], [/^video/, "film"]];
const ACTIONS = {
  pause: ["Pause", "pause", ["waiting", "comparing", "sending"]],
  resume: ["Resume", "play", ["paused"]],
  retry: ["Try again", "rotate-ccw", ["failed"]],
  choose: ["Choose the file", "folder", ["unfinished"]],
  cancel: ["Cancel", "x", ["waiting", "comparing", "sending", "paused", "failed", "unfinished"]],
  dismiss: ["Take off the list", "x", ["ready", "duplicate", "refused"]],
};

function make(tag, className) {
  return Object.assign(document.createElement(tag), { className });
}

function kind({ type = "" }) {
  return icon(KINDS.find(([known]) => known.test(type))?.[1] ?? "file-text");
}

/** The picture itself, where the browser can show it. */
function picture(item) {
  if (!item.file || !/^image/.test(item.type)) return kind(item);
  const image = Object.assign(new Image(), { src: URL.createObjectURL(item.file), alt: "" });
  image.decode()
    .catch(() => image.replaceWith(kind(item)))
    .finally(() => URL.revokeObjectURL(image.src));
  return image;
}

/** An element with `update()`; `act(name)` hears the buttons. */
export function uploadRow(item, act) {
  const row = make("li", "tray-item");
  const thumb = make("span", "thumb");
  const name = make("span", "name");
  const actions = make("span", "actions");
  const step = make("span", "step");
  const bar = make("progress", "progress");
  thumb.append(picture(item));
  bar.ariaLabel = `Progress of ${item.name}`;
  row.append(thumb, name, actions, step, bar);
  row.update = () => {
    const changed = row.dataset.state !== item.state;
    row.dataset.state = item.state;
    step.textContent = stepOf(item);
    showFar(bar, farOf(item));
    if (!changed) return;
    showName(name, item);
    actions.replaceChildren(...buttons(item, act));
  };
  row.update();
  return row;
}

function showFar(bar, far) {
  bar.hidden = far === undefined;
  if (far === null) bar.removeAttribute("value");
  else if (far !== undefined) bar.value = far;
}

function showName(name, item) {
  const linked = item.asset && item.state !== "refused";
  const text = linked ? document.createElement("a") : document.createElement("span");
  if (linked) text.href = `/assets/${item.asset}/`;
  text.textContent = item.name;
  name.title = item.name;
  name.replaceChildren(text);
}

function buttons(item, act) {
  const fitting = Object.entries(ACTIONS).filter(([, [, , states]]) => states.includes(item.state));
  return fitting.map(([action, [label, picture]]) => {
    const button = make("button", "button ghost small icon-only");
    Object.assign(button, { type: "button", title: label, ariaLabel: `${label}: ${item.name}` });
    button.append(icon(picture));
    button.addEventListener("click", () => act(action));
    return button;
  });
}
