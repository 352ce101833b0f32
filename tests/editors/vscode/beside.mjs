// The same beside rust-analyzer: both are there, and either may die without the other.
import { repair } from "./repair.mjs";
import { killed, report, running } from "./workbench.mjs";

await report(async (bench, seen, given) => {
  await repair(bench, seen, given);
  // rust-analyzer checks what is saved in the editor; what came back on disk only rusta has seen.
  await bench.see(".codelens-decoration", "%");
  killed(running(given.state, (words) => words[0].endsWith("rust-analyzer")));
  await bench.go(given.at);
  await bench.page.keyboard.press("Control+.");
  await bench.see(".action-widget", "proven");
  seen.alone = true;
});
