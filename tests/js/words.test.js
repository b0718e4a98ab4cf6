// Numbers as people read them, shortcuts as people press them, errors as sentences.

import assert from "node:assert/strict";
import test from "node:test";

import { Api, readCookie } from "../../static/js/lib/api.js";
import { duration, megabytes, money, relativeTime } from "../../static/js/lib/format.js";
import { Keys } from "../../static/js/lib/keys.js";

test("durations, sizes and money", () => {
  assert.deepEqual([0, 64, 3723, 59.9].map(duration), ["0:00", "1:04", "1:02:03", "0:59"]);
  assert.deepEqual(
    [0, 4000, 450000, 84200000, 1.2e9].map(megabytes),
    ["0.00 MB", "< 0.01 MB", "0.45 MB", "84.2 MB", "1200 MB"],
  );
  const yuan = ["0", "0.0634", "0.00342", "4.1", "1234.567"].map((sum) => money(sum, "CNY"));
  assert.deepEqual(yuan, ["¥0.00", "¥0.063", "¥0.0034", "¥4.10", "¥1,234.57"]);
});

test("times are told from now", () => {
  const now = new Date("2026-03-10T12:00:00Z");
  const told = (seconds) => relativeTime(new Date(now.getTime() + seconds * 1000), now);
  assert.deepEqual([-10, -60, -300, -7200, -86400, 259200].map(told), [
    "just now", "1 minute ago", "5 minutes ago", "2 hours ago", "yesterday", "in 3 days",
  ]);
});

function press(key, target = { tagName: "BODY" }, more = {}) {
  return { key, target, preventDefault() { this.stopped = true; }, ...more };
}

test("shortcuts run, the latest first, and are silent while typing", () => {
  const [keys, ran] = [new Keys(), []];
  keys.add({ key: "A", label: "Approve", run: () => ran.push("approve") });
  keys.add({ key: "Ctrl+Enter", label: "Ask", run: () => ran.push("ask"), whileTyping: true });
  const off = keys.add({ key: "A", label: "Other", run: () => ran.push("other") });
  assert.ok(keys.dispatch(press("a")));
  off();
  keys.dispatch(press("a"));
  assert.ok(!keys.dispatch(press("a", { tagName: "TEXTAREA" })));
  assert.ok(keys.dispatch(press("Enter", { tagName: "TEXTAREA" }, { ctrlKey: true })));
  assert.deepEqual(ran, ["other", "approve", "ask"]);
});

test("only what is valid now is listed, and a button keeps its own Space", () => {
  const keys = new Keys();
  let here = false;
  keys.add({ key: "Space", label: "Play", run() {}, when: () => here });
  assert.deepEqual(keys.list(), []);
  here = true;
  assert.deepEqual(keys.list().map(({ label }) => label), ["Play"]);
  assert.ok(!keys.dispatch(press(" ", { tagName: "BUTTON" })));
  assert.ok(keys.dispatch(press(" ")));
});

function server(status, body) {
  const calls = [];
  const fetch = async (url, options) => {
    calls.push({ url, ...options });
    return new Response(JSON.stringify(body), {
      status, headers: { "content-type": "application/json" },
    });
  };
  return { calls, api: new Api({ cookies: () => "a=1; csrftoken=tok%20en", fetch }) };
}

test("the API is asked with JSON and the CSRF token", async () => {
  const { calls, api } = server(200, { id: 1 });
  assert.deepEqual(await api.post("assets", { name: "x" }), { id: 1 });
  const [{ url, method, headers, body }] = calls;
  assert.deepEqual([url, method, body], ["/api/v1/assets", "POST", '{"name":"x"}']);
  assert.equal(headers["X-CSRFToken"], "tok en");
  await api.form("/settings/theme/", { theme: "dark" });
  assert.equal(calls[1].url, "/settings/theme/");
  assert.equal(String(calls[1].body), "theme=dark");
  assert.equal(readCookie("xcsrftoken=1", "csrftoken"), "");
});

test("a refusal keeps its code, sentence and fields; no server is a sentence too", async () => {
  const error = { code: "too_long", message: "Cut it.", fields: { asset: "600 s" } };
  await assert.rejects(server(422, { error }).api.get("x"), {
    status: 422, code: "too_long", message: "Cut it.", fields: { asset: "600 s" },
  });
  const away = new Api({ cookies: () => "", fetch: () => Promise.reject(new TypeError()) });
  await assert.rejects(away.get("x"), { code: "offline" });
});
