// The server is killed: started again twice, then not, until the user says so.
import { readdirSync, readFileSync } from "node:fs";

import { report } from "./workbench.mjs";

/** Servers of this window: those with the state folder of this test. */
function servers(state) {
  return readdirSync("/proc").filter((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
      const ours = readFileSync(`/proc/${pid}/environ`, "utf8").includes(`XDG_STATE_HOME=${state}\0`);
      return ours && words.includes("serve") && words.some((word) => word.endsWith("/rusta"));
    } catch {
      return false;
    }
  });
}

await report(async (bench, seen, given) => {
  seen.killed = 0;
  for (let death = 0; death < 3; death++) {
    await bench.until(() => servers(given.state).length === 1, `server ${death + 1}`);
    await bench.see(".statusbar-item[id$='rusta']", /rusta/);
    const [pid] = servers(given.state);
    process.kill(Number(pid), "SIGKILL");
    await bench.until(() => !servers(given.state).includes(pid), `the end of server ${death + 1}`);
    seen.killed += 1;
  }
  const toast = await bench.see(".notification-toast", "ended three times");
  seen.buttons = await toast.locator(".monaco-button").allTextContents();
  await bench.page.waitForTimeout(3000);
  seen.afterwards = servers(given.state).length;
  await bench.shot("killed");
  await bench.answer("ended three times", "Start Again");
  await bench.until(() => servers(given.state).length === 1, "the server the user asked for");
  seen.again = true;
});
