// The page's one list of uploads, wired to the server, the browser's database and the
// other tabs; it never shows anything.

import { api, csrfToken, socket } from "./page.js";
import { sha256 } from "./lib/digest.js";
import { Follower } from "./lib/upload-follow.js";
import { Sender } from "./lib/upload-send.js";
import { UploadStore } from "./lib/upload-store.js";
import { Uploads } from "./lib/uploads.js";
import tus from "../vendor/tus-js-client/index.js";

export const follower = new Follower({ api, socket });

/** Runs under a lock of all tabs; `taken()` when another one has it first. */
async function alone(name, run, taken) {
  const { locks } = navigator;
  if (!locks) return run();
  const free = await locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock) await run();
    return Boolean(lock);
  });
  if (free) return undefined;
  taken();
  return locks.request(name, run);
}

async function known(hash) {
  const { items } = await api.get(`assets?sha256=${hash}`);
  return items.find((asset) => asset.state !== "rejected") ?? null;
}

// Without TLS, browsers offer no randomUUID except on this machine itself.
const makeId = () => `${Date.now()}-${Math.random().toString(36).slice(2)}`;

export const uploads = new Uploads({
  alone,
  digest: sha256,
  follow: (asset, change) => follower.follow(asset, change),
  known,
  makeId,
  now: () => Date.now(),
  sender: new Sender({ tus, token: csrfToken }),
  store: new UploadStore(),
});
