// The program is not there: one message, one button, and that one helps.
import { report } from "./workbench.mjs";

await report(async (bench, seen) => {
  const toast = await bench.see(".notification-toast", "rusta cannot begin");
  seen.message = await toast.locator(".notification-list-item-message").textContent();
  seen.buttons = await toast.locator(".monaco-button").allTextContents();
  await bench.shot("missing");
  await bench.answer("rusta cannot begin", "Set Up rusta");
  await bench.see(".quick-input-list .monaco-list-row", "Choose the program");
  seen.choices = await bench.page.locator(".quick-input-list .monaco-list-row").allTextContents();
  await bench.shot("missing-set-up");
});
