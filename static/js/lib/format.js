// Words numbers the way people read them; it never asks for the time itself.

const LANGUAGE = "en";

/** Seconds as 1:04 or 1:02:03. */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const two = (number) => String(number).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Seconds as a person would write the place: 1:23, or 1:23.5 by tenths. */
export function place(seconds) {
  const tenths = Math.floor((seconds % 1) * 10);
  return `${duration(seconds)}${tenths ? `.${tenths}` : ""}`;
}

/** Bytes in MB (decimal): two decimals under 1, one under 100, then none. */
export function megabytes(bytes) {
  const mb = (bytes || 0) / 1e6;
  if (mb > 0 && mb < 0.01) return "< 0.01 MB";
  let places = 2;
  if (mb >= 100) places = 0;
  else if (mb >= 1) places = 1;
  return `${mb.toFixed(places)} MB`;
}

/** A decimal string and its currency, with at most two useful digits of change. */
export function money(amount, currency) {
  const value = Number(amount);
  const small = value !== 0 && Math.abs(value) < 0.1;
  const digits = small
    ? { maximumSignificantDigits: 2 }
    : { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return new Intl.NumberFormat(LANGUAGE, {
    style: "currency", currency, currencyDisplay: "narrowSymbol", ...digits,
  }).format(value);
}

/** Words as a line begins with them. */
export function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function count(number) {
  return new Intl.NumberFormat(LANGUAGE).format(number);
}

const STEPS = [
  ["minute", 60], ["hour", 3600], ["day", 86400], ["month", 2629800], ["year", 31557600],
];

/** `then` and `now` are Dates: "just now", "5 minutes ago", "yesterday", "in 3 days". */
export function relativeTime(then, now) {
  const seconds = (then - now) / 1000;
  const size = Math.abs(seconds);
  if (size < 45) return "just now";
  const fits = STEPS.filter(([, length]) => size >= length * 0.99);
  const [unit, length] = fits.at(-1) ?? STEPS[0];
  const words = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: "auto" });
  return words.format(Math.round(seconds / length) || Math.sign(seconds), unit);
}

/** The exact local time, for a tooltip. */
export function exactTime(date) {
  return new Intl.DateTimeFormat(LANGUAGE, {
    dateStyle: "medium", timeStyle: "medium",
  }).format(date);
}
