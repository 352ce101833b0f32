// One whole flow: a repair and the way back; then why, with citations, and what was done, replayed.
import { repair } from "./repair.mjs";
import { report } from "./workbench.mjs";

await report(async (bench, seen, given) => {
  const { page } = bench;
  await repair(bench, seen, given);

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

  await page.locator(".activitybar a[aria-label^='rusta']").first().click();
  await bench.see(".pane-body .monaco-list-row", "Explain");
  await bench.tab(given.name);
  await bench.command("rusta: Fix All with Proof");
  await bench.see(".pane-body .monaco-list-row", "running");
  seen.live = await page.locator(".pane-body .monaco-list-row").allTextContents();
  await bench.shot("7-live");
  await (await bench.see(".editor-actions a[aria-label^='Leave the Files']")).click();
  await bench.gone(".monaco-diff-editor");
  await bench.gone(".pane-body .monaco-list-row", "running");
  await bench.closeMessages();

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
