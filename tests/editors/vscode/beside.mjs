// The same beside rust-analyzer: both are there, and either may die without the other.
import { repair } from "./repair.mjs";
import { killed, report, running } from "./workbench.mjs";

await report(async (bench, seen, given) => {
  await repair(bench, seen, given);
  // rust-analyzer checks what is saved in the editor; what came back on disk only rusta has seen.
  await bench.see(".codelens-decoration", "%");
  killed(running(given.state, (words) => words[0].endsWith("rust-analyzer")));
  await bench.go(given.at);
  // A menu that waits for an answer of the one that was killed shows nothing any more.
  const proven = bench.page.locator(".action-widget", { hasText: "proven" }).first();
  await bench.until(async () => {
    await bench.page.keyboard.press("Escape");
    await bench.page.keyboard.press("Control+.");
    return proven.waitFor({ timeout: 5000 }).then(() => true, () => false);
  }, "the proven fix without rust-analyzer");
  seen.alone = true;
});
