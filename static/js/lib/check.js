// Reads what a test of an endpoint wrote into its log, a line of JSON a step; it never
// touches the page.

/** The steps of a log's text; a line that is no step is left out. */
export function stepsOf(text) {
  return text.split("\n").filter(Boolean).flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

/** One sentence for the whole: how many passed, and what failed first. */
export function verdict(steps) {
  const passed = steps.filter(({ outcome }) => outcome === "passed").length;
  const failed = steps.find(({ outcome }) => outcome === "failed");
  const fault = failed ? ` ${failed.name} failed: ${failed.sentence}` : "";
  return `The test is over. ${passed} of ${steps.length} steps passed.${fault}`;
}
