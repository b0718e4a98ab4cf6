// Every icon that a template or a module names is in the sprite.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

const ROOT = new URL("../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, ROOT), "utf8");
const all = (folder, ending) => readdirSync(new URL(folder, ROOT), { recursive: true })
  .filter((name) => name.endsWith(ending))
  .map((name) => `${folder}${name}`);

const SPRITE = new Set(
  [...read("static/vendor/lucide/sprite.svg").matchAll(/<symbol id="([\w-]+)"/g)]
    .map(([, name]) => name),
);
const NAMED = [
  [all("templates/", ".html"), /(?:_icon\.html" with name|\bicon)="([a-z][\w-]*)"/g],
  [all("static/js/elements/", ".js"), /\bicon\("([\w-]+)"\)/g],
];

test("the sprite knows every icon in use", () => {
  let found = 0;
  for (const [paths, pattern] of NAMED) {
    for (const path of paths) {
      for (const [, name] of read(path).matchAll(pattern)) {
        found += 1;
        assert.ok(SPRITE.has(name), `${path} names ${name}`);
      }
    }
  }
  assert.ok(found > 20);
});
