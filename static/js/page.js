// What a page has exactly once: the API, the socket, the keys, and the way to tell
// short news; it never shows anything itself.

import { Api, readCookie } from "./lib/api.js";
import { Keys } from "./lib/keys.js";
import { JobSocket } from "./lib/socket.js";

const cookies = () => document.cookie;

export const csrfToken = () => readCookie(cookies(), "csrftoken");
export const api = new Api({ cookies });
export const keys = new Keys();
export const socket = new JobSocket({
  url: `${location.protocol.replace("http", "ws")}//${location.host}/ws/jobs/`,
  wake: [[window, "online"], [document, "visibilitychange"]],
});

document.addEventListener("keydown", (event) => keys.dispatch(event));

/** Short news at the foot of the page; `undo()` makes it a way back. */
export function toast(text, { undo = null } = {}) {
  document.dispatchEvent(new CustomEvent("toast", { detail: { text, undo } }));
}
