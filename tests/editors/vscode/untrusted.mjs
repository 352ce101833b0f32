// A folder that is not trusted: nothing of it runs, and one button leads to trust.
import { report } from "./workbench.mjs";

await report(async (bench, seen) => {
  const toast = await bench.see(".notification-toast", "not trusted");
  seen.buttons = await toast.locator(".monaco-button").allTextContents();
  await bench.see(".statusbar-item", "rusta: not trusted");
  await bench.shot("untrusted");
  await bench.answer("not trusted", "Manage Trust");
  await bench.see(".workspace-trust-editor");
});
