// A repair: squiggle, lightbulb, preview, apply, green, revert, original bytes.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

export async function repair(bench, seen, given) {
  const { page } = bench;
  const bytes = () => readFileSync(given.changed, "utf8");
  const original = bytes();

  await bench.see(".squiggly-error");
  await bench.see(".codelens-decoration", "%");
  await bench.go(given.at);
  await bench.see(".lightBulbWidget");
  seen.lens = await bench.page.locator(".codelens-decoration").first().textContent();
  await bench.shot("1-lightbulb");

  const asked = Date.now();
  await page.keyboard.press("Control+.");
  await bench.see(".action-widget", "proven");
  seen.actions = await page.locator(".action-widget .monaco-list-row.action").allTextContents();
  seen.actionsMs = Date.now() - asked;
  await bench.shot("2-actions");
  // The rows are chosen by keys: the menu does not take a click that was not aimed by a hand.
  const row = seen.actions.findIndex((title) => title.includes("proven"));
  for (let at = 0; at < row; at++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");

  await bench.see(".monaco-diff-editor .view-line");
  await bench.see(".monaco-diff-editor .char-insert, .monaco-diff-editor .line-insert");
  seen.previewMs = Date.now() - asked;
  seen.tab = await page.locator(".tab.active").first().getAttribute("aria-label");
  seen.beforeApply = bytes() === original;
  await bench.shot("3-preview");

  await (await bench.see(".editor-actions a[aria-label^='Apply This Patch']")).click();
  await bench.until(() => bytes() !== original, "the patch on disk");
  await bench.see(".notification-toast", "Applied");
  seen.after = bytes();
  const check = spawnSync("cargo", ["check", "--offline", "--quiet"], { cwd: given.folder });
  seen.check = { code: check.status, said: check.stderr.toString() };
  await page.locator(".squiggly-error").first().waitFor({ state: "hidden" });
  await bench.shot("4-green");

  await bench.command("rusta: Revert the Last Patch");
  await bench.until(() => bytes() === original, "the original bytes");
  await bench.see(".notification-toast", "Reverted");
  seen.reverted = bytes() === original;
  await bench.closeMessages();
}
