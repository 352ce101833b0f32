// The installed model is damaged: one message, and a button by which another one is installed.
import { report } from "./workbench.mjs";

await report(async (bench, seen, given) => {
  const toast = await bench.see(".notification-toast", "byte model");
  seen.message = await toast.locator(".notification-list-item-message").textContent();
  seen.buttons = await toast.locator(".monaco-button").allTextContents();
  const item = await bench.see(".statusbar-item[id$='rusta']", "no model");
  seen.before = await item.textContent();
  await bench.shot("no-model");

  await bench.answer("byte model", "Install a Model");
  const input = bench.page.locator(".quick-input-widget input.input");
  // What is typed before the dialog has its folder is overwritten by it.
  await bench.see(".quick-input-list .monaco-list-row", "..");
  await input.fill(given.model);
  await bench.see(".quick-input-list .monaco-list-row", given.model.split("/").at(-1));
  await bench.page.keyboard.press("Enter");
  await bench.gone(".statusbar-item[id$='rusta']", "no model");
  const now = await bench.see(".statusbar-item[id$='rusta']", " · ");
  seen.after = await now.textContent();
  await bench.shot("model");
});
