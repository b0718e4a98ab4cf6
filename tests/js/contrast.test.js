// Text pairs reach 4.5:1 and control edges 3:1, in both themes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const CSS = readFileSync(new URL("../../static/css/tokens.css", import.meta.url), "utf8");
const NUMBERS = "([\\d.]+) ([\\d.]+) ([\\d.]+)";
const COLOUR = new RegExp(
  `--([\\w-]+): light-dark\\(oklch\\(${NUMBERS}\\), oklch\\(${NUMBERS}\\)\\)`, "g",
);
const TOKENS = new Map([...CSS.matchAll(COLOUR)].map(([, name, ...numbers]) => [
  name, { light: numbers.slice(0, 3).map(Number), dark: numbers.slice(3).map(Number) },
]));

const SURFACES = ["surface-0", "surface-1", "surface-2", "surface-3"];
const TEXT = [
  ...["text-1", "text-2", "text-3", "accent-text", "danger", "positive", "warning"]
    .flatMap((text) => SURFACES.map((surface) => [text, surface])),
  ["text-1", "surface-4"], ["text-2", "surface-4"],
  ["on-accent", "accent"], ["on-accent", "accent-hover"], ["on-danger", "danger-fill"],
  ...["accent-text", "text-1", "text-2"].map((text) => [text, "accent-soft"]),
  ...["positive", "warning", "danger"].flatMap((tone) => [
    [tone, `${tone}-soft`], ["text-1", `${tone}-soft`], ["text-2", `${tone}-soft`],
  ]),
  ["text-2", "well"], ["on-stage", "stage"],
];
const EDGES = [
  ...SURFACES.map((surface) => ["edge", surface]),
  ...SURFACES.map((surface) => ["accent", surface]),
];

/** OKLCH to linear sRGB, clipped to the gamut as a screen does. */
function linear([lightness, chroma, hue]) {
  const angle = (hue * Math.PI) / 180;
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((channel) => Math.min(1, Math.max(0, channel)));
}

function luminance(colour) {
  const [red, green, blue] = linear(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function check(pairs, least) {
  for (const theme of ["light", "dark"]) {
    for (const [front, back] of pairs) {
      assert.ok(TOKENS.has(front) && TOKENS.has(back), `${front} on ${back}`);
      const ratio = contrast(TOKENS.get(front)[theme], TOKENS.get(back)[theme]);
      test(`${theme}: ${front} on ${back}`, () => {
        assert.ok(ratio >= least, `${ratio.toFixed(2)} is below ${least}`);
      });
    }
  }
}

test("the measure itself is right", () => {
  assert.ok(Math.abs(contrast([1, 0, 0], [0, 0, 0]) - 21) < 0.01);
  assert.ok(Math.abs(luminance([0.62796, 0.25768, 29.234]) - 0.2126) < 0.001);
});

test("the greys have no hue", () => {
  const greys = [...TOKENS].filter(([name]) => /^(surface|text|line|edge)/.test(name));
  assert.equal(greys.length, 10);
  for (const [, { light, dark }] of greys) assert.deepEqual([light[1], dark[1]], [0, 0]);
});

/** The inks of the timeline, which is dark in both themes. */
const TIMELINE = readFileSync(
  new URL("../../static/css/components/timeline.css", import.meta.url), "utf8",
);
for (const [, name, ...numbers] of TIMELINE.matchAll(new RegExp(`--([\\w-]+): oklch\\(${NUMBERS}\\);`, "g"))) {
  TOKENS.set(name, { light: numbers.map(Number), dark: numbers.map(Number) });
}

check([["bars", "ground"], ["cut", "ground"], ["foot", "ground"], ["bars", "pause"], ["curve", "bars"]], 3);
check(TEXT, 4.5);
check(EDGES, 3);
