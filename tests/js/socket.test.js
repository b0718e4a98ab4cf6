// One socket keeps many logs whole through losses, gaps, repeats and silence.

import assert from "node:assert/strict";
import test, { mock } from "node:test";

import { JobSocket } from "../../static/js/lib/socket.js";

const A = "00000000-0000-0000-0000-00000000000a";
const B = "00000000-0000-0000-0000-00000000000b";

class FakeSocket {
  static all = [];
  static get last() { return FakeSocket.all.at(-1); }

  constructor(url) {
    Object.assign(this, { url, readyState: 0, sent: [], closed: false });
    FakeSocket.all.push(this);
  }

  open() { this.readyState = 1; this.onopen({}); }
  send(text) { this.sent.push(JSON.parse(text)); }
  close() { this.closed = true; this.readyState = 3; }
  drop(code) { this.readyState = 3; this.onclose({ code }); }
  say(frame) { this.onmessage({ data: JSON.stringify(frame) }); }
  text(job, ...seqs) {
    for (const seq of seqs) this.say({ job, seq, kind: "text", text: `${seq} ` });
  }
}

function start(context) {
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  context.after(() => mock.timers.reset());
  FakeSocket.all = [];
  const tab = new EventTarget();
  const socket = new JobSocket({
    url: "ws://test/ws/jobs/", WebSocket: FakeSocket, random: () => 1,
    wake: [[tab, "online"], [tab, "visibilitychange"]],
  });
  const seen = { [A]: [], [B]: [] };
  const watch = (job, after = 0) => socket.watch(job, {
    after, event: (event) => seen[job].push(event.seq),
  });
  return { socket, seen, watch, tab, statuses: record(socket) };
}

/** In small steps, so that a timer set on the way runs from its own moment. */
function pass(ms) {
  for (let left = ms; left > 0; left -= 100) mock.timers.tick(100);
}

function record(socket) {
  const statuses = [];
  socket.addEventListener("status", () => statuses.push(socket.status));
  return statuses;
}

test("many logs share one socket, which opens with the first", (t) => {
  const { socket, seen, watch } = start(t);
  assert.equal(FakeSocket.all.length, 0);
  watch(A);
  watch(B, 5);
  FakeSocket.last.open();
  assert.equal(FakeSocket.all.length, 1);
  assert.deepEqual(FakeSocket.last.sent, [
    { watch: A, after: 0 }, { watch: B, after: 5 },
  ]);
  FakeSocket.last.text(A, 1, 2);
  FakeSocket.last.text(B, 6);
  assert.deepEqual(seen, { [A]: [1, 2], [B]: [6] });
  assert.equal(socket.status, "live");
});

test("after a loss each log resumes from its own last event", (t) => {
  const { seen, watch, statuses } = start(t);
  watch(A);
  watch(B);
  FakeSocket.last.open();
  FakeSocket.last.text(A, 1, 2, 3);
  FakeSocket.last.text(B, 1);
  FakeSocket.last.drop(4008);
  pass(400);
  FakeSocket.last.open();
  assert.equal(FakeSocket.all.length, 2);
  assert.deepEqual(FakeSocket.last.sent, [
    { watch: A, after: 3 }, { watch: B, after: 1 },
  ]);
  FakeSocket.last.text(A, 3, 4);
  assert.deepEqual(seen[A], [1, 2, 3, 4]);
  assert.deepEqual(statuses, ["live", "reconnecting", "live"]);
});

test("repeats are dropped and a gap is asked for once", (t) => {
  const { seen, watch } = start(t);
  watch(A);
  FakeSocket.last.open();
  FakeSocket.last.text(A, 1, 1, 2, 5, 6, 7);
  assert.deepEqual(seen[A], [1, 2]);
  assert.deepEqual(FakeSocket.last.sent.slice(1), [
    { unwatch: A }, { watch: A, after: 2 },
  ]);
  FakeSocket.last.text(A, 3, 4, 5, 6, 7, 8);
  assert.deepEqual(seen[A], [1, 2, 3, 4, 5, 6, 7, 8]);
});

test("a damaged frame leaves a gap that heals", (t) => {
  const { seen, watch } = start(t);
  watch(A);
  FakeSocket.last.open();
  FakeSocket.last.text(A, 1);
  FakeSocket.last.onmessage({ data: "{" });
  FakeSocket.last.text(A, 3);
  assert.deepEqual(FakeSocket.last.sent.at(-1), { watch: A, after: 1 });
  FakeSocket.last.text(A, 2, 3);
  assert.deepEqual(seen[A], [1, 2, 3]);
});

test("a second reader of a log gets it from its own start", (t) => {
  const { socket, seen, watch } = start(t);
  watch(A);
  FakeSocket.last.open();
  FakeSocket.last.text(A, 1, 2);
  const late = [];
  socket.watch(A, { event: (event) => late.push(event.seq) });
  assert.deepEqual(FakeSocket.last.sent.slice(1), [
    { unwatch: A }, { watch: A, after: 0 },
  ]);
  FakeSocket.last.text(A, 1, 2, 3);
  assert.deepEqual([seen[A], late], [[1, 2, 3], [1, 2, 3]]);
});

test("a finished log is not asked for again, nor is a forbidden one", (t) => {
  const { socket, watch } = start(t);
  const errors = [];
  watch(A);
  socket.watch(B, { event: () => {}, error: (code) => errors.push(code) });
  FakeSocket.last.open();
  FakeSocket.last.say({ job: A, seq: 1, kind: "done", url: "/x/" });
  FakeSocket.last.say({ job: B, error: "not_found" });
  assert.deepEqual(errors, ["not_found"]);
  FakeSocket.last.drop(1006);
  pass(60000);
  assert.equal(FakeSocket.all.length, 1);
  assert.equal(socket.status, "idle");
});

test("failures back off up to a limit, and a frame resets the patience", (t) => {
  const { watch } = start(t);
  watch(A);
  const waits = [];
  for (let tries = 0; tries < 8; tries += 1) {
    const before = FakeSocket.all.length;
    FakeSocket.last.drop(1006);
    let wait = 0;
    while (FakeSocket.all.length === before) { pass(100); wait += 100; }
    waits.push(wait);
  }
  assert.deepEqual(waits, [400, 800, 1600, 3200, 6400, 12000, 12000, 12000]);
  FakeSocket.last.open();
  FakeSocket.last.text(A, 1);
  FakeSocket.last.drop(1006);
  pass(400);
  assert.equal(FakeSocket.all.length, 10);
});

test("silence after a ping ends the socket; a pong keeps it", (t) => {
  const { socket, watch } = start(t);
  watch(A);
  FakeSocket.last.open();
  pass(15000);
  assert.deepEqual(FakeSocket.last.sent.at(-1), { ping: 1 });
  FakeSocket.last.say({ pong: 1 });
  pass(14000);
  assert.equal(socket.status, "live");
  pass(9000);
  assert.equal(socket.status, "reconnecting");
  assert.ok(FakeSocket.all[0].closed);
});

test("a tab that comes back reconnects at once or proves the socket", (t) => {
  const { socket, watch, tab } = start(t);
  watch(A);
  FakeSocket.last.open();
  tab.dispatchEvent(new Event("visibilitychange"));
  assert.deepEqual(FakeSocket.last.sent.at(-1), { ping: 1 });
  pass(2500);
  assert.equal(socket.status, "reconnecting");
  tab.dispatchEvent(new Event("online"));
  assert.equal(FakeSocket.all.length, 2);
  pass(400);
  assert.equal(FakeSocket.all.length, 2);
});

test("stopping the last reader of a log stops the log", (t) => {
  const { seen, watch } = start(t);
  const stop = watch(A);
  FakeSocket.last.open();
  stop();
  stop();
  assert.deepEqual(FakeSocket.last.sent, [{ watch: A, after: 0 }, { unwatch: A }]);
  FakeSocket.last.text(A, 1);
  assert.deepEqual(seen[A], []);
});
