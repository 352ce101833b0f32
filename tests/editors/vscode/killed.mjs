// The server is killed: started again twice, then not, until the user says so.
import { killed, report, running } from "./workbench.mjs";

await report(async (bench, seen, given) => {
  const servers = () =>
    running(given.state, (words) => words.includes("serve") && words[1]?.endsWith("/rusta"));
  seen.killed = 0;
  for (let death = 0; death < 3; death++) {
    await bench.until(() => servers().length === 1, `server ${death + 1}`);
    await bench.see(".statusbar-item[id$='rusta']");
    const found = servers();
    killed(found);
    await bench.until(() => !servers().includes(found[0]), `the end of server ${death + 1}`);
    seen.killed += 1;
  }
  const toast = await bench.see(".notification-toast", "ended three times");
  seen.buttons = await toast.locator(".monaco-button").allTextContents();
  await bench.page.waitForTimeout(3000);
  seen.afterwards = servers().length;
  await bench.shot("killed");
  await bench.answer("ended three times", "Start Again");
  await bench.until(() => servers().length === 1, "the server the user asked for");
  seen.again = true;
});
