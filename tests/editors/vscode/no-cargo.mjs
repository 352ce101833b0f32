// No Rust toolchain: one message, and a button that has the command ready, not run.
import { report } from "./workbench.mjs";

await report(async (bench, seen) => {
  const toast = await bench.see(".notification-toast", "no Rust toolchain");
  seen.message = await toast.locator(".notification-list-item-message").textContent();
  seen.buttons = await toast.locator(".monaco-button").allTextContents();
  await bench.shot("no-cargo");
  await bench.answer("no Rust toolchain", "Open in Terminal");
  const rows = await bench.see(".terminal-wrapper .xterm-rows", "rustup");
  seen.terminal = await rows.textContent();
  await bench.shot("no-cargo-terminal");
});
