// The same beside rust-analyzer: both are there, and either may die without the other.
import { repair } from "./repair.mjs";
import { killed, report, running } from "./workbench.mjs";

await report(async (bench, seen, given) => {
  await repair(bench, seen, given);
  await bench.see(".squiggly-error");
  await killed(running(given.state, (words) => words[0].endsWith("rust-analyzer")));
  await bench.see(".codelens-decoration", "%");
  seen.alone = true;
});
