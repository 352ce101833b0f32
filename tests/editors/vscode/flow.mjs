// One whole repair: squiggle, lightbulb, preview, apply, green, revert; then why, and what was done.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

import { report } from "./workbench.mjs";

await report(async (bench, seen, given) => {
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

  await bench.see(".squiggly-error");
  await bench.tab(given.name);
  await bench.go(given.at);
  await bench.command("rusta: Explain the Error Here");
  const thread = await bench.see(".review-widget", "Why");
  seen.why = await thread.textContent();
  await bench.shot("5-why");
  const links = thread.locator(".comment-body a");
  const titles = await links.allTextContents();
  seen.citations = [];
  const passages = [...new Set(titles)].filter((title) => title.includes(" · "));
  for (const title of passages.slice(0, 3)) {
    await links.nth(titles.indexOf(title)).click();
    const active = () => page.locator(".tab.active").first().getAttribute("data-resource-name");
    await bench.until(async () => (await active()) !== given.name, `the citation ${title}`);
    await bench.see(".editor-instance .view-line span");
    seen.citations.push({ title, name: await active(), text: await bench.text() });
    await bench.shot(`6-citation-${seen.citations.length}`);
    await bench.tab(given.name);
    await bench.see(".review-widget", "Why");
  }
  await bench.command("rusta: Diagnose the Project");
  await page.locator(".activitybar a[aria-label^='rusta']").first().click();
  await bench.see(".pane-body .monaco-list-row", "running");
  seen.live = await page.locator(".pane-body .monaco-list-row").allTextContents();
  await bench.shot("7-live");
  await bench.see(".notification-toast", "error");
  await bench.closeMessages();
  await bench.gone(".pane-body .monaco-list-row", "running");

  await bench.command("rusta: Replay a Trace Step by Step");
  const pick = await bench.see(".quick-input-list .monaco-list-row", "Diagnose");
  await pick.click();
  await bench.see(".notification-toast", "same bytes");
  await bench.see(".statusbar-item", "1/");
  seen.replay = [];
  for (let step = 0; step < 4; step++) {
    const item = page.locator(".statusbar-item", { hasText: /\d+\/\d+ / }).first();
    seen.replay.push((await item.textContent()).trim());
    if (seen.replay.at(-1).includes("cargo.check")) await bench.shot("8-replay");
    await item.click();
    await bench.see(".statusbar-item", `${step + 2}/`);
  }
  seen.trace = await page.locator(".pane-body .monaco-list-row").allTextContents();
});
