// What rusta is not certain of is said in green, with the probe that would settle it.
import { report } from "./workbench.mjs";

await report(async (bench, seen, given) => {
  await bench.see(".squiggly-error");
  await bench.see(".view-line", "not certain yet");
  seen.line = (await bench.line("not certain yet").textContent()).replaceAll(" ", " ");
  seen.colour = await bench.page.evaluate(() => {
    const all = [...document.querySelectorAll(".view-line span")];
    const found = all.find((one) => getComputedStyle(one, "::after").content.includes("certain"));
    return found === undefined ? null : getComputedStyle(found, "::after").color;
  });
  await bench.go(given.at);
  await bench.command("rusta: Fix the Error Here with Proof");
  const thread = await bench.see(".review-widget", "The test plan");
  seen.plan = await thread.textContent();
  await bench.shot("abstention");
});
