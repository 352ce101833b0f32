// What rusta is not certain of is said in green, with the probe that would settle it.
import { report } from "./workbench.mjs";

/** What a decoration puts behind a line is in no text: styles alone have it. */
function behindLines() {
  return [...document.querySelectorAll(".view-line span")]
    .map((span) => getComputedStyle(span, "::after"))
    .map(({ content, color }) => ({ text: content.replaceAll("\u00a0", " "), color }))
    .find(({ text }) => text.includes("not certain yet"));
}

await report(async (bench, seen, given) => {
  await bench.see(".squiggly-error");
  const found = await bench.page.waitForFunction(behindLines);
  seen.behind = await found.jsonValue();
  await bench.line("fetch_from_the_moon").click();
  await bench.go(given.at);
  await bench.command("rusta: Fix the Error Here with Proof");
  const thread = await bench.see(".review-widget", "The test plan");
  seen.plan = await thread.textContent();
  await bench.shot("abstention");
});
