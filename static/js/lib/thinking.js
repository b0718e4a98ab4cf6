// Words for how long a model thinks and has thought; it reads no clock. The server has
// the same words (templatetags/answers.py).

import { duration } from "./format.js";

const MINUTE = 60;

/** `live` while it thinks still. Nothing is counted under a second. */
export function thinkingWords(seconds, live) {
  const whole = live ? Math.floor(seconds) : Math.round(seconds);
  if (seconds < 1) return live ? "Thinking" : "Thought first";
  const words = seconds < MINUTE ? `${whole} s` : duration(seconds);
  return live ? `Thinking, ${words}` : `Thought for ${words}`;
}
