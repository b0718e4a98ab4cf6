// Tells screen readers politely how far a work is: begun, still working, over; it never
// reads out what arrives.

const EVERY_MS = 7000;

const region = Object.assign(document.createElement("p"), { className: "visually-hidden" });
region.setAttribute("role", "status");
document.body.append(region);

export function announce(words) {
  region.textContent = words;
}

/** Says that a work has begun and goes on; answers a function that says how it ended. */
export function announceWork(what) {
  const begun = performance.now();
  announce(`${what} has begun.`);
  const timer = setInterval(() => {
    const seconds = Math.round((performance.now() - begun) / 1000);
    announce(`Still working, ${seconds} seconds.`);
  }, EVERY_MS);
  return (words = "") => {
    clearInterval(timer);
    if (words) announce(words);
  };
}
