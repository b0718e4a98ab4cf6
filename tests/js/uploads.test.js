// The list of uploads: whose turn it is, what survives a reload, what comes of a file.

import assert from "node:assert/strict";
import test from "node:test";

import { ApiError } from "../../static/js/lib/api.js";
import { Follower } from "../../static/js/lib/upload-follow.js";
import { SendError } from "../../static/js/lib/upload-send.js";
import { Uploads } from "../../static/js/lib/uploads.js";
import { farOf, stepOf, summary } from "../../static/js/lib/upload-words.js";

const ticks = async (n = 20) => { for (let i = 0; i < n; i += 1) await null; };

function file(name, size = 1_000_000, type = "video/mp4") {
  return { name, size, type, lastModified: 1 };
}

/** What the browser's database does, in memory. */
class Shelf {
  records = new Map();
  files = new Map();
  roomy = true;
  async all() {
    return [...this.records.values()].map((r) => ({ ...r, file: this.files.get(r.id) ?? null }));
  }
  async get(id) { return this.records.get(id); }
  async put(record) { this.records.set(record.id, { ...record }); }
  async keep(id, kept) { if (this.roomy) this.files.set(id, kept); return this.roomy; }
  async letGo(id) { this.files.delete(id); }
  async remove(id) { this.records.delete(id); this.files.delete(id); }
}

/** A server that answers when the test says so. */
class Sends {
  open = new Map();
  forgotten = [];
  send(order) {
    return new Promise((done, failed) => {
      order.signal.addEventListener("abort", () => failed(order.signal.reason));
      this.open.set(order.name, { ...order, done, failed });
    });
  }
  async forget(url) { this.forgotten.push(url); }
  get names() { return [...this.open.keys()]; }
}

function start({ store = new Shelf(), known = null, outcome = { state: "ready" }, ...more } = {}) {
  const sender = new Sends();
  let clock = 0;
  let last = 0;
  const uploads = new Uploads({
    sender,
    store,
    follow: async () => ({ reason: "", ...outcome }),
    known: async () => known,
    digest: async () => "ab",
    alone: (name, run) => run(),
    now: () => (clock += 500),
    makeId: () => `id${store.records.size}-${(last += 1)}`,
    ...more,
  });
  return { uploads, sender, store, states: () => uploads.items.map((item) => item.state) };
}

test("three files are sent at once, the next when one is through", async () => {
  const { uploads, sender, states } = start();
  uploads.offer(["a", "b", "c", "d"].map((name) => file(name)));
  await ticks();
  assert.deepEqual(sender.names, ["a", "b", "c"]);
  assert.equal(states()[3], "waiting");
  sender.open.get("a").done("asset-1");
  await ticks();
  assert.deepEqual(states(), ["ready", "sending", "sending", "sending"]);
});

test("content that the library has is not sent", async () => {
  const { uploads, sender, states } = start({ known: { id: "asset-9" } });
  uploads.offer([file("again.mp4")]);
  await ticks();
  assert.deepEqual(states(), ["duplicate"]);
  assert.equal(uploads.items[0].asset, "asset-9");
  assert.deepEqual(sender.names, []);
});

test("a pause frees the place, keeps the address, and goes on from there", async () => {
  const { uploads, sender, states } = start();
  uploads.offer([file("a")]);
  await ticks();
  const [item] = uploads.items;
  sender.open.get("a").located("/uploads/1");
  sender.open.get("a").progress(400_000);
  uploads.pause(item);
  await ticks();
  assert.deepEqual(states(), ["paused"]);
  assert.equal(stepOf(item), "Paused at 0.40 MB of 1.0 MB");
  assert.equal(farOf(item), 0.4);
  uploads.resume(item);
  await ticks();
  assert.equal(sender.open.get("a").url, "/uploads/1");
  assert.deepEqual(states(), ["sending"]);
});

test("a reload goes on by itself where the file was kept", async () => {
  const first = start();
  first.uploads.offer([file("a")]);
  await ticks();
  first.sender.open.get("a").located("/uploads/1");
  await ticks();
  const second = start({ store: first.store });
  await second.uploads.restore();
  await ticks();
  assert.equal(second.sender.open.get("a").url, "/uploads/1");
});

test("a reload asks for the file that could not be kept, and knows it again", async () => {
  const store = new Shelf();
  store.roomy = false;
  const first = start({ store });
  first.uploads.offer([file("huge.mov")]);
  await ticks();
  first.sender.open.get("huge.mov").located("/uploads/7");
  await ticks();
  const second = start({ store });
  await second.uploads.restore();
  assert.equal(stepOf(second.uploads.items[0]), "Choose the file again to go on");
  second.uploads.offer([file("huge.mov")]);
  await ticks();
  assert.equal(second.uploads.items.length, 1);
  assert.equal(second.sender.open.get("huge.mov").url, "/uploads/7");
});

test("a refusal says why until it was seen; a broken connection tries again", async () => {
  const { uploads, sender, states, store } = start();
  uploads.offer([file("a"), file("b")]);
  await ticks();
  sender.open.get("a").failed(new SendError("Larger than 16 GB.", { final: true }));
  sender.open.get("b").failed(new SendError("The connection broke.", { offline: true }));
  await ticks();
  assert.deepEqual(states(), ["refused", "failed"]);
  assert.equal(stepOf(uploads.items[0]), "Larger than 16 GB.");
  const { uploads: next } = start({ store });
  await next.restore();
  assert.deepEqual(next.items.map((item) => item.state), ["refused", "failed"]);
  uploads.wake();
  await ticks();
  assert.deepEqual(states(), ["refused", "sending"]);
  uploads.clear();
  assert.deepEqual([...store.records.values()].map((r) => r.name), ["b"]);
});

test("what the server refuses after checking tells its reason", async () => {
  const outcome = { state: "rejected", reason: "This video is damaged." };
  const { uploads, sender } = start({ outcome });
  uploads.offer([file("a")]);
  await ticks();
  sender.open.get("a").done("asset-1");
  await ticks();
  assert.equal(stepOf(uploads.items[0]), "This video is damaged.");
});

test("cancelling stops it and lets the server forget", async () => {
  const { uploads, sender, store } = start();
  uploads.offer([file("a")]);
  await ticks();
  const order = sender.open.get("a");
  order.located("/uploads/3");
  await uploads.cancel(uploads.items[0]);
  await ticks();
  assert.ok(order.signal.aborted);
  assert.deepEqual(sender.forgotten, ["/uploads/3"]);
  assert.deepEqual([uploads.items.length, store.records.size, store.files.size], [0, 0, 0]);
});

test("what cannot be meant is refused before anything is sent", async () => {
  const { uploads, sender, states } = start();
  uploads.offer([file("notes.txt", 10, "text/plain"), file("empty.mp4", 0)]);
  await ticks();
  assert.deepEqual(states(), ["refused", "refused"]);
  assert.match(uploads.items[0].reason, /^This is a text\./);
  assert.deepEqual(sender.names, []);
});

test("a second tab waits for the first and takes over what it wrote down", async () => {
  const store = new Shelf();
  let release = null;
  const alone = async (name, run, taken) => {
    taken();
    await new Promise((done) => { release = done; });
    return run();
  };
  await store.put({ id: "x", at: 1, key: "k", name: "a", bytes: 9, state: "sending", url: "/uploads/1" });
  await store.keep("x", file("a", 9));
  const { uploads, states, sender } = start({ store, alone });
  await uploads.restore();
  await ticks();
  assert.deepEqual(states(), ["elsewhere"]);
  await store.put({ id: "x", state: "checking", asset: "asset-4", url: "/uploads/1" });
  release();
  await ticks();
  assert.deepEqual(states(), ["ready"]);
  assert.deepEqual(sender.names, []);
});

test("the summary counts what is sent, made, and stuck", () => {
  const item = (state, more) => ({ state, bytes: 100, sent: 0, ...more });
  const some = [item("sending", { sent: 50 }), item("waiting"), item("ready")];
  assert.deepEqual(summary(some), { words: "Sending 2 files", far: 0.25, live: true });
  assert.equal(summary([item("preparing")]).words, "Preparing 1 file");
  assert.equal(summary([item("refused"), item("ready")]).words, "1 file needs you");
  assert.equal(summary([item("ready"), item("duplicate")]).words, "2 files ready");
});

test("following survives a silent socket and a server that is away", async () => {
  const answers = [null, { state: "preparing", job: "j" }, { state: "ready", reason: "" }];
  const api = { get: async () => answers.shift() ?? Promise.reject(new ApiError({ code: "offline" })) };
  const watched = [];
  const socket = { watch: (job, { event }) => { watched.push(job); event({ seq: 1, kind: "progress", stage: "preparing", done: 1, total: 4 }); } };
  const timers = { setTimeout: (run, ms, value) => queueMicrotask(() => run(value)) };
  const stages = [];
  const asset = await new Follower({ api, socket, timers }).follow("a", (stage) => stages.push(stage));
  assert.equal(asset.state, "ready");
  assert.deepEqual(watched, ["j"]);
  assert.deepEqual(stages, [{ words: "Preparing", percent: 25, far: 0.25 }]);
});

test("following asks once more at the log's end, and gives up on what is gone", async () => {
  const answers = [{ state: "preparing", job: "j" }, { state: "rejected", reason: "Damaged." }];
  const socket = { watch: (job, { event }) => event({ seq: 1, kind: "failed", code: "broken", message: "" }) };
  const timers = { setTimeout: () => {} };
  const follower = new Follower({ api: { get: async () => answers.shift() }, socket, timers });
  assert.equal((await follower.follow("a", () => {})).reason, "Damaged.");
  const gone = { get: async () => { throw new ApiError({ status: 404, code: "not_found", message: "Gone." }); } };
  await assert.rejects(new Follower({ api: gone, socket, timers }).follow("a", () => {}), /Gone/);
});
